package nsfleet.cli;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
import nsfleet.net.LabName;
import nsfleet.plan.Options;
import nsfleet.run.Mission;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `nsfleet destroy`.
@Command(
        name = "destroy",
        mixinStandardHelpOptions = true,
        description =
                "Undoes labs in reverse: afterwards hosts are what they were before the first"
                        + " apply.",
        footer = {
            "",
            "Example: nsfleet destroy -i hosts.yml playbooks/nat-lab.yml",
            "         nsfleet destroy -i hosts.yml --lab nat-lab"
        })
final class DestroyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "PLAYBOOK",
            arity = "0..*",
            description = "The playbooks that made the labs.")
    private List<Path> playbooks = new ArrayList<>();

    @Option(
            names = "--lab",
            paramLabel = "NAME",
            description = "Undo this lab without its playbook. May be given several times.")
    private List<String> labs = new ArrayList<>();

    @Option(
            names = "--force",
            description =
                    "Delete namespaces of the lab although links or labs of others are in them.")
    private boolean force;

    @Option(
            names = "--take-over",
            description =
                    "Undo although another playbook, or another name of the machine, applied the"
                            + " lab last.")
    private boolean takeOver;

    @Option(names = "--commands", description = "Show the exact commands of every step.")
    private boolean commands;

    @Mixin private InventoryOptions inventory = new InventoryOptions();
    @Mixin private ConnectionOptions connection = new ConnectionOptions();
    @Mixin private OutputOptions output = new OutputOptions();

    DestroyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (playbooks.isEmpty() == labs.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "name either playbooks or --lab NAME (nsfleet labs lists what is there)");
        }
        List<LabName> names = new ArrayList<>();
        for (String lab : labs) {
            switch (LabName.parse(lab)) {
                case Parsed.Good<LabName>(var name) -> names.add(name);
                case Parsed.Bad<LabName>(var message) ->
                        throw new ParameterException(spec.commandLine(), message);
            }
        }
        Problems problems = new Problems();
        Preparation preparation = new Preparation(terminal, inventory, connection, problems);
        Optional<Workload> work =
                playbooks.isEmpty()
                        ? preparation.hosts("all", true)
                        : preparation.playbooks(playbooks);
        boolean bad = problems.hasErrors();
        Complaints.print(terminal, problems, output);
        if (bad || work.isEmpty()) {
            return ExitCode.CONFIGURATION;
        }
        return new Launch(terminal, connection, output, commands)
                .run(
                        new Mission.Destroy(names),
                        work.get(),
                        new Options(takeOver, force, false, null, null),
                        false)
                .exitCode();
    }
}
