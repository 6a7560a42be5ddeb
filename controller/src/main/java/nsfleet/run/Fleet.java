package nsfleet.run;

import nsfleet.run.Event.HostDone;
import nsfleet.run.Event.HostStatus;
import nsfleet.transport.Connector;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/// One run over many hosts: a virtual thread each, so many at a time as `forks` says. Hosts are
/// independent: what happens to one costs the others nothing.
public final class Fleet {
    private final Mission mission;
    private final Settings settings;
    private final Connector connector;
    private final EventSink sink;
    private final Clock clock;
    private final String run;
    private final ReentrantLock telling = new ReentrantLock();
    private final Machines machines = new Machines();
    private final LabsHeld labs = new LabsHeld();
    private final List<HostRun> running = new ArrayList<>();
    private final EnumMap<HostStatus, Integer> ended = new EnumMap<>(HostStatus.class);
    private int locked;
    private boolean bug;
    private volatile boolean cancelled;
    private volatile @Nullable Stage stage;

    /// Why no further host begins; null as long as any may.
    private volatile @Nullable String ending;

    private final Set<String> lost = ConcurrentHashMap.newKeySet();

    /// Prepares a run.
    ///
    /// @param run its id, unique and sortable by time
    /// @param sink takes all events, one at a time
    public Fleet(
            Mission mission,
            Settings settings,
            Connector connector,
            EventSink sink,
            Clock clock,
            String run) {
        this.mission = mission;
        this.settings = settings;
        this.connector = connector;
        this.sink = sink;
        this.clock = clock;
        this.run = run;
    }

    /// Does the work on all hosts and tells the end. Blocks.
    ///
    /// @param playbooks their names, for the first event
    /// @return how it ended; its exit code is right but for usage and configuration, which were
    ///   settled before
    public Event.RunEnd run(List<String> playbooks, List<HostJob> jobs) {
        return stages(playbooks, List.of(new Stage(jobs, null, false)));
    }

    /// The same for hosts in stages. A mission that changes nothing takes all at once.
    public Event.RunEnd stages(List<String> playbooks, List<Stage> stages) {
        Instant start = clock.instant();
        List<HostJob> jobs = stages.stream().flatMap(stage -> stage.jobs().stream()).toList();
        tell(new Event.RunStart(mission.command(), run, playbooks, jobs.size()));
        List<Stage> turns = mission.changes() ? stages : List.of(new Stage(jobs, null, false));
        for (Stage stage : turns) {
            work(stage);
        }
        labs.missing().forEach(this::tell);
        Event.RunEnd end = end(Duration.between(start, clock.instant()));
        tell(end);
        return end;
    }

    private void work(Stage now) {
        stage = now;
        Semaphore places = new Semaphore(settings.forks());
        Neighbours neighbours = new Neighbours(now.jobs(), places);
        List<Thread> threads = new ArrayList<>();
        for (HostJob job : now.jobs()) {
            threads.add(
                    Thread.ofVirtual()
                            .name("host " + job.host())
                            .start(() -> one(job, places, neighbours)));
        }
        threads.forEach(Fleet::await);
        long bad = now.jobs().stream().filter(job -> lost.contains(job.host())).count();
        Double most = now.maxFailPercentage();
        if (most != null && bad * 100.0 > most * now.jobs().size()) {
            ending =
                    bad
                            + " of "
                            + now.jobs().size()
                            + " hosts of the batch before failed, more than max_fail_percentage"
                            + " allows";
        }
    }

    /// After a failure that ends the run: hosts at work are sent nothing more.
    private void failed(HostDone done) {
        lost.add(done.host());
        Stage now = stage;
        if (now != null && now.anyErrorsFatal() && ending == null) {
            String why = done.host() + " failed, and any_errors_fatal is set";
            ending = why;
            running.forEach(host -> host.hold(why));
        }
    }

    /// Stops remote work on all hosts and starts no new one; [#run] then returns soon. May be
    /// called from any thread.
    public void cancel() {
        List<HostRun> now;
        telling.lock();
        try {
            cancelled = true;
            now = List.copyOf(running);
        } finally {
            telling.unlock();
        }
        now.forEach(host -> host.stop("interrupted"));
    }

    private void one(HostJob job, Semaphore places, Neighbours neighbours) {
        places.acquireUninterruptibly();
        try {
            HostRun host =
                    new HostRun(
                            job,
                            mission,
                            settings,
                            connector,
                            this::tell,
                            clock,
                            run,
                            machines,
                            labs,
                            neighbours);
            if (!begin(host)) {
                String why = ending;
                tell(
                        host.skipped(
                                why != null && !cancelled
                                        ? why
                                        : "the run was interrupted before this host's turn"));
                return;
            }
            tell(new Event.HostStart(job.host()));
            Thread timer = timer(host);
            try {
                tell(host.run());
            } finally {
                timer.interrupt();
            }
        } finally {
            neighbours.done(job.host(), false);
            places.release();
        }
    }

    private boolean begin(HostRun host) {
        telling.lock();
        try {
            running.add(host);
            return !cancelled && ending == null;
        } finally {
            telling.unlock();
        }
    }

    private Thread timer(HostRun host) {
        Duration limit = settings.hostTimeout();
        return Thread.ofVirtual()
                .start(
                        () -> {
                            if (limit != null && sleeps(limit)) {
                                host.stop(
                                        "not done within "
                                                + Texts.duration(limit)
                                                + " (--host-timeout)");
                            }
                        });
    }

    private static boolean sleeps(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void tell(Event event) {
        telling.lock();
        try {
            if (event instanceof HostDone done) {
                ended.merge(done.status(), 1, Integer::sum);
                locked += done.locked() ? 1 : 0;
                bug |= done.message().startsWith(HostRun.BUG);
                if (done.status() == HostStatus.FAILED || done.status() == HostStatus.UNREACHABLE) {
                    failed(done);
                }
            }
            sink.accept(event);
        } finally {
            telling.unlock();
        }
    }

    private Event.RunEnd end(Duration took) {
        Map<HostStatus, Integer> n = ended;
        int failed = n.getOrDefault(HostStatus.FAILED, 0);
        int unreachable = n.getOrDefault(HostStatus.UNREACHABLE, 0);
        int changed = n.getOrDefault(HostStatus.CHANGED, 0);
        int pending = n.getOrDefault(HostStatus.PENDING, 0);
        int skipped = n.getOrDefault(HostStatus.SKIPPED, 0);
        HostStatus status = worst();
        return new Event.RunEnd(
                status,
                exitCode(failed, unreachable, pending),
                n.getOrDefault(HostStatus.OK, 0),
                changed,
                pending,
                failed,
                unreachable,
                skipped,
                took);
    }

    /// The first that holds, of those that can still come.
    private int exitCode(int failed, int unreachable, int pending) {
        if (cancelled) {
            return 130;
        }
        if (bug) {
            return 1;
        }
        if (failed > locked) {
            return 2;
        }
        if (locked > 0) {
            return 7;
        }
        if (unreachable > 0) {
            return 4;
        }
        return mission instanceof Mission.Preview(var detailed) && detailed && pending > 0 ? 3 : 0;
    }

    private HostStatus worst() {
        for (HostStatus status :
                List.of(
                        HostStatus.FAILED,
                        HostStatus.UNREACHABLE,
                        HostStatus.CHANGED,
                        HostStatus.PENDING,
                        HostStatus.SKIPPED)) {
            if (ended.getOrDefault(status, 0) > 0) {
                return status;
            }
        }
        return HostStatus.OK;
    }

    private static void await(Thread thread) {
        while (true) {
            try {
                thread.join();
                return;
            } catch (InterruptedException e) {
                // The hosts' threads end by themselves, also after a cancel: their last words are
                // wanted.
            }
        }
    }
}
