package nsfleet.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Frame;
import nsfleet.transport.Session;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One change at a time on a host, and none that nobody watches.
@Timeout(60)
class LockIT {
    private static final Duration SOON = Duration.ofSeconds(4);

    private OpenSsh server;

    @BeforeEach
    void start() {
        server = new OpenSsh();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Connection change(String run, Duration lockTimeout) {
        return server.connector().connect(server.target(), OpenSsh.changing(run, lockTimeout));
    }

    private static Session session(Connection connection) {
        assertThat(connection).isInstanceOf(Connection.Open.class);
        return ((Connection.Open) connection).session();
    }

    private static Completion run(Session session, String program) {
        return session.run(Frame.changing("change", Script.of(program), Duration.ofSeconds(20)));
    }

    private static void within(Duration limit, java.util.concurrent.Callable<Boolean> condition)
            throws Exception {
        long until = System.nanoTime() + limit.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(until);
            Thread.sleep(20);
        }
    }

    private static boolean alive(Path pidFile) throws Exception {
        Path stat = Path.of("/proc", Files.readString(pidFile).strip(), "stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    private Path file(String name) {
        return server.directory.resolve(name);
    }

    @Test
    void theSecondWaitsOrIsToldWhoHoldsIt() throws Exception {
        Session first = session(change("run-one", Duration.ZERO));
        assertThat(change("run-two", Duration.ZERO))
                .isInstanceOfSatisfying(
                        Connection.Locked.class,
                        locked ->
                                assertThat(locked.message())
                                        .contains("box1", "run run-one of ", " since 20"));
        var holder = server.connector().connect(server.target(), OpenSsh.reading());
        assertThat(((Connection.Open) holder).holder()).startsWith("run run-one of ");
        ((Connection.Open) holder).session().close();

        Thread closer =
                Thread.startVirtualThread(
                        () -> {
                            OpenSsh.pause(1000);
                            first.close();
                        });
        long start = System.nanoTime();
        Session second = session(change("run-two", Duration.ofSeconds(20)));
        closer.join();
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(800), Duration.ofSeconds(4));
        second.close();

        var free = server.connector().connect(server.target(), OpenSsh.reading());
        assertThat(((Connection.Open) free).holder()).isEmpty();
        ((Connection.Open) free).session().close();
    }

    @Test
    void aCloseFreesItAtOnce() {
        for (int i = 0; i < 5; i++) {
            Session session = session(change("run-" + i, Duration.ofSeconds(1)));
            assertThat(((Completion.Exited) run(session, "true")).ok()).isTrue();
            session.close();
        }
    }

    @Test
    void stepsAndDaemonsDoNotInheritIt() throws Exception {
        Session session = session(change("run-one", Duration.ZERO));
        var seen =
                (Completion.Exited)
                        run(
                                session,
                                "ls -l /proc/self/fd; setsid sh -c 'echo $$ >"
                                        + file("daemon")
                                        + "; exec sleep 300' & sleep 0.3");
        assertThat(seen.output()).doesNotContain("nsfleet/lock");
        session.close();
        session(change("run-two", Duration.ofSeconds(2))).close();
        assertThat(alive(file("daemon"))).isTrue();
        OpenSsh.run("kill", Files.readString(file("daemon")).strip());
    }

    @Test
    void aKilledControllerLeavesNothingBehind() throws Exception {
        Process controller =
                HeldLock.start(
                        server,
                        15,
                        "sleep 300 & echo $! >"
                                + file("child")
                                + "; wait; echo x >"
                                + file("late"));
        try {
            within(
                    Duration.ofSeconds(20),
                    () -> Files.exists(file("child")) && Files.size(file("child")) > 0);
            controller.destroyForcibly().waitFor();
            within(SOON, () -> !alive(file("child")));
            session(change("run-two", Duration.ofSeconds(8))).close();
            assertThat(file("late")).doesNotExist();
        } finally {
            controller.destroyForcibly();
        }
    }

    @Test
    void theLockOutlivesAStepThatIgnoresTerm() throws Exception {
        Process controller =
                HeldLock.start(
                        server,
                        15,
                        "trap '' TERM; sh -c 'echo $$ >"
                                + file("immune")
                                + "; while :; do sleep 0.2; done'");
        try {
            within(
                    Duration.ofSeconds(20),
                    () -> Files.exists(file("immune")) && Files.size(file("immune")) > 0);
            controller.destroyForcibly().waitFor();
            Thread.sleep(1500);
            assertThat(alive(file("immune"))).as("TERM does not end it").isTrue();
            Session second = session(change("run-two", Duration.ofSeconds(15)));
            assertThat(alive(file("immune"))).isFalse();
            second.close();
        } finally {
            controller.destroyForcibly();
        }
    }

    @Test
    void aSilentControllerIsTakenOver() throws Exception {
        Process controller =
                HeldLock.start(
                        server,
                        1,
                        "echo $$ >" + file("child") + "; sleep 300; echo x >" + file("late"));
        try {
            within(
                    Duration.ofSeconds(20),
                    () -> Files.exists(file("child")) && Files.size(file("child")) > 0);
            assertThat(change("run-two", Duration.ofSeconds(6)))
                    .as("while it gives signs of life")
                    .isInstanceOf(Connection.Locked.class);
            OpenSsh.run("kill", "-STOP", Long.toString(controller.pid()));
            Session second = session(change("run-two", Duration.ofSeconds(20)));
            var holder = (Completion.Exited) run(second, "cat /run/nsfleet/holder");
            assertThat(holder.output()).contains("run=run-two\n");
            assertThat(alive(file("child"))).isFalse();
            assertThat(file("late")).doesNotExist();
            second.close();
        } finally {
            controller.destroyForcibly();
        }
    }

    @Test
    void withoutFlockThereIsNoLock() {
        try (var bare =
                new OpenSsh(
                        "mount --bind /dev/null $(readlink -f /usr/bin/flock)",
                        "127.0.0.1",
                        "",
                        List.of())) {
            assertThat(
                            bare.connector()
                                    .connect(bare.target(), OpenSsh.changing("run", Duration.ZERO)))
                    .isInstanceOfSatisfying(
                            Connection.Refused.class,
                            refused -> assertThat(refused.message()).contains("flock"));
        }
    }
}
