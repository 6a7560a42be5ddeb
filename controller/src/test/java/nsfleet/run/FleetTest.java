package nsfleet.run;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Parsed;
import nsfleet.plan.Options;
import nsfleet.run.Event.HostDone;
import nsfleet.run.Event.HostStatus;
import nsfleet.transport.Completion;
import nsfleet.transport.Connector;
import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Frame;
import nsfleet.transport.Session;
import nsfleet.transport.Target;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// What a run makes of hosts that answer, refuse, hang or break: without a network.
class FleetTest {
    private final List<Event> events = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "unreachable, UNREACHABLE, 4",
        "refused, FAILED, 2",
        "locked, FAILED, 7",
        "bug, FAILED, 1",
        "refused+locked, FAILED, 2",
        "unreachable+locked, FAILED, 7",
        "unreachable+refused, FAILED, 2",
        "bug+refused, FAILED, 1"
    })
    void theExitCodeIsThatOfTheWorst(String hosts, HostStatus status, int code) {
        Event.RunEnd end =
                fleet(this::byName, null, 10).run(List.of("p.yml"), jobs(hosts.split("\\+")));

        assertThat(end.exitCode()).isEqualTo(code);
        assertThat(end.status()).isEqualTo(status);
        assertThat(events.getFirst()).isInstanceOf(Event.RunStart.class);
        assertThat(events.getLast()).isSameAs(end);
        assertThat(done()).hasSize(hosts.split("\\+").length);
    }

    @Test
    void noMoreHostsAtOneTimeThanForks() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Connector counting =
                (target, purpose) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    pause(Duration.ofMillis(20));
                    now.decrementAndGet();
                    return new Connection.Unreachable("no", "");
                };
        fleet(counting, null, 3).run(List.of(), jobs("a", "b", "c", "d", "e", "f", "g"));

        assertThat(most.get()).isEqualTo(3);
        assertThat(done()).hasSize(7);
    }

    @Test
    void aHostThatHangsIsGivenUpAfterItsTime() {
        Silent session = new Silent();
        Fleet fleet =
                fleet((t, p) -> new Connection.Open(session, "", "-"), Duration.ofMillis(100), 1);

        Event.RunEnd end = fleet.run(List.of(), jobs("slow"));

        assertThat(end.exitCode()).isEqualTo(2);
        assertThat(done().getFirst().message()).contains("--host-timeout");
        assertThat(session.closed.getCount()).isZero();
    }

    @Test
    void cancelStopsHostsAtWorkAndStartsNoOther() throws InterruptedException {
        CountDownLatch working = new CountDownLatch(1);
        Silent session = new Silent();
        Connector connector =
                (target, purpose) -> {
                    working.countDown();
                    return new Connection.Open(session, "", "-");
                };
        Fleet fleet = fleet(connector, null, 1);
        List<Event.RunEnd> ends = new ArrayList<>();
        Thread run =
                Thread.ofVirtual().start(() -> ends.add(fleet.run(List.of(), jobs("one", "two"))));
        working.await();
        fleet.cancel();
        run.join();

        assertThat(ends.getFirst().exitCode()).isEqualTo(130);
        assertThat(done())
                .extracting(HostDone::status)
                .containsExactlyInAnyOrder(HostStatus.FAILED, HostStatus.SKIPPED);
    }

    /// A batch begins when the one before is done, and not at all after too many failures.
    @Test
    void stagesAreOneAfterTheOther() {
        Fleet fleet = applying(this::byName, 10);
        Event.RunEnd end =
                fleet.stages(
                        List.of(),
                        List.of(
                                new Stage(jobs("refused", "a", "b", "c"), 25.0, false),
                                new Stage(jobs("unreachable", "d"), 49.0, false),
                                new Stage(jobs("e"), null, false)));

        assertThat(end.exitCode()).isEqualTo(1);
        assertThat(done().subList(0, 4))
                .extracting(HostDone::host)
                .contains("refused", "a", "b", "c");
        assertThat(done().getLast().status()).isEqualTo(HostStatus.SKIPPED);
        assertThat(done().getLast().message()).contains("max_fail_percentage");
    }

    @Test
    void aMissionThatChangesNothingTakesAllAtOnce() {
        fleet(this::byName, null, 10)
                .stages(
                        List.of(),
                        List.of(
                                new Stage(jobs("refused"), 0.0, true),
                                new Stage(jobs("unreachable"), null, false)));

        assertThat(done())
                .extracting(HostDone::status)
                .containsExactlyInAnyOrder(HostStatus.FAILED, HostStatus.UNREACHABLE);
    }

    /// The host at work is sent nothing more, and no other begins.
    @Test
    void theFirstFailureEndsTheRun() throws InterruptedException {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        Connector connector =
                (target, purpose) -> {
                    try {
                        if (target.name().equals("slow")) {
                            looking.countDown();
                            failed.await();
                            return new Connection.Open(new Silent(), "", "-");
                        }
                        looking.await();
                        return new Connection.Refused("no sudo", "");
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                };
        Settings settings = new Settings(2, null, Duration.ZERO, false, "test", Options.NONE);
        Fleet fleet =
                new Fleet(
                        new Mission.Apply(true, false),
                        settings,
                        connector,
                        event -> {
                            events.add(event);
                            if (event instanceof HostDone) {
                                failed.countDown();
                            }
                        },
                        Clock.systemUTC(),
                        "run");
        fleet.stages(
                List.of(),
                List.of(
                        new Stage(jobs("slow", "bad"), null, true),
                        new Stage(jobs("next"), null, false)));

        assertThat(done()).extracting(HostDone::host).containsExactly("bad", "slow", "next");
        assertThat(done().get(1).status()).isEqualTo(HostStatus.FAILED);
        assertThat(done().get(1).message()).contains("bad failed, and any_errors_fatal is set");
        assertThat(done().get(2).status()).isEqualTo(HostStatus.SKIPPED);
    }

    private Fleet applying(Connector connector, int forks) {
        Settings settings = new Settings(forks, null, Duration.ZERO, false, "test", Options.NONE);
        return new Fleet(
                new Mission.Apply(true, false),
                settings,
                connector,
                events::add,
                Clock.systemUTC(),
                "run");
    }

    private Connection byName(Target target, Connector.Purpose purpose) {
        return switch (target.name()) {
            case "unreachable" -> new Connection.Unreachable("no route", "");
            case "refused" -> new Connection.Refused("no sudo", "");
            case "locked" -> new Connection.Locked("busy");
            default -> throw new IllegalStateException("a bug of ours");
        };
    }

    private Fleet fleet(Connector connector, @Nullable Duration hostTimeout, int forks) {
        Settings settings =
                new Settings(forks, hostTimeout, Duration.ZERO, false, "test", Options.NONE);
        return new Fleet(
                new Mission.Verify(), settings, connector, events::add, Clock.systemUTC(), "run");
    }

    private static List<HostJob> jobs(String... names) {
        List<HostJob> jobs = new ArrayList<>();
        for (String name : names) {
            Target target =
                    new Target(
                            name,
                            name,
                            22,
                            false,
                            "root",
                            null,
                            List.of(),
                            List.of(),
                            false,
                            null,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(15));
            jobs.add(new HostJob(name, target, facts -> Parsed.good(List.of())));
        }
        return jobs;
    }

    private List<HostDone> done() {
        return events.stream()
                .filter(HostDone.class::isInstance)
                .map(HostDone.class::cast)
                .toList();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Answers nothing until it is closed.
    private static final class Silent implements Session {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public List<Completion> run(List<Frame> frames) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return frames.stream()
                    .map(f -> (Completion) new Completion.Lost("closed", "", "", true))
                    .toList();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
