package nsfleet.resolve;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.InventoryReader;
import nsfleet.inventory.Variable;
import nsfleet.playbook.Playbook;
import nsfleet.playbook.PlaybookReader;
import nsfleet.resource.Desired;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// Three hosts, box1 to box3, in the group workshop.
final class Fleet {
    private Fleet() {}

    static Inventory inventory() {
        var problems = new Problems();
        String file =
                Fleet.class.getClassLoader().getResource("playbook-errors/hosts.ini").getPath();
        Inventory inventory = InventoryReader.read(List.of(file), problems);
        if (!problems.all().isEmpty()) {
            throw new IllegalStateException(problems.all().toString());
        }
        return inventory;
    }

    static Resolver resolver(String playbook, Problems problems, Variable... extra) {
        List<Playbook> playbooks =
                PlaybookReader.read(new Source("lab.yml", playbook), problems)
                        .map(List::of)
                        .orElse(List.of());
        return new Resolver(
                inventory(), playbooks, List.of(extra), Resolver.Selection.ALL, problems);
    }

    static List<Desired> resolve(
            String playbook, @Nullable Map<String, Object> facts, Problems problems) {
        Resolver resolver = resolver(playbook, problems);
        return resolver.hosts().isEmpty()
                ? List.of()
                : resolver.resolve(resolver.hosts().getFirst(), facts, problems);
    }
}
