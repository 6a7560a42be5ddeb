package nsfleet.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Frame;
import nsfleet.transport.RemoteShell;
import nsfleet.transport.Session;
import nsfleet.transport.Streams;
import nsfleet.transport.Target;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// A frame of which only a part arrives runs nothing, wherever it was cut: neither the half of a
/// command, nor a program that happens to be complete without its end.
@Timeout(120)
class HalfSentFrameIT {
    /// Every part of it would leave a trace, and many of its beginnings are whole commands.
    private static String program(Path trace) {
        return ("echo one >>TRACE; echo 'two' >>TRACE\n"
                        + "echo \"three\"'it'\\''s' >>TRACE; v='x y'; echo $v >>TRACE\n"
                        + ": >>TRACE")
                .replace("TRACE", trace.toString());
    }

    @Test
    void onThisMachine(@TempDir Path folder) throws Exception {
        String[] carrier = {"setsid", "sh", "-c"};
        int length = whole(folder, carrier, here());
        assertThat(length).isGreaterThan(100);
        for (int at = 1; at < length - 1; at++) {
            cut(folder, carrier, here(), at);
        }
    }

    @Test
    void throughOpenSsh(@TempDir Path folder) throws Exception {
        try (var server = new OpenSsh("MaxStartups 100")) {
            String[] carrier = {
                "ssh",
                "-F",
                "/dev/null",
                "-o",
                "UserKnownHostsFile=" + server.knownHosts,
                "-o",
                "BatchMode=yes",
                "-p",
                String.valueOf(server.port),
                "-i",
                server.clientKey.toString(),
                "root@127.0.0.1"
            };
            int length = whole(folder, carrier, server.target());
            List<Integer> cuts =
                    new ArrayList<>(
                            IntStream.iterate(7, i -> i < length, i -> i + 31).boxed().toList());
            IntStream.rangeClosed(2, 10).map(i -> length - i).forEach(cuts::add);
            // At one time: a cut connection is gone for sure only when the leash's five seconds
            // are.
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int at : cuts) {
                    all.add(
                            threads.submit(
                                    () -> {
                                        cut(folder, carrier, server.target(), at);
                                        return null;
                                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            }
        }
    }

    /// The whole frame does run: else nothing would be proven.
    ///
    /// @return its bytes on the way
    private static int whole(Path folder, String[] carrier, Target target) throws Exception {
        Path trace = folder.resolve("trace");
        try (var way = new Way(carrier, new RemoteShell(target, OpenSsh.reading()))) {
            way.input.limit = Integer.MAX_VALUE;
            way.input.sent = 0;
            assertThat(way.run(program(trace))).isInstanceOf(Completion.Exited.class);
            int length = way.input.sent;
            assertThat(trace).hasContent("one\ntwo\nthreeit's\nx y\n");
            return length;
        } finally {
            Files.deleteIfExists(trace);
        }
    }

    private static void cut(Path folder, String[] carrier, Target target, int at) throws Exception {
        Path trace = folder.resolve("trace" + at);
        try (var way = new Way(carrier, new RemoteShell(target, OpenSsh.reading()))) {
            way.input.limit = at;
            way.input.sent = 0;
            assertThat(way.run(program(trace))).isNotInstanceOf(Completion.Exited.class);
            assertThat(way.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(trace).as("cut after %d bytes", at).doesNotExist();
        }
    }

    private static Target here() {
        return new Target(
                "here",
                "",
                0,
                true,
                "",
                null,
                List.of(),
                List.of(),
                false,
                null,
                Duration.ofSeconds(10),
                Duration.ofSeconds(15));
    }

    /// A carrier that ends its input after so many bytes, as a connection does that is closed.
    private static final class Way implements AutoCloseable {
        final Process process;
        final Cut input;
        private final Session session;

        Way(String[] carrier, RemoteShell shell) throws IOException {
            List<String> words = new ArrayList<>(List.of(carrier));
            words.add(shell.commandLine());
            process = new ProcessBuilder(words).start();
            input = new Cut(process.getOutputStream());
            Connection connection = shell.open(new Pipes(process, input));
            assertThat(connection).isInstanceOf(Connection.Open.class);
            session = ((Connection.Open) connection).session();
        }

        Completion run(String program) {
            return session.run(
                    Frame.changing("change", Script.of(program), Duration.ofSeconds(20)));
        }

        @Override
        public void close() {
            session.close();
            process.destroy();
        }
    }

    private static final class Cut extends FilterOutputStream {
        int limit = Integer.MAX_VALUE;
        int sent;

        Cut(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int allowed = Math.min(length, limit - sent);
            out.write(bytes, from, allowed);
            sent += allowed;
            if (allowed < length) {
                out.close();
                throw new IOException("cut");
            }
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }
    }

    private record Pipes(Process process, OutputStream input) implements Streams {
        @Override
        public InputStream output() {
            return process.getInputStream();
        }

        @Override
        public InputStream error() {
            return process.getErrorStream();
        }

        @Override
        public @Nullable String fault() {
            return null;
        }

        @Override
        public void cut(boolean gently) {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
