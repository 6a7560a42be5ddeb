package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.plan.Options;
import nsfleet.run.Mission;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// What the commands that take playbooks to hosts have in common: read everything, tell all
/// mistakes at once, then go.
abstract class PlaybookCommand implements Callable<Integer> {
    final Terminal terminal;

    @Parameters(
            paramLabel = "PLAYBOOK",
            arity = "1..*",
            description = "Playbooks; together they are one desired state.")
    List<Path> playbooks = new ArrayList<>();

    @Option(
            names = "--take-over",
            description =
                    "Go on although another playbook, or another name of the machine, applied the"
                            + " lab last.")
    private boolean takeOver;

    @Option(
            names = "--allow-inconclusive",
            description = "A check that could not be carried out does not count as failed.")
    private boolean allowInconclusive;

    @Mixin TagOptions tags = new TagOptions();
    @Mixin InventoryOptions inventory = new InventoryOptions();
    @Mixin ConnectionOptions connection = new ConnectionOptions();
    @Mixin OutputOptions output = new OutputOptions();

    PlaybookCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    abstract Mission mission();

    boolean showCommands() {
        return false;
    }

    private Options planning() {
        return new Options(takeOver, false, false, null, null);
    }

    @Override
    public Integer call() {
        Problems problems = new Problems();
        Optional<Workload> work =
                new Preparation(terminal, inventory, connection, problems)
                        .playbooks(playbooks, tags.filter());
        boolean bad = problems.hasErrors();
        Complaints.print(terminal, problems, output);
        if (bad || work.isEmpty()) {
            return ExitCode.CONFIGURATION;
        }
        Launch launch = new Launch(terminal, connection, output, showCommands());
        return launch.run(mission(), work.get(), planning(), allowInconclusive).exitCode();
    }
}
