package nsfleet.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `nsfleet inventory`.
@Command(
        name = "inventory",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows what was understood of the inventory, without any network.",
        subcommands = {
            InventoryListCommand.class,
            InventoryGraphCommand.class,
            InventoryShowCommand.class,
            InventoryExplainCommand.class
        },
        footer = {
            "",
            "Example: nsfleet inventory list -i hosts.yml",
            "         nsfleet inventory explain -i hosts.yml box1 ansible_user"
        })
final class InventoryCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given: inventory list, graph, show HOST or explain HOST VAR");
    }
}
