package nsfleet.cli;

import nsfleet.diagnostics.Problems;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `nsfleet check`.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description =
                "Finds all errors and warnings in inventory and playbooks, without any network.",
        footer = {"", "Example: nsfleet check -i hosts.yml playbooks/nat-lab.yml"})
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            paramLabel = "PLAYBOOK",
            arity = "1..*",
            description = "Playbooks; together they are one desired state.")
    private List<Path> playbooks = new ArrayList<>();

    @Mixin private InventoryOptions inventory = new InventoryOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        Optional<Workload> work =
                new Preparation(terminal, inventory, new ConnectionOptions(), problems)
                        .playbooks(playbooks);
        boolean bad = problems.hasErrors();
        Complaints.print(terminal, problems, output);
        if (bad || work.isEmpty()) {
            return ExitCode.CONFIGURATION;
        }
        if (output.format == OutputOptions.Format.text) {
            int hosts = work.get().jobs().size();
            terminal.out()
                    .println(
                            String.join(", ", work.get().playbooks())
                                    + ": no errors, for "
                                    + hosts
                                    + (hosts == 1 ? " host" : " hosts"));
        }
        return ExitCode.OK;
    }
}
