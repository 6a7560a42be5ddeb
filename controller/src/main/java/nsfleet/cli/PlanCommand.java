package nsfleet.cli;

import nsfleet.run.Mission;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `nsfleet plan`.
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Shows what would change, step by step. Changes nothing.",
        footer = {"", "Example: nsfleet plan -i hosts.yml playbooks/nat-lab.yml --commands"})
final class PlanCommand extends PlaybookCommand {
    @Option(names = "--commands", description = "Show the exact commands of every step.")
    private boolean commands;

    @Option(
            names = "--detailed-exitcode",
            description = "Exit with 3 when there is something to change.")
    private boolean detailedExitCode;

    PlanCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Mission mission() {
        return new Mission.Preview(detailedExitCode);
    }

    @Override
    boolean showCommands() {
        return commands;
    }
}
