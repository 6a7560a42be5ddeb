package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Visible;
import nsfleet.inventory.Group;
import nsfleet.inventory.HostNames;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.InventoryReader;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `nsfleet inventory`.
@Command(
        name = "inventory",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows what was understood of the inventory, without any network.",
        subcommands = InventoryCommand.ListCommand.class,
        footer = {"", "Example: nsfleet inventory list -i hosts.yml"})
final class InventoryCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given: inventory list");
    }

    /// `nsfleet inventory list`.
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = {
                "Lists groups, hosts and variables.",
                "With -o json in the shape of ansible-inventory --list; passwords are masked."
            },
            footer = {"", "Example: nsfleet inventory list -i hosts.yml -o json"})
    static final class ListCommand implements java.util.concurrent.Callable<Integer> {
        private final Terminal terminal;

        @Mixin private InventoryOptions options = new InventoryOptions();
        @Mixin private OutputOptions output = new OutputOptions();

        ListCommand(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            Problems problems = new Problems();
            Inventory inventory =
                    InventoryReader.read(options.sources(terminal.environment()), problems);
            boolean bad = problems.hasErrors();
            Complaints.print(terminal, problems, output);
            if (bad) {
                return ExitCode.CONFIGURATION;
            }
            Map<String, Object> list =
                    masked(inventory.list(v -> nsfleet.yaml.Yaml.toJava(v.value())));
            switch (output.format) {
                case json -> terminal.out().println(Json.line(list));
                case text -> print(inventory, list);
            }
            return ExitCode.OK;
        }

        private void print(Inventory inventory, Map<String, Object> list) {
            for (Group group : inventory.groups()) {
                if (group.name().equals("all") || group.allHosts().isEmpty()) {
                    continue;
                }
                String children =
                        group.children().isEmpty()
                                ? ""
                                : "  (children: " + String.join(", ", group.children()) + ")";
                terminal.out()
                        .println(
                                Visible.text(
                                        group.name()
                                                + ": "
                                                + HostNames.fold(group.allHosts())
                                                + children));
            }
            Map<?, ?> meta = list.get("_meta") instanceof Map<?, ?> map ? map : Map.of();
            Map<?, ?> hostvars = meta.get("hostvars") instanceof Map<?, ?> map ? map : Map.of();
            for (String host : inventory.hosts()) {
                terminal.out().println();
                terminal.out().println(Visible.text(host));
                if (hostvars.get(host) instanceof Map<?, ?> variables) {
                    variables.forEach(
                            (name, value) ->
                                    terminal.out()
                                            .println(
                                                    Visible.text(
                                                            "    "
                                                                    + name
                                                                    + ": "
                                                                    + Json.line(value))));
                }
            }
        }

        /// Nobody's password belongs on a screen.
        private static Map<String, Object> masked(Map<String, Object> list) {
            Map<String, Object> shown = new LinkedHashMap<>();
            list.forEach((key, value) -> shown.put(key, mask(key, value)));
            return shown;
        }

        private static Object mask(String name, Object value) {
            return switch (value) {
                case Map<?, ?> map -> {
                    Map<String, Object> shown = new LinkedHashMap<>();
                    map.forEach(
                            (key, inner) ->
                                    shown.put(
                                            String.valueOf(key),
                                            inner == null
                                                    ? Json.NULL
                                                    : mask(String.valueOf(key), inner)));
                    yield shown;
                }
                case List<?> items -> items;
                default ->
                        name.matches("ansible_(.*_)?(pass|password|passphrase)")
                                ? "<secret " + name + ">"
                                : value;
            };
        }
    }
}
