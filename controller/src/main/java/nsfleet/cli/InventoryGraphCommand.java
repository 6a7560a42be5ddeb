package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.diagnostics.Visible;
import nsfleet.inventory.Group;
import nsfleet.inventory.Inventory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// `nsfleet inventory graph`.
@Command(
        name = "graph",
        mixinStandardHelpOptions = true,
        description = {
            "Draws the tree of groups and hosts, as ansible-inventory --graph does.",
            "With -o json one object: what is below each group."
        },
        footer = {"", "Example: nsfleet inventory graph -i hosts.yml web"})
final class InventoryGraphCommand extends InventoryView {
    @Parameters(
            paramLabel = "GROUP",
            arity = "0..1",
            defaultValue = "all",
            description = "Where to begin. Default: ${DEFAULT-VALUE}")
    private String start = "all";

    InventoryGraphCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    void show(Inventory inventory, Problems problems) {
        Group group = inventory.group(start);
        if (group == null) {
            problems.error(
                    "no-match",
                    new Span(new Source("GROUP", start), 1, 1, start.length()),
                    "there is no group `" + start + "` in the inventory",
                    Suggest.hint(start, inventory.groups().stream().map(Group::name).toList()));
            return;
        }
        switch (output.format) {
            case json -> terminal.out().println(Json.line(tree(inventory, group)));
            case text ->
                    inventory
                            .graph(start)
                            .forEach(line -> terminal.out().println(Visible.text(line)));
        }
    }

    private static Map<String, Object> tree(Inventory inventory, Group group) {
        return Map.of(
                "group",
                group.name(),
                "hosts",
                group.name().equals("all") ? List.of() : group.hosts(),
                "children",
                group.children().stream()
                        .map(inventory::group)
                        .filter(Objects::nonNull)
                        .map(child -> tree(inventory, child))
                        .toList());
    }
}
