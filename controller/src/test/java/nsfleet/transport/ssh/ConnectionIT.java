package nsfleet.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Frame;
import nsfleet.transport.Session;
import nsfleet.transport.Target;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Ways that break, hosts that are not there, hosts that print what nobody asked for.
@Timeout(60)
class ConnectionIT {
    private static Target at(Target target, String host, int port) {
        return new Target(
                target.name(),
                host,
                port,
                false,
                target.user(),
                null,
                target.keyFiles(),
                target.knownHosts(),
                false,
                null,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1));
    }

    private static Completion run(Session session, String program) {
        return session.run(Frame.changing("change", Script.of(program), Duration.ofSeconds(30)));
    }

    private static Connection.Unreachable unreachable(Connection connection) {
        assertThat(connection).isInstanceOf(Connection.Unreachable.class);
        return (Connection.Unreachable) connection;
    }

    @Test
    void aSilentCutIsNoticed() throws Exception {
        String ns = "nsfleet-it-" + ProcessHandle.current().pid();
        String veth = "nfit" + ProcessHandle.current().pid() % 1_000_000;
        OpenSsh.run("ip", "netns", "add", ns);
        try {
            OpenSsh.run(
                    "ip", "link", "add", veth, "type", "veth", "peer", "name", "up0", "netns", ns);
            OpenSsh.run("ip", "addr", "add", "198.18.77.1/30", "dev", veth);
            OpenSsh.run("ip", "link", "set", veth, "up");
            OpenSsh.run("ip", "-n", ns, "addr", "add", "198.18.77.2/30", "dev", "up0");
            OpenSsh.run("ip", "-n", ns, "link", "set", "up0", "up");
            try (var server = new OpenSsh("", "198.18.77.2", ns, List.of())) {
                OpenSsh.pause(700);
                var connection =
                        server.connector()
                                .connect(
                                        at(server.target(), "198.18.77.2", server.port),
                                        OpenSsh.reading());
                assertThat(connection).as("%s", connection).isInstanceOf(Connection.Open.class);
                try (Session session = ((Connection.Open) connection).session()) {
                    Thread.startVirtualThread(
                            () -> {
                                OpenSsh.pause(500);
                                OpenSsh.run("ip", "-n", ns, "link", "set", "up0", "down");
                            });
                    long start = System.nanoTime();
                    var lost = (Completion.Lost) run(session, "echo begun; sleep 25");
                    assertThat(lost.reason()).contains("nothing was heard for 3 s");
                    assertThat(lost.started()).isTrue();
                    assertThat(lost.output()).isEqualTo("begun\n");
                    assertThat(Duration.ofNanos(System.nanoTime() - start))
                            .isLessThan(Duration.ofSeconds(8));
                    assertThat(run(session, "true")).isInstanceOf(Completion.Lost.class);
                }
            }
        } finally {
            OpenSsh.run("sh", "-c", "ip link del " + veth + "; ip netns del " + ns);
        }
    }

    @Test
    void aServerThatDiesIsLost() throws Exception {
        try (var server = new OpenSsh()) {
            var open =
                    (Connection.Open)
                            server.connector().connect(server.target(), OpenSsh.reading());
            try (Session session = open.session()) {
                // The parent of the login shell is the connection's own sshd.
                Completion lost =
                        run(
                                session,
                                "sleep 0.2; kill -9 $(sed -n 's/^PPid:\t//p' /proc/$(sed 's/.*) //'"
                                        + " /proc/$$/stat | cut -d' ' -f3)/status); sleep 20");
                assertThat(lost)
                        .isInstanceOfSatisfying(
                                Completion.Lost.class,
                                it -> assertThat(it.reason()).startsWith("the connection broke"));
            }
        }
    }

    @Test
    void aKilledRemoteShellIsLost() {
        try (var server = new OpenSsh()) {
            var open =
                    (Connection.Open)
                            server.connector().connect(server.target(), OpenSsh.reading());
            try (Session session = open.session()) {
                assertThat(run(session, "kill -9 $$"))
                        .isInstanceOfSatisfying(
                                Completion.Lost.class,
                                it -> assertThat(it.reason()).startsWith("the remote shell ended"));
            }
        }
    }

    @Test
    void nobodyThere() throws Exception {
        try (var server = new OpenSsh()) {
            int closed = OpenSsh.freePort();
            var refused =
                    unreachable(
                            server.connector()
                                    .connect(
                                            at(server.target(), "127.0.0.1", closed),
                                            OpenSsh.reading()));
            assertThat(refused.message()).contains("127.0.0.1:" + closed, "refused");
            var unknown =
                    unreachable(
                            server.connector()
                                    .connect(
                                            at(server.target(), "no-such-host.invalid", 22),
                                            OpenSsh.reading()));
            assertThat(unknown.message()).contains("no such host name");
        }
    }

    @Test
    void aServerThatSaysNothingTimesOut() throws Exception {
        try (var server = new OpenSsh();
                var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            var late =
                    unreachable(
                            server.connector()
                                    .connect(
                                            at(server.target(), "127.0.0.1", silent.getLocalPort()),
                                            OpenSsh.reading()));
            assertThat(late.message())
                    .contains("accepts connections but does not answer within 2 s");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void aDroppedLogInIsTriedAgain() throws Exception {
        try (var server = new OpenSsh();
                var door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var visits = new AtomicInteger();
            Thread.startVirtualThread(() -> drop(door, visits));
            var dropped =
                    unreachable(
                            server.connector()
                                    .connect(
                                            at(server.target(), "127.0.0.1", door.getLocalPort()),
                                            OpenSsh.reading()));
            assertThat(visits).hasValue(3);
            assertThat(dropped.hint()).contains("MaxStartups");
        }
    }

    private static void drop(ServerSocket door, AtomicInteger visits) {
        try {
            while (true) {
                try (Socket visitor = door.accept()) {
                    visits.incrementAndGet();
                    visitor.setSoLinger(true, 0);
                }
            }
        } catch (IOException e) {
            // the test is over
            return;
        }
    }

    @Test
    void greetingsAreNotOutput() throws Exception {
        try (var server = new OpenSsh("", "127.0.0.1", "", List.of())) {
            Path banner =
                    Files.writeString(
                            server.directory.resolve("home/.bashrc"),
                            "echo 'Welcome!'; echo oops >&2; head -c 300000 /dev/zero; printf 'no"
                                    + " newline'\n");
            assertThat(banner).exists();
            for (int i = 0; i < 3; i++) {
                var open =
                        (Connection.Open)
                                server.connector().connect(server.target(), OpenSsh.reading());
                try (Session session = open.session()) {
                    var result = (Completion.Exited) run(session, "echo out; echo err >&2");
                    assertThat(result.output()).isEqualTo("out\n");
                    assertThat(result.error()).isEqualTo("err\n");
                }
            }
        }
    }

    @Test
    void aLogInWithoutAShellIsRefused() {
        try (var server = new OpenSsh("ForceCommand echo 'only backups here'")) {
            assertThat(server.connector().connect(server.target(), OpenSsh.reading()))
                    .isInstanceOfSatisfying(
                            Connection.Refused.class,
                            refused ->
                                    assertThat(refused.message())
                                            .contains("gave no shell", "only backups here"));
        }
    }

    @Test
    void anInterruptEndsConnecting() throws Exception {
        try (var server = new OpenSsh();
                var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var result = new java.util.concurrent.CompletableFuture<Connection>();
            Thread caller =
                    Thread.startVirtualThread(
                            () ->
                                    result.complete(
                                            server.connector()
                                                    .connect(
                                                            at(
                                                                    server.target(),
                                                                    "127.0.0.1",
                                                                    silent.getLocalPort()),
                                                            OpenSsh.reading())));
            OpenSsh.pause(300);
            caller.interrupt();
            assertThat(unreachable(result.get()).message()).isEqualTo("interrupted");
        }
    }

    @Test
    void noThreadStays() throws Exception {
        try (var server = new OpenSsh()) {
            var connector = server.connector();
            ((Connection.Open) connector.connect(server.target(), OpenSsh.reading()))
                    .session()
                    .close();
            OpenSsh.pause(300);
            long before = threads();
            for (int i = 0; i < 8; i++) {
                var open = (Connection.Open) connector.connect(server.target(), OpenSsh.reading());
                assertThat(run(open.session(), "true")).isInstanceOf(Completion.Exited.class);
                open.session().close();
            }
            for (int i = 0; i < 100 && threads() > before; i++) {
                OpenSsh.pause(50);
            }
            assertThat(threads()).isLessThanOrEqualTo(before);
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(
                        thread ->
                                thread.getName().contains("sshj")
                                        || thread.getName().contains("keep-alive")
                                        || thread.getName().contains("eader"))
                .count();
    }

    @Test
    void setUpAndRoundTrip() {
        try (var server = new OpenSsh()) {
            var connector = server.connector();
            for (int i = 0; i < 12; i++) {
                long start = System.nanoTime();
                var open = (Connection.Open) connector.connect(server.target(), OpenSsh.reading());
                long up = System.nanoTime();
                for (int j = 0; j < 20; j++) {
                    run(open.session(), ":");
                }
                long done = System.nanoTime();
                open.session().close();
                System.out.printf(
                        "set-up %.1f ms, round trip %.2f ms, close %.1f ms%n",
                        (up - start) / 1e6, (done - up) / 20e6, (System.nanoTime() - done) / 1e6);
                if (i == 11) {
                    assertThat(Duration.ofNanos((done - up) / 20))
                            .isLessThan(Duration.ofMillis(100));
                }
            }
        }
    }
}
