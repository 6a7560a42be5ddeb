package nsfleet.cli;

import nsfleet.run.Mission;

import picocli.CommandLine.Command;

/// `nsfleet verify`.
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Runs the checks of the playbooks. Changes nothing.",
        footer = {"", "Example: nsfleet verify -i hosts.yml playbooks/nat-lab.yml -o json"})
final class VerifyCommand extends PlaybookCommand {
    VerifyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Mission mission() {
        return new Mission.Verify();
    }
}
