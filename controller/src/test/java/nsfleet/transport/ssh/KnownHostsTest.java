package nsfleet.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nsfleet.transport.Connector.Connection;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The matrix of what a known_hosts file can say of a host.
class KnownHostsTest {
    /// Made by `ssh-keygen -t ed25519`; the fingerprints are those of `ssh-keygen -l`.
    private static final HostKey ONE =
            new HostKey(
                    "ssh-ed25519",
                    "AAAAC3NzaC1lZDI1NTE5AAAAIAqdoYVJF+ecI9TXmRIGoCIb6NMv1UjtPhqq49vhGuGQ");

    private static final HostKey TWO =
            new HostKey(
                    "ssh-ed25519",
                    "AAAAC3NzaC1lZDI1NTE5AAAAIKHEChlGdbRyMh5qZJ5MZlG5tEGDy9ZEPZ0q3bvvLN8Y");

    private static final HostKey RSA = new HostKey("ssh-rsa", "AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7");

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("known_hosts");
    }

    private String judge(String content, String host, int port, HostKey shown) throws IOException {
        Files.writeString(file, content);
        var refusal = new KnownHosts().refusal(List.of(file), host, port, shown, false);
        return refusal == null ? "accepted" : refusal.message();
    }

    private static Connection.Unreachable refused(Connection.@Nullable Unreachable refusal) {
        assertThat(refusal).isNotNull();
        return Objects.requireNonNull(refusal);
    }

    private static String line(String hosts, HostKey key) {
        return hosts + " " + key.type() + " " + key.base64() + " comment\n";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "box1 box1 22 true",
                "box1 BOX1 22 true",
                "box1 box2 22 false",
                "box1 box1 2222 false",
                "[box1]:2222 box1 2222 true",
                "[box1]:2222 box1 22 false",
                "box1,10.0.0.1 10.0.0.1 22 true",
                "*.lab a.lab 22 true",
                "*.lab a.b.lab 22 true",
                "*.lab lab 22 false",
                "box? box1 22 true",
                "box? box11 22 false",
                "*,!box2 box1 22 true",
                "*,!box2 box2 22 false",
                "[*.lab]:2222 a.lab 2222 true",
                "fe80::1 fe80::1 22 true",
            })
    void names(String hosts, String host, int port, boolean known) throws IOException {
        String verdict = judge("# comment\n\n" + line(hosts, ONE), host, port, ONE);
        assertThat(verdict.equals("accepted")).as(verdict).isEqualTo(known);
    }

    @Test
    void hashedNames() throws IOException {
        // ssh-keygen -H on "box1" and on "[box1]:2222"
        for (String name : List.of("box1", "[box1]:2222")) {
            Path plain = Files.writeString(directory.resolve("plain"), line(name, ONE));
            OpenSsh.run("ssh-keygen", "-q", "-H", "-f", plain.toString());
            String hashed = Files.readString(plain);
            assertThat(hashed).startsWith("|1|").doesNotContain("box1");
            assertThat(judge(hashed, "box1", 22, ONE).equals("accepted"))
                    .isEqualTo(name.equals("box1"));
            assertThat(judge(hashed, "box1", 2222, ONE).equals("accepted"))
                    .isEqualTo(!name.equals("box1"));
        }
    }

    @Test
    void anUnknownKeyIsToldWithItsFingerprint() throws IOException {
        Files.writeString(file, "");
        var refusal = refused(new KnownHosts().refusal(List.of(file), "box1", 2222, ONE, false));
        assertThat(refusal.message()).isEqualTo("the host key of [box1]:2222 is not known: " + ONE);
        assertThat(ONE.toString()).startsWith("ssh-ed25519 SHA256:");
        assertThat(refusal.hint()).contains("ssh-keyscan -p 2222 box1 >> " + file, "accept-new");
    }

    @Test
    void aChangedKeyIsToldWithBothFingerprintsAndTheLine() throws IOException {
        Files.writeString(file, "# first\n" + line("other", ONE) + line("box1", ONE));
        var refusal = refused(new KnownHosts().refusal(List.of(file), "box1", 22, TWO, true));
        assertThat(refusal.message())
                .isEqualTo(
                        "the host key of box1 has changed: it shows "
                                + TWO
                                + ", known is "
                                + ONE
                                + " ("
                                + file
                                + ":3)");
        assertThat(refusal.hint()).contains("ssh-keygen -R 'box1' -f " + file);
        assertThat(judge(line("box1", RSA) + line("box1", ONE), "box1", 22, TWO))
                .as("the key of the same type is the old one")
                .contains(ONE.fingerprint());
        assertThat(judge(line("box1", RSA), "box1", 22, ONE)).contains("has changed");
    }

    @Test
    void aRevokedKeyIsRefusedWhereverElseItStands() throws IOException {
        String verdict = judge(line("box1", ONE) + "@revoked " + line("*", ONE), "box1", 22, ONE);
        assertThat(verdict)
                .isEqualTo("the host key of box1 is revoked: " + ONE + " (" + file + ":2)");
        assertThat(judge(line("box1", ONE) + "@revoked " + line("*", TWO), "box1", 22, ONE))
                .isEqualTo("accepted");
    }

    @Test
    void anAuthorityAloneIsNotEnough() throws IOException {
        String authority = "@cert-authority " + line("*", TWO);
        assertThat(judge(authority, "box1", 22, ONE))
                .contains("certificate authority", file + ":1");
        assertThat(judge(authority, "box1", 22, TWO)).contains("certificate authority");
        assertThat(judge(authority + line("box1", ONE), "box1", 22, ONE)).isEqualTo("accepted");
    }

    @Test
    void severalFilesAreOne() throws IOException {
        Path second = Files.writeString(directory.resolve("second"), line("box1", ONE));
        var hosts = new KnownHosts();
        assertThat(hosts.refusal(List.of(file, second), "box1", 22, ONE, false)).isNull();
        assertThat(hosts.types(List.of(file, second), "box1")).containsExactly("ssh-ed25519");
        assertThat(hosts.refusal(List.of(file), "box1", 22, ONE, false)).isNotNull();
    }

    @Test
    void aFileThatCannotBeReadIsNotAnEmptyOne() throws IOException {
        Files.createDirectory(file);
        assertThatThrownBy(() -> new KnownHosts().refusal(List.of(file), "box1", 22, ONE, true))
                .isInstanceOf(IOException.class);
    }

    @Test
    void acceptNewStoresOnceAndOnlyForNewHosts() throws Exception {
        Path deep = directory.resolve("ssh/known_hosts");
        var hosts = new KnownHosts();
        assertThat(hosts.refusal(List.of(deep), "box1", 2222, ONE, true)).isNull();
        assertThat(hosts.refusal(List.of(deep), "box1", 2222, ONE, true)).isNull();
        assertThat(deep).hasContent("[box1]:2222 " + ONE.type() + " " + ONE.base64());
        assertThat(Files.getPosixFilePermissions(deep))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(deep.getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(refused(hosts.refusal(List.of(deep), "box1", 2222, TWO, true)).message())
                .contains("has changed");
        Files.writeString(file, "box9 ssh-rsa AAAA");
        assertThat(hosts.refusal(List.of(file), "box1", 22, ONE, true)).isNull();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void manyHostsAreStoredAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        var hosts = List.of(new KnownHosts(), new KnownHosts());
        for (int i = 0; i < 60; i++) {
            String name = "box" + i;
            KnownHosts one = hosts.get(i % 2);
            threads.add(
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    one.refusal(List.of(file), name, 22, ONE, true);
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(Files.readAllLines(file))
                .hasSize(60)
                .allMatch(line -> line.endsWith(ONE.base64()));
    }
}
