package nsfleet.cli;

import nsfleet.plan.Options;
import nsfleet.report.TextReport;
import nsfleet.run.Event;
import nsfleet.run.EventSink;
import nsfleet.run.Fleet;
import nsfleet.run.Mission;
import nsfleet.run.Settings;
import nsfleet.transport.Connector;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/// Starts a run, watches for Ctrl-C, and tells the events.
final class Launch {
    private final Terminal terminal;
    private final ConnectionOptions connection;
    private final OutputOptions output;
    private final boolean showCommands;

    Launch(
            Terminal terminal,
            ConnectionOptions connection,
            OutputOptions output,
            boolean showCommands) {
        this.terminal = terminal;
        this.connection = connection;
        this.output = output;
        this.showCommands = showCommands;
    }

    Event.RunEnd run(Mission mission, Workload work, Options planning, boolean allowInconclusive) {
        return run(
                mission,
                work,
                planning,
                allowInconclusive,
                Reports.of(terminal, output, showCommands));
    }

    Event.RunEnd run(
            Mission mission,
            Workload work,
            Options planning,
            boolean allowInconclusive,
            EventSink sink) {
        Settings settings =
                new Settings(
                        connection.forks,
                        connection.hostTimeout,
                        connection.lockTimeout,
                        allowInconclusive,
                        Nsfleet.version(),
                        planning);
        Connector connector = Connectors.of(asking(sink));
        EventSink masked = new Masked(sink, work.secrets());
        Fleet fleet = new Fleet(mission, settings, connector, masked, Clock.systemUTC(), runId());
        try (Interrupts _ = Interrupts.on(terminal, fleet::cancel)) {
            Event.RunEnd end = fleet.stages(work.playbooks(), work.stages());
            terminal.out().flush();
            terminal.err().flush();
            return end;
        }
    }

    /// A question must not stand in a line that is written over every second.
    private Terminal.Passwords asking(EventSink sink) {
        Terminal.Passwords passwords = terminal.passwords();
        return sink instanceof TextReport report
                ? prompt -> report.asking(() -> passwords.ask(prompt))
                : passwords;
    }

    private static String runId() {
        byte[] random = new byte[3];
        new SecureRandom().nextBytes(random);
        return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", java.util.Locale.ROOT)
                        .withZone(ZoneOffset.UTC)
                        .format(Clock.systemUTC().instant())
                + "-"
                + HexFormat.of().formatHex(random);
    }
}
