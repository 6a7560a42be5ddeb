package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Visible;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.Variable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `nsfleet inventory show`.
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = {
            "Shows one host: its groups, and its variables with the place where each was written.",
            "Values stand as written, with nothing evaluated; secrets are masked."
        },
        footer = {"", "Example: nsfleet inventory show -i hosts.yml box1"})
final class InventoryShowCommand extends InventoryView {
    @Parameters(paramLabel = "HOST", description = "The host.")
    private String word = "";

    InventoryShowCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    void show(Inventory inventory, Problems problems) {
        host(word, inventory, problems).ifPresent(host -> show(host, inventory));
    }

    private void show(String host, Inventory inventory) {
        List<String> groups = inventory.groupNames(host);
        Map<String, Variable> variables = new TreeMap<>(inventory.variables(host));
        switch (output.format) {
            case json -> {
                Map<String, Object> shown = new LinkedHashMap<>();
                variables.forEach((name, variable) -> shown.put(name, Origin.json(variable)));
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("host", host);
                object.put("groups", groups);
                object.put("variables", shown);
                terminal.out().println(Json.line(object));
            }
            case text -> {
                line(host + (groups.isEmpty() ? "" : "  (" + String.join(", ", groups) + ")"));
                variables.forEach(
                        (name, variable) ->
                                line(
                                        "    "
                                                + name
                                                + ": "
                                                + Json.line(Shown.value(variable))
                                                + "  # "
                                                + Origin.of(variable)));
            }
        }
    }

    private void line(String text) {
        terminal.out().println(Visible.text(text));
    }
}
