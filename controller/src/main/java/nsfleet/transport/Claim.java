package nsfleet.transport;

import nsfleet.shell.Script;
import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Connector.Purpose;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;

/// Takes the host's lock where asked, or asks who holds it.
final class Claim {
    private static final int HELD = 10;
    private static final int NO_FLOCK = 11;
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(300);

    /// So many missed signs of life of a holder's connection count as its end.
    private static final int MISSED = 4;

    private final Target target;
    private final Purpose purpose;
    private final FrameSession session;
    private final String connection;

    Claim(Target target, Purpose purpose, FrameSession session, String connection) {
        this.target = target;
        this.purpose = purpose;
        this.session = session;
        this.connection = connection;
    }

    Connection open() {
        return purpose.lock() ? take() : look();
    }

    private Connection look() {
        Frame frame = Frame.reading("who holds the lock", SessionScripts.holder(), STEP);
        return switch (session.run(frame)) {
            case Completion.Exited exited ->
                    new Connection.Open(
                            session,
                            exited.output().isBlank() ? "" : told(exited.output()),
                            connection);
            case Completion.TimedOut _ -> late();
            case Completion.Lost lost -> new Connection.Unreachable(lost.reason(), "");
            case Completion.NotRun not -> new Connection.Unreachable(not.reason(), "");
        };
    }

    private Connection take() {
        Script script =
                SessionScripts.lock(
                        purpose.run(),
                        controller(),
                        connection,
                        target.keepAlive().multipliedBy(MISSED),
                        Instant.now().getEpochSecond());
        long until = System.nanoTime() + purpose.lockTimeout().toNanos();
        while (true) {
            Completion completion = session.runLocking("take the lock", script, STEP);
            if (!(completion instanceof Completion.Exited held && held.status() == HELD)) {
                return taken(completion);
            }
            if (until - System.nanoTime() <= 0) {
                return new Connection.Locked(
                        "another run is changing "
                                + target.name()
                                + (held.output().isBlank() ? "" : ": " + told(held.output())));
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Connection.Unreachable("interrupted", "");
            }
        }
    }

    private Connection taken(Completion completion) {
        return switch (completion) {
            case Completion.Exited exited when exited.ok() ->
                    new Connection.Open(session, "", connection);
            case Completion.Exited exited when exited.status() == NO_FLOCK ->
                    new Connection.Refused(
                            target.name() + " has no flock(1), which the lock needs",
                            "install util-linux (Alpine: flock)");
            case Completion.Exited exited ->
                    new Connection.Refused(
                            "cannot take the lock of "
                                    + target.name()
                                    + ": "
                                    + exited.error().strip(),
                            "");
            case Completion.TimedOut _ -> late();
            case Completion.Lost lost -> new Connection.Unreachable(lost.reason(), "");
            case Completion.NotRun not -> new Connection.Unreachable(not.reason(), "");
        };
    }

    private Connection late() {
        return new Connection.Refused(target.name() + " answers too slowly", "");
    }

    /// The holder's file in words.
    private static String told(String file) {
        Map<String, String> values = new TreeMap<>();
        file.lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> values.put(pair[0], pair[1]));
        String since = values.getOrDefault("since", "");
        return "run "
                + values.getOrDefault("run", "?")
                + " of "
                + values.getOrDefault("by", "?")
                + (since.matches("[0-9]{1,12}") ? " since " + clock(since) : "");
    }

    private static String clock(String seconds) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                .withZone(ZoneId.systemDefault())
                .format(Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    private static String controller() {
        String host = System.getenv("HOSTNAME");
        return System.getProperty("user.name", "?") + (host == null ? "" : "@" + host);
    }
}
