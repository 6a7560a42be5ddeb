package nsfleet.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Target;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Host keys and the ways to log in, on a real sshd.
@Timeout(60)
class LogInIT {
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

    private Target with(List<Path> keys) {
        return server.target("root", null, null, keys, Duration.ofSeconds(15));
    }

    private Connection connect(SshConnector connector, Target target) {
        Connection connection = connector.connect(target, OpenSsh.reading());
        if (connection instanceof Connection.Open open) {
            open.session().close();
        }
        return connection;
    }

    private Connection connect(Prompter prompter, List<Path> keys) {
        return connect(
                new SshConnector(server.directory.resolve("home"), null, prompter), with(keys));
    }

    private static Connection.Unreachable unreachable(Connection connection) {
        assertThat(connection).isInstanceOf(Connection.Unreachable.class);
        return (Connection.Unreachable) connection;
    }

    private Target accepting(Path file) {
        Target plain = server.target();
        return new Target(
                plain.name(),
                plain.host(),
                plain.port(),
                false,
                plain.user(),
                null,
                plain.keyFiles(),
                List.of(file),
                true,
                null,
                plain.connectTimeout(),
                plain.keepAlive());
    }

    @Test
    void hostKeys() throws Exception {
        String name = KnownHostsFile.name("127.0.0.1", server.port);
        Files.writeString(server.knownHosts, "");
        String fingerprint =
                OpenSsh.run("ssh-keygen", "-lf", server.hostKey + ".pub").split(" ")[1];
        assertThat(unreachable(connect(server.connector(), server.target())).message())
                .isEqualTo("the host key of " + name + " is not known: ssh-ed25519 " + fingerprint);

        Path fresh = server.directory.resolve("fresh");
        assertThat(connect(server.connector(), accepting(fresh)))
                .isInstanceOf(Connection.Open.class);
        assertThat(fresh).hasContent(name + " " + server.publicKey("host"));
        assertThat(connect(server.connector(), accepting(fresh)))
                .isInstanceOf(Connection.Open.class);

        Files.writeString(server.knownHosts, name + " " + server.publicKey("client") + "\n");
        assertThat(unreachable(connect(server.connector(), server.target())).message())
                .contains("has changed", fingerprint, server.knownHosts + ":1");

        Files.writeString(server.knownHosts, "@revoked * " + server.publicKey("host") + "\n");
        assertThat(unreachable(connect(server.connector(), accepting(server.knownHosts))).message())
                .contains("is revoked");
    }

    @Test
    void ofSeveralHostKeysTheKnownOneIsAskedFor() throws Exception {
        Path home = Files.createTempDirectory("nsfleet-keys");
        Path ecdsa = home.resolve("ecdsa");
        OpenSsh.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", ecdsa.toString());
        Path rsa = home.resolve("rsa");
        OpenSsh.run("ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", rsa.toString());
        try (var several = new OpenSsh("HostKey " + ecdsa, "HostKey " + rsa)) {
            for (Path key : List.of(ecdsa, rsa)) {
                String[] words = Files.readString(Path.of(key + ".pub")).split(" ");
                Files.writeString(
                        several.knownHosts,
                        KnownHostsFile.name("127.0.0.1", several.port)
                                + " "
                                + words[0]
                                + " "
                                + words[1]
                                + "\n");
                assertThat(connect(several.connector(), several.target()))
                        .isInstanceOf(Connection.Open.class);
            }
        } finally {
            OpenSsh.run("rm", "-r", home.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"ed25519,", "rsa,", "ecdsa,", "rsa,PEM", "ecdsa,PKCS8", "rsa,PKCS8"})
    void keysOfEveryKind(String type, String format) throws Exception {
        Path key = server.key("key", type, "");
        if (format != null) {
            OpenSsh.run("ssh-keygen", "-q", "-p", "-N", "", "-m", format, "-f", key.toString());
        }
        server.authorize("key");
        assertThat(connect(Prompter.none(), List.of(key))).isInstanceOf(Connection.Open.class);
    }

    @ParameterizedTest
    @CsvSource({"ed25519", "rsa", "ecdsa"})
    void aPassphraseIsAskedForOnce(String type) throws Exception {
        Path key = server.key("locked", type, "open sesame ü");
        server.authorize("locked");
        var asked = new AtomicInteger();
        Prompter prompter =
                question -> {
                    asked.incrementAndGet();
                    assertThat(question).contains(key.toString());
                    return "open sesame ü".toCharArray();
                };
        var connector = new SshConnector(server.directory.resolve("home"), null, prompter);
        for (int i = 0; i < 2; i++) {
            assertThat(connect(connector, with(List.of(key)))).isInstanceOf(Connection.Open.class);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void aPassphraseMayBeLeftOutOrWrong() throws Exception {
        Path key = server.key("locked", "ed25519", "sesame");
        server.authorize("locked");
        assertThat(unreachable(connect(Prompter.none(), List.of(key))).message())
                .contains("key " + key + " (needs a passphrase)");
        var asked = new AtomicInteger();
        assertThat(
                        unreachable(
                                        connect(
                                                question -> {
                                                    asked.incrementAndGet();
                                                    return "wrong".toCharArray();
                                                },
                                                List.of(key)))
                                .message())
                .contains("wrong passphrase");
        assertThat(asked).hasValue(3);
    }

    @Test
    void whatWasTriedIsTold() throws Exception {
        Path stranger = server.key("stranger", "ed25519", "");
        Path missing = server.directory.resolve("missing");
        assertThat(unreachable(connect(Prompter.none(), List.of(stranger, missing))).message())
                .contains(
                        "no way to log in to box1 as root",
                        "key " + stranger,
                        missing + " (is not there)",
                        "the host allows publickey");
        assertThat(unreachable(connect(Prompter.none(), List.of())).message())
                .contains("there is no key, no agent and no password");
        assertThat(
                        unreachable(
                                        connect(
                                                server.connector(),
                                                server.target(
                                                        "root",
                                                        "bad",
                                                        null,
                                                        List.of(),
                                                        Duration.ofSeconds(15))))
                                .message())
                .contains("tried password");
    }

    @Test
    void theDefaultKeysAreTried() throws Exception {
        Path ssh = Files.createDirectories(server.directory.resolve("home/.ssh"));
        Files.copy(server.clientKey, ssh.resolve("id_ecdsa"));
        assertThat(connect(Prompter.none(), List.of())).isInstanceOf(Connection.Open.class);
    }

    @ParameterizedTest
    @CsvSource({"ed25519", "rsa", "ecdsa"})
    void keysInAnAgent(String type) throws Exception {
        Path key = server.key("agents", type, "");
        server.authorize("agents");
        Path socket = server.directory.resolve("agent");
        Process agent =
                new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            for (int i = 0; i < 100 && !Files.exists(socket); i++) {
                OpenSsh.pause(20);
            }
            OpenSsh.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString());
            var connector =
                    new SshConnector(server.directory.resolve("home"), socket, Prompter.none());
            assertThat(connect(connector, with(List.of()))).isInstanceOf(Connection.Open.class);
        } finally {
            agent.destroy();
            agent.waitFor();
        }
    }
}
