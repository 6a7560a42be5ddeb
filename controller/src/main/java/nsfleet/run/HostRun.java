package nsfleet.run;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.plan.Options;
import nsfleet.resource.Desired;
import nsfleet.run.Event.HostDone;
import nsfleet.run.Event.HostStatus;
import nsfleet.transport.Connector;
import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Session;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The work on one host from connecting to its last word. One thread; only [#stop] is called from
/// others.
final class HostRun {
    /// How the message of a bug begins: the run then ends with exit code 1.
    static final String BUG = "internal error: ";

    private final HostJob job;
    private final Mission mission;
    private final Settings settings;
    private final Connector connector;
    private final Tally tally;
    private final Clock clock;
    private final String run;
    private final Machines machines;
    private final LabsHeld labs;
    private final Neighbours neighbours;
    private final Instant start;
    private @Nullable Thread worker;
    private @Nullable Session session;
    private @Nullable String stopped;
    private volatile @Nullable String held;

    HostRun(
            HostJob job,
            Mission mission,
            Settings settings,
            Connector connector,
            EventSink sink,
            Clock clock,
            String run,
            Machines machines,
            LabsHeld labs,
            Neighbours neighbours) {
        this.neighbours = neighbours;
        this.machines = machines;
        this.labs = labs;
        this.job = job;
        this.mission = mission;
        this.settings = settings;
        this.connector = connector;
        this.tally = new Tally(sink, settings.allowInconclusive());
        this.clock = clock;
        this.run = run;
        this.start = clock.instant();
    }

    /// Does it all. Never throws: a bug is this host's failure.
    HostDone run() {
        try {
            if (!begin()) {
                return skipped("the run was interrupted before this host's turn");
            }
            return connected(connector.connect(job.target(), purpose()));
        } catch (RuntimeException e) {
            String why = reason();
            return why != null
                    ? done(HostStatus.FAILED, why, "")
                    : done(HostStatus.FAILED, BUG + Bugs.describe(e), Bugs.HINT);
        }
    }

    /// Ends the work from outside: remote processes are stopped, and [#run] returns soon.
    synchronized void stop(String why) {
        if (stopped != null) {
            return;
        }
        stopped = why;
        if (session != null) {
            session.close();
        } else if (worker != null) {
            worker.interrupt();
        }
    }

    /// Lets what was sent come to its end, and sends nothing more.
    void hold(String why) {
        held = why;
    }

    /// The last word of a host that had no turn.
    HostDone skipped(String why) {
        return new HostDone(
                job.host(), HostStatus.SKIPPED, tally.counts(), false, why, "", Duration.ZERO);
    }

    private Connector.Purpose purpose() {
        return new Connector.Purpose(run, mission.changes(), settings.lockTimeout());
    }

    private synchronized boolean begin() {
        worker = Thread.currentThread();
        return stopped == null;
    }

    private synchronized boolean opened(Session open) {
        session = open;
        return stopped == null;
    }

    private synchronized @Nullable String reason() {
        return stopped;
    }

    private HostDone connected(Connection connection) {
        return switch (connection) {
            case Connection.Unreachable(var message, var hint) -> {
                String why = reason();
                yield done(
                        HostStatus.UNREACHABLE,
                        why != null ? why : message,
                        why != null ? "" : hint);
            }
            case Connection.Refused(var message, var hint) ->
                    done(HostStatus.FAILED, message, hint);
            case Connection.Locked(var message) ->
                    new HostDone(
                            job.host(),
                            HostStatus.FAILED,
                            tally.counts(),
                            true,
                            message,
                            "--lock-timeout waits longer",
                            took());
            case Connection.Open(var open, var holder, var path) -> {
                try (open) {
                    if (!opened(open)) {
                        yield done(HostStatus.FAILED, String.valueOf(reason()), "");
                    }
                    if (!holder.isBlank() && !mission.changes()) {
                        tally.tell(
                                new Event.Warning(
                                        job.host(),
                                        "",
                                        "a change was under way while we looked: " + holder));
                    }
                    yield work(new Shell(open, () -> held), path);
                }
            }
        };
    }

    private HostDone work(Shell shell, String path) {
        return switch (Sight.first(shell, mission instanceof Mission.Facts)) {
            case Parsed.Bad<Sight>(var message) -> lost(shell, message, "");
            case Parsed.Good<Sight>(var sight) -> {
                sight.warnings().forEach(w -> tally.tell(new Event.Warning(job.host(), "", w)));
                String unfit = sight.unfit(mission);
                if (unfit != null) {
                    yield done(HostStatus.FAILED, unfit, sight.unfitHint(mission));
                }
                String twin = mission.changes() ? machines.before(job.host(), sight.facts()) : null;
                yield twin != null
                        ? done(
                                HostStatus.FAILED,
                                "this is the same machine as " + twin,
                                "keep one of the two names in the inventory")
                        : onto(
                                shell,
                                sight,
                                new Labour(
                                        job.host(),
                                        shell,
                                        sight,
                                        planning(path),
                                        settings.version(),
                                        tally));
            }
        };
    }

    private HostDone onto(Shell shell, Sight sight, Labour labour) {
        String host = job.host();
        return switch (mission) {
            case Mission.Facts _ -> {
                tally.tell(new Event.Data(host, "facts", sight.asData()));
                yield done(HostStatus.OK, "", "");
            }
            case Mission.Labs _ -> {
                tally.tell(new Event.Data(host, "labs", LabsSeen.of(sight)));
                yield done(HostStatus.OK, "", "");
            }
            case Mission.Destroy(var byName) -> {
                List<LabName> named = byName;
                if (named.isEmpty()) {
                    switch (job.resolve().apply(sight.facts().toMap())) {
                        case Parsed.Good<List<Desired>>(var desired) ->
                                named = desired.stream().map(Desired::lab).distinct().toList();
                        case Parsed.Bad<List<Desired>>(var message) -> {
                            yield done(
                                    HostStatus.FAILED,
                                    message,
                                    "destroy --lab NAME needs no playbook");
                        }
                    }
                }
                labs.looked(host, LabsSeen.labs(sight).keySet(), named);
                yield outcome(
                        shell, labour.destroy(named.reversed(), lab -> labs.undone(host, lab)));
            }
            case Mission.Preview _ -> resolved(shell, sight, labour);
            case Mission.Apply _ -> resolved(shell, sight, labour);
            case Mission.Verify _ -> resolved(shell, sight, labour);
            case Mission.Program _ -> resolved(shell, sight, labour);
        };
    }

    private HostDone resolved(Shell shell, Sight sight, Labour labour) {
        return switch (job.resolve().apply(sight.facts().toMap())) {
            case Parsed.Bad<List<Desired>>(var message) -> done(HostStatus.FAILED, message, "");
            case Parsed.Good<List<Desired>>(var desired) -> {
                yield outcome(
                        shell,
                        switch (mission) {
                            case Mission.Apply(var verify, var anyway) ->
                                    labour.apply(desired, verify, anyway, this::othersDone);
                            case Mission.Verify _ -> labour.verify(desired);
                            case Mission.Preview _ -> labour.preview(desired);
                            case Mission.Program _ -> labour.program(desired);
                            case Mission.Destroy _, Mission.Facts _, Mission.Labs _ ->
                                    throw new IllegalStateException(
                                            "not a mission with a desired state");
                        });
            }
        };
    }

    /// This host's steps are done; waits for those of the hosts at the other ends of its wires.
    private List<String> othersDone(boolean good) {
        neighbours.done(job.host(), good);
        return neighbours.await(job);
    }

    /// What the plan may do, and which path it must not cut: the words of SSH_CONNECTION.
    private Options planning(String path) {
        Options given = settings.planning();
        String[] words = path.split(" ");
        return words.length == 4
                        && Ip.parse(words[0]) instanceof Parsed.Good<Ip>(var controller)
                        && Ip.parse(words[2]) instanceof Parsed.Good<Ip>(var session)
                        && words[3].matches("[0-9]{1,5}")
                ? new Options(
                        given.takeOver(),
                        given.force(),
                        given.confirm(),
                        session,
                        controller,
                        Integer.parseInt(words[3]))
                : given;
    }

    private HostDone outcome(Shell shell, @Nullable String trouble) {
        if (trouble != null) {
            return lost(shell, trouble, "");
        }
        return done(tally.status(), tally.message(), tally.hint());
    }

    /// A host whose connection ended is unreachable, unless it was us who ended it.
    private HostDone lost(Shell shell, String message, String hint) {
        String why = reason();
        if (why != null) {
            return done(HostStatus.FAILED, why + (message.isEmpty() ? "" : "; " + message), "");
        }
        return done(shell.lost() ? HostStatus.UNREACHABLE : HostStatus.FAILED, message, hint);
    }

    private HostDone done(HostStatus status, String message, String hint) {
        return new HostDone(job.host(), status, tally.counts(), false, message, hint, took());
    }

    private Duration took() {
        return Duration.between(start, clock.instant());
    }
}
