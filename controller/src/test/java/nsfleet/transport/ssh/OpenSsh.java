package nsfleet.transport.ssh;

import nsfleet.transport.Connector.Purpose;
import nsfleet.transport.Target;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real sshd on a free port of 127.0.0.1, with keys and files of its own, for root by key.
final class OpenSsh implements AutoCloseable {
    private static final String SSHD = "/usr/sbin/sshd";

    final Path directory;
    final Path hostKey;
    final Path clientKey;
    final Path knownHosts;
    final int port;
    private final Process server;

    /// @param setup shell commands that run before it in a mount namespace of its own, with the
    ///   directory as `$D`; /run is empty there
    /// @param address it listens on; in the network namespace of that name unless loopback
    /// @param settings more lines of its configuration
    OpenSsh(String setup, String address, String netns, List<String> settings) {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of(SSHD)) && System.getProperty("user.name").equals("root"),
                "SKIPPED: these tests need root and " + SSHD);
        try {
            directory = Files.createTempDirectory("nsfleet-sshd");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.createDirectory(directory.resolve("home"));
            hostKey = key("host", "ed25519", "");
            clientKey = key("client", "ed25519", "");
            Files.copy(directory.resolve("client.pub"), directory.resolve("authorized"));
            port = freePort();
            knownHosts = directory.resolve("known_hosts");
            Files.writeString(
                    knownHosts,
                    KnownHostsFile.name(address, port) + " " + publicKey("host") + "\n");
            server = start(setup, address, netns, settings);
            if (address.equals("127.0.0.1")) {
                awaitListening();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OpenSsh(String... settings) {
        this("", "127.0.0.1", "", List.of(settings));
    }

    private Process start(String setup, String address, String netns, List<String> settings)
            throws IOException {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "ListenAddress " + address + ":" + port,
                                "HostKey " + hostKey,
                                "AuthorizedKeysFile " + directory.resolve("authorized"),
                                "StrictModes no",
                                "UsePAM no",
                                "UseDNS no",
                                "PidFile none",
                                "PermitRootLogin yes",
                                "KbdInteractiveAuthentication no",
                                "SetEnv HOME=" + directory.resolve("home")));
        lines.addAll(0, settings);
        Path config = Files.write(directory.resolve("sshd_config"), lines);
        Path script =
                Files.writeString(
                        directory.resolve("setup.sh"),
                        "set -e\nD="
                                + directory
                                + "\nmount -t tmpfs tmpfs /run\nmkdir /run/sshd\n"
                                + setup
                                + "\nexec \"$@\"\n");
        List<String> command = new ArrayList<>();
        if (!netns.isEmpty()) {
            command.addAll(List.of("nsenter", "--net=/run/netns/" + netns));
        }
        command.addAll(List.of("unshare", "-m", "--propagation", "private"));
        command.addAll(List.of("sh", script.toString()));
        command.addAll(List.of(SSHD, "-D", "-e", "-f", config.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    /// Makes a key pair.
    Path key(String name, String type, String passphrase) {
        Path file = directory.resolve(name);
        run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", name, "-f", file.toString());
        return file;
    }

    void authorize(String name) throws IOException {
        Files.writeString(
                directory.resolve("authorized"),
                Files.readString(directory.resolve(name + ".pub")),
                java.nio.file.StandardOpenOption.APPEND);
    }

    /// Type and base64 of a key made here.
    String publicKey(String name) throws IOException {
        String[] words = Files.readString(directory.resolve(name + ".pub")).split(" ");
        return words[0] + " " + words[1];
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    Target target() {
        return new Target(
                "box1",
                "127.0.0.1",
                port,
                false,
                "root",
                null,
                List.of(clientKey),
                List.of(knownHosts),
                false,
                null,
                Duration.ofSeconds(10),
                Duration.ofSeconds(15));
    }

    /// The same host in other ways.
    Target target(
            String user,
            @Nullable String password,
            Target.@Nullable Become become,
            List<Path> keys,
            Duration keepAlive) {
        Target plain = target();
        return new Target(
                plain.name(),
                plain.host(),
                plain.port(),
                false,
                user,
                password,
                keys,
                plain.knownHosts(),
                false,
                become,
                plain.connectTimeout(),
                keepAlive);
    }

    SshConnector connector() {
        return new SshConnector(directory.resolve("home"), null, Prompter.none());
    }

    static Purpose changing(String run, Duration lockTimeout) {
        return new Purpose(run, true, lockTimeout);
    }

    static Purpose reading() {
        return new Purpose("run-1", false, Duration.ZERO);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws IOException {
        for (int i = 0; i < 750; i++) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
                return;
            } catch (IOException e) {
                pause(20);
            }
        }
        throw new IOException("sshd does not listen: " + log());
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Runs a command to its end.
    static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.descendants().forEach(ProcessHandle::destroy);
        server.destroy();
        try {
            server.waitFor(5, TimeUnit.SECONDS);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
