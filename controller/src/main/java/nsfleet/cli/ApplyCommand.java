package nsfleet.cli;

import nsfleet.run.Mission;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `nsfleet apply`.
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description =
                "Makes hosts what the playbooks say, proves that nothing is left to do, and runs"
                        + " the checks.",
        footer = {"", "Example: nsfleet apply -i hosts.yml playbooks/nat-lab.yml --limit box1"})
final class ApplyCommand extends PlaybookCommand {
    @Option(names = "--no-verify", description = "Leave the checks out.")
    private boolean noVerify;

    @Option(
            names = "--verify-anyway",
            description = "Run a host's checks although a step failed on it.")
    private boolean verifyAnyway;

    @Option(names = "--commands", description = "Show the exact commands of every step.")
    private boolean commands;

    ApplyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Mission mission() {
        return new Mission.Apply(!noVerify, verifyAnyway);
    }

    @Override
    boolean showCommands() {
        return commands;
    }
}
