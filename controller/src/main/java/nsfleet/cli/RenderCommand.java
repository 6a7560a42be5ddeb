package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Visible;
import nsfleet.inventory.HostNames;
import nsfleet.plan.Options;
import nsfleet.run.Event;
import nsfleet.run.HostJob;
import nsfleet.run.Mission;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `nsfleet render`.
@Command(
        name = "render",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the whole shell program that makes the labs of one host, to read or to run by"
                    + " hand.",
            "It is safe to run twice. The host's facts are asked for; nothing is changed."
        },
        footer = {"", "Example: nsfleet render -i hosts.yml playbooks/nat-lab.yml --host box1"})
final class RenderCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "PLAYBOOK",
            arity = "1..*",
            description = "Playbooks; together they are one desired state.")
    private java.util.List<java.nio.file.Path> playbooks = new java.util.ArrayList<>();

    @Option(names = "--host", paramLabel = "HOST", required = true, description = "For this host.")
    private String host = "";

    @Mixin private InventoryOptions inventory = new InventoryOptions();
    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    RenderCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        OutputOptions output = new OutputOptions();
        if (inventory.limit != null) {
            throw new ParameterException(
                    spec.commandLine(), "render is for one host: --host names it, not --limit");
        }
        inventory.limit = host;
        inventory.limitedBy = "--host";
        Problems problems = new Problems();
        Optional<Workload> work =
                new Preparation(terminal, inventory, connection, problems).playbooks(playbooks);
        work.ifPresent(load -> one(load, problems));
        boolean bad = problems.hasErrors();
        Complaints.print(terminal, problems, output);
        if (bad || work.isEmpty()) {
            return ExitCode.CONFIGURATION;
        }
        return new Launch(terminal, connection, output, false)
                .run(new Mission.Program(), work.get(), Options.NONE, false, this::take)
                .exitCode();
    }

    private void one(Workload work, Problems problems) {
        List<String> hosts = work.jobs().stream().map(HostJob::host).toList();
        Span span = new Span(new Source("--host", host), 1, 1, host.length());
        if (hosts.isEmpty()) {
            problems.error("no-match", span, "no play is for `" + host + "`");
        } else if (hosts.size() > 1) {
            problems.error(
                    "bad-pattern",
                    span,
                    "a program is for one host, and these are " + HostNames.fold(hosts));
        }
    }

    private void take(Event event) {
        switch (event) {
            case Event.Data(_, _, Map<String, Object> values) ->
                    terminal.out().print(values.get("text"));
            case Event.Warning warning -> complain("warning: " + warning.message());
            case Event.StepDone step -> {
                if (step.status() == Event.StepStatus.FAILED) {
                    complain(step.step() + ": " + step.message());
                }
            }
            case Event.HostDone done -> {
                if (!done.message().isEmpty()) {
                    complain(done.message());
                    complain(done.hint());
                }
            }
            case Event.RunStart _, Event.HostStart _, Event.CheckDone _, Event.RunEnd _ -> {}
        }
    }

    private void complain(String text) {
        text.lines().forEach(line -> terminal.err().println(host + ": " + Visible.text(line)));
    }
}
