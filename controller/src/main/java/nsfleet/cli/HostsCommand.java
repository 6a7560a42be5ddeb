package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Visible;
import nsfleet.plan.Options;
import nsfleet.run.Event;
import nsfleet.run.Mission;

import picocli.CommandLine.Mixin;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/// What the commands have in common that look at hosts without a playbook: they gather data, and
/// tell trouble as a run does.
abstract class HostsCommand implements Callable<Integer> {
    final Terminal terminal;

    @Mixin InventoryOptions inventory = new InventoryOptions();
    @Mixin ConnectionOptions connection = new ConnectionOptions();
    @Mixin OutputOptions output = new OutputOptions();

    HostsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    abstract Mission mission();

    abstract String pattern();

    /// Prints what was gathered, by host, in text mode.
    abstract void print(Map<String, Map<String, Object>> gathered);

    @Override
    public Integer call() {
        Problems problems = new Problems();
        Optional<Workload> work =
                new Preparation(terminal, inventory, connection, problems).hosts(pattern(), true);
        boolean bad = problems.hasErrors();
        Complaints.print(terminal, problems, output);
        if (bad || work.isEmpty()) {
            return ExitCode.CONFIGURATION;
        }
        Launch launch = new Launch(terminal, connection, output, false);
        if (output.format == OutputOptions.Format.json) {
            return launch.run(mission(), work.get(), Options.NONE, false).exitCode();
        }
        Map<String, Map<String, Object>> gathered = new TreeMap<>();
        Event.RunEnd end =
                launch.run(
                        mission(), work.get(), Options.NONE, false, event -> take(event, gathered));
        print(gathered);
        return end.exitCode();
    }

    private void take(Event event, Map<String, Map<String, Object>> gathered) {
        switch (event) {
            case Event.Data data -> gathered.put(data.host(), data.values());
            case Event.Warning warning ->
                    terminal.err()
                            .println(
                                    warning.host()
                                            + ": warning: "
                                            + Visible.text(warning.message()));
            case Event.HostDone done -> {
                if (!done.message().isEmpty()) {
                    terminal.err().println(done.host() + ": " + Visible.text(done.message()));
                    if (!done.hint().isEmpty()) {
                        terminal.err().println("    " + Visible.text(done.hint()));
                    }
                }
            }
            case Event.RunStart _ -> {}
            case Event.HostStart _ -> {}
            case Event.StepDone _ -> {}
            case Event.CheckDone _ -> {}
            case Event.RunEnd _ -> {}
        }
    }
}
