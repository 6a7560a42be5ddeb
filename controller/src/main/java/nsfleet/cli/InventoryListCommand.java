package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Visible;
import nsfleet.inventory.Group;
import nsfleet.inventory.HostNames;
import nsfleet.inventory.Inventory;

import picocli.CommandLine.Command;

import java.util.Map;
import java.util.TreeMap;

/// `nsfleet inventory list`.
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists groups, hosts and variables.",
            "With -o json in the shape of ansible-inventory --list; secrets are masked."
        },
        footer = {"", "Example: nsfleet inventory list -i hosts.yml -o json"})
final class InventoryListCommand extends InventoryView {
    InventoryListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    void show(Inventory inventory, Problems problems) {
        switch (output.format) {
            case json -> terminal.out().println(Json.line(inventory.list(Shown::value)));
            case text -> print(inventory);
        }
    }

    private void print(Inventory inventory) {
        for (Group group : inventory.groups()) {
            if (group.name().equals("all") || group.allHosts().isEmpty()) {
                continue;
            }
            String children =
                    group.children().isEmpty()
                            ? ""
                            : "  (children: " + String.join(", ", group.children()) + ")";
            line(group.name() + ": " + HostNames.fold(group.allHosts()) + children);
        }
        for (String host : inventory.hosts()) {
            terminal.out().println();
            line(host);
            Map<String, String> sorted = new TreeMap<>();
            inventory
                    .variables(host)
                    .forEach((name, v) -> sorted.put(name, Json.line(Shown.value(v))));
            sorted.forEach((name, value) -> line("    " + name + ": " + value));
        }
    }

    private void line(String text) {
        terminal.out().println(Visible.text(text));
    }
}
