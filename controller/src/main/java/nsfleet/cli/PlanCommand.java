package nsfleet.cli;

import nsfleet.plan.Options;
import nsfleet.run.Event;
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

    @Option(
            names = "--take-over",
            description =
                    "Go on although another playbook, or another name of the machine, applied the"
                            + " lab last.")
    private boolean takeOver;

    PlanCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Mission mission() {
        return new Mission.Preview();
    }

    @Override
    Options planning() {
        return new Options(takeOver, false, false, null, null);
    }

    @Override
    boolean showCommands() {
        return commands;
    }

    @Override
    int exitCode(Event.RunEnd end) {
        return end.exitCode() == ExitCode.OK && detailedExitCode && end.pending() > 0
                ? ExitCode.DIFFERENCES
                : end.exitCode();
    }
}
