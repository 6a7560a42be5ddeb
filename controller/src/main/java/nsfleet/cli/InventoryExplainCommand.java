package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.diagnostics.Visible;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.Layer;
import nsfleet.inventory.Variable;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `nsfleet inventory explain`.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Explains where a variable of a host has its value from: every place that sets it, the"
                    + " strongest first, and why it wins over the next.",
            "Variables of plays and steps, and -e, win over all of these."
        },
        footer = {"", "Example: nsfleet inventory explain -i hosts.yml box1 ansible_user"})
final class InventoryExplainCommand extends InventoryView {
    @Parameters(index = "0", paramLabel = "HOST", description = "The host.")
    private String word = "";

    @Parameters(index = "1", paramLabel = "VAR", description = "The variable's name.")
    private String name = "";

    InventoryExplainCommand(Terminal terminal) {
        super(terminal);
    }

    /// One place that sets the variable.
    ///
    /// @param why it wins over the next weaker one; null for the weakest
    private record Setting(Layer layer, Variable variable, @Nullable String why) {}

    @Override
    void show(Inventory inventory, Problems problems) {
        host(word, inventory, problems).ifPresent(host -> show(host, inventory, problems));
    }

    private void show(String host, Inventory inventory, Problems problems) {
        List<Setting> settings = settings(inventory.layers(host));
        if (settings.isEmpty()) {
            problems.error(
                    "undefined",
                    new Span(new Source("VAR", name), 1, 1, name.length()),
                    "the inventory sets no variable `" + name + "` for host `" + host + "`",
                    Suggest.hint(name, inventory.variables(host).keySet()));
            return;
        }
        switch (output.format) {
            case json -> terminal.out().println(Json.line(json(host, settings)));
            case text -> print(host, settings);
        }
    }

    /// The strongest first.
    private List<Setting> settings(List<Layer> layers) {
        List<Setting> settings = new ArrayList<>();
        for (Layer layer : layers) {
            String why = settings.isEmpty() ? null : layer.winsOver(settings.getFirst().layer());
            for (Variable variable : layer.settings(name)) {
                settings.addFirst(new Setting(layer, variable, why));
                why = "it is set again there, later";
            }
        }
        return settings;
    }

    private void print(String host, List<Setting> settings) {
        line(name + " of " + host + ": " + value(settings.getFirst()));
        for (Setting setting : settings) {
            terminal.out().println();
            line("  " + Origin.of(setting.variable()) + ": " + value(setting));
            line("      " + setting.layer().what());
            if (setting.why() != null) {
                line("      wins: " + setting.why());
            }
        }
    }

    private static String value(Setting setting) {
        return Json.line(Shown.value(setting.variable()));
    }

    private Map<String, @Nullable Object> json(String host, List<Setting> settings) {
        List<Object> places = new ArrayList<>();
        for (Setting setting : settings) {
            Map<String, @Nullable Object> place = Origin.json(setting.variable());
            place.put("layer", setting.layer().what());
            place.put("why", setting.why());
            places.add(place);
        }
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("host", host);
        object.put("variable", name);
        object.put("value", Shown.value(settings.getFirst().variable()));
        object.put("settings", places);
        return object;
    }

    private void line(String text) {
        terminal.out().println(Visible.text(text));
    }
}
