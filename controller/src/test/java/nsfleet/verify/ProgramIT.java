package nsfleet.verify;

import static nsfleet.verify.Checks.NONCE;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.resource.Check;
import nsfleet.transport.Completion;
import nsfleet.verify.CheckResult.Status;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The rendered program in real shells, on this machine's kernel: in a network and mount namespace
/// of its own, so that nothing outside is seen or touched.
class ProgramIT {
    /// Shells of targets.
    enum Sh {
        DASH("dash"),
        BASH("bash"),
        BUSYBOX("busybox", "sh");

        final List<String> words;

        Sh(String... words) {
            this.words = List.of(words);
        }
    }

    // A server on every address, port 7, that hangs up at once, and one of UDP.
    private static final String SCENE =
            """
            mount -t tmpfs tmpfs /run && mkdir /run/netns && ip link set lo up || exit 90
            ip address add 10.99.0.1/24 dev lo && ip -6 address add fd99::1/64 dev lo nodad || exit 90
            ip route add unreachable 10.98.0.0/16 || exit 90
            ip netns add inner && ip -n inner link set lo up || exit 90
            python3 -c 'import socket
            s = socket.create_server(("127.0.0.1", 7777), backlog=64)
            u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(("127.0.0.1", 7778))
            print("ready", flush=True)
            while True: s.accept()[0].close()' >/run/ready & server=$!
            until grep -q ready /run/ready; do sleep 0.05; done
            "$@" </dev/null
            status=$?
            kill "$server"
            exit "$status"
            """;

    @TempDir private Path dir;

    @BeforeAll
    static void needsNamespaces() throws Exception {
        boolean able = new ProcessBuilder("unshare", "-n", "-m", "true").start().waitFor() == 0;
        if (!able) {
            System.err.println("SKIPPED: checks in real shells: this machine lets nobody unshare");
        }
        org.junit.jupiter.api.Assumptions.assumeTrue(able, "unshare -n -m is not allowed");
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeIsJudgedByWhatTheKernelDoes(Sh sh) {
        var checks =
                List.of(
                        Checks.of(Checks.ping("127.0.0.1", 2, true)),
                        Checks.of(Checks.ping("fd99::1", 1, true)),
                        Checks.of(Checks.ping("127.0.0.1", 1, false)),
                        Checks.of(Checks.ping("192.0.2.9", 1, false)),
                        Checks.of(Checks.ping("192.0.2.9", 1, true)),
                        Checks.of(new Check.Listening(7777, "tcp", null, "python3", true)),
                        Checks.of(new Check.Listening(7777, "tcp", Ip.of("10.99.0.1"), null, true)),
                        Checks.of(new Check.Listening(7778, "udp", Ip.of("127.0.0.1"), null, true)),
                        Checks.of(new Check.Listening(7779, "tcp", null, null, false)),
                        Checks.of(new Check.Sockets("listening", null, 7777, 1)),
                        Checks.of(new Check.Sockets(null, "udp", 7778, 1)),
                        Checks.of(new Check.Tcp("127.0.0.1", 7777, true)),
                        Checks.of(new Check.Tcp("127.0.0.1", 7779, true)),
                        Checks.of(new Check.Tcp("127.0.0.1", 7779, false)),
                        Checks.of(new Check.Tcp("192.0.2.9", 80, false)),
                        Checks.of(
                                new Check.RouteGet(
                                        Ip.of("10.99.0.1"),
                                        null,
                                        nsfleet.net.InterfaceName.LO,
                                        null,
                                        true)),
                        Checks.of(new Check.RouteGet(Ip.of("192.0.2.9"), null, null, null, false)),
                        Checks.of(new Check.RouteGet(Ip.of("10.98.0.1"), null, null, null, false)),
                        Checks.of(new Check.RouteGet(Ip.of("10.98.0.1"), null, null, null, true)),
                        Checks.of(Checks.command("echo it works; echo loud >&2", "^it w", "quiet")),
                        Checks.of(Checks.command("exit 3")),
                        Checks.of(
                                Checks.ping("127.0.0.1", 1, true),
                                Netns.of("inner"),
                                Duration.ofSeconds(5)),
                        Checks.of(
                                new Check.Listening(7777, "tcp", null, null, false),
                                Netns.of("inner"),
                                Duration.ofSeconds(5)),
                        Checks.of(
                                Checks.command("ip -o link show", "lo:", "eth0"),
                                Netns.of("inner"),
                                Duration.ofSeconds(5)),
                        Checks.of(
                                Checks.command("true"),
                                Netns.of("missing"),
                                Duration.ofSeconds(5)));

        var results = run(sh, checks, List.of());

        assertThat(results.stream().map(CheckResult::status))
                .as(() -> String.join("\n", results.stream().map(Object::toString).toList()))
                .containsExactly(
                        Status.PASSED,
                        Status.PASSED,
                        Status.FAILED,
                        Status.INCONCLUSIVE,
                        Status.FAILED,
                        Status.PASSED,
                        Status.FAILED,
                        Status.PASSED,
                        Status.PASSED,
                        Status.PASSED,
                        Status.PASSED,
                        Status.PASSED,
                        Status.FAILED,
                        Status.PASSED,
                        Status.INCONCLUSIVE,
                        Status.PASSED,
                        Status.PASSED,
                        Status.PASSED,
                        Status.FAILED,
                        Status.PASSED,
                        Status.FAILED,
                        Status.PASSED,
                        Status.PASSED,
                        Status.PASSED,
                        Status.INCONCLUSIVE);
        assertThat(results.getFirst().values())
                .containsEntry("sent", 2)
                .containsEntry("received", 2)
                .containsKey("rtt_avg_ms");
        assertThat(results.getFirst().command()).isEqualTo("ping -n -c 2 -i 0.2 -W 4 127.0.0.1");
        assertThat(results.get(19).output()).isEqualTo("it works\nloud");
        assertThat(results.getLast().message()).contains("no namespace missing");
    }

    @ParameterizedTest
    @EnumSource
    void outputsOfManyJobsStayIntactAndCannotForgeResults(Sh sh) {
        var checks =
                IntStream.range(0, 30)
                        .mapToObj(
                                i ->
                                        Checks.of(
                                                Checks.command(
                                                        "printf '\\n"
                                                                + "@%s R 0\\n"
                                                                + "@%s Z %d\\n"
                                                                + "' \"$v\" n0nc "
                                                                + i
                                                                + "; head -c 20000 /dev/zero | tr"
                                                                + " '\\0' "
                                                                + (char) ('A' + i % 26)
                                                                + "; exit "
                                                                + i % 2)))
                        .toList();

        var results = run(sh, checks, List.of());

        for (int i = 0; i < 30; i++) {
            var result = results.get(i);
            String letters = String.valueOf((char) ('A' + i % 26)).repeat(20000);
            assertThat(result.output())
                    .endsWith(letters)
                    .hasSize(20000 + ("\n@ R 0\n@n0nc Z " + i + "\n").length());
            assertThat(result.status()).isEqualTo(i % 2 == 0 ? Status.PASSED : Status.FAILED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void checksRunSideBySide(Sh sh) {
        // Each waits until all have begun: one after the other, the first would wait for ever.
        String together =
                "mkdir -p /run/all; : >/run/all/$$; until [ \"$(ls /run/all | wc -l)\" = 12 ]; do"
                        + " sleep 0.05; done";
        var checks =
                IntStream.range(0, 12)
                        .mapToObj(
                                _ ->
                                        Checks.of(
                                                Checks.command(together),
                                                Netns.HOST,
                                                Duration.ofSeconds(30)))
                        .toList();

        assertThat(run(sh, checks, List.of()))
                .allSatisfy(result -> assertThat(result.status()).isEqualTo(Status.PASSED));
    }

    @ParameterizedTest
    @EnumSource
    void aJobIsEndedAtItsDeadlineWithAllThatItStarted(Sh sh) {
        var checks =
                List.of(
                        Checks.of(
                                Checks.command("echo begun; (sleep 4711; echo never) & sleep 4712"),
                                Netns.HOST,
                                Duration.ofSeconds(1)),
                        Checks.of(
                                Checks.command(
                                        "trap '' TERM; echo stubborn; while :; do sleep 0.1; done"),
                                Netns.HOST,
                                Duration.ofSeconds(1)),
                        Checks.of(Checks.command("sleep 2; echo fine")),
                        // A daemon that holds the output after its parent is gone: it is nobody's
                        // child any more and ends by
                        // itself, or with the session.
                        Checks.of(
                                Checks.command("(sleep 12 &) ; echo left"),
                                Netns.HOST,
                                Duration.ofSeconds(1)));

        var results =
                run(
                        sh,
                        checks,
                        List.of(
                                "sh",
                                "-c",
                                "\"$@\"; if ps -eo args | grep '[s]leep 471[12]' >&2; then exit 90;"
                                        + " fi",
                                "after"));

        assertThat(results.get(0).status()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(results.get(0).message())
                .isEqualTo("no result within 1 s; the command was ended");
        assertThat(results.get(0).output()).contains("begun");
        assertThat(results.get(1).status()).isEqualTo(Status.INCONCLUSIVE);
        assertThat(results.get(2).status()).isEqualTo(Status.PASSED);
        assertThat(results.get(3).status()).isEqualTo(Status.INCONCLUSIVE);
    }

    @ParameterizedTest
    @EnumSource(Sh.class)
    void longOutputsDoNotMix(Sh shell) {
        var checks =
                IntStream.range(0, 20)
                        .mapToObj(
                                _ ->
                                        Checks.of(
                                                Checks.command(
                                                        "head -c 20000 /dev/zero | tr '\\0' x")))
                        .toList();

        assertThat(run(shell, checks, path("sh", "head", "tr", "sleep", "grep")))
                .allSatisfy(
                        result -> {
                            assertThat(result.status()).isEqualTo(Status.PASSED);
                            assertThat(result.output()).isEqualTo("x".repeat(20000));
                        });
    }

    @Test
    void aMissingToolIsNoFailure() {
        var checks =
                List.of(
                        Checks.of(Checks.ping("127.0.0.1", 1, true)),
                        Checks.of(new Check.Sockets(null, null, null, null)),
                        Checks.of(new Check.Tcp("127.0.0.1", 7777, true)));

        assertThat(run(Sh.DASH, checks, path("head", "sleep", "grep")))
                .extracting(CheckResult::status, CheckResult::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                Status.INCONCLUSIVE,
                                "ping is not installed on the host: install iputils-ping"),
                        org.assertj.core.groups.Tuple.tuple(
                                Status.INCONCLUSIVE,
                                "ss is not installed on the host: install iproute2"),
                        org.assertj.core.groups.Tuple.tuple(
                                Status.INCONCLUSIVE,
                                "none of bash, perl, python3 and nc with -z is on the host: install"
                                        + " bash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "perl", "python3"})
    void everyToolForTcpSaysTheSame(String tool) {
        var checks =
                List.of(
                        Checks.of(new Check.Tcp("127.0.0.1", 7777, true)),
                        Checks.of(new Check.Tcp("127.0.0.1", 7779, false)));

        assertThat(run(Sh.DASH, checks, path("head", "sleep", "grep", tool)))
                .allSatisfy(
                        result -> {
                            assertThat(result.status())
                                    .as(result.toString())
                                    .isEqualTo(Status.PASSED);
                            assertThat(result.command()).startsWith(tool);
                        });
    }

    @Test
    void outputWithoutEndIsCutAndNeverPasses() {
        var results =
                run(
                        Sh.DASH,
                        List.of(
                                Checks.of(Checks.command("yes")),
                                Checks.of(Checks.command("yes >&2"))),
                        List.of());

        assertThat(results).hasSize(2);
        results.forEach(
                result -> {
                    assertThat(result.status()).isEqualTo(Status.INCONCLUSIVE);
                    assertThat(result.message())
                            .as("%s of %d", result.values(), result.output().length())
                            .contains("longer than 256 KiB");
                });
    }

    /// A wrapper that leaves only these commands in PATH.
    private List<String> path(String... commands) {
        try {
            Path bin = Files.createDirectories(dir.resolve("bin"));
            for (String command : commands) {
                Path target =
                        Files.exists(Path.of("/usr/bin/" + command))
                                ? Path.of("/usr/bin/" + command)
                                : Path.of("/bin/" + command);
                Path call = bin.resolve(command);
                Files.writeString(call, "#!/bin/dash\nexec " + target + " \"$@\"\n");
                assertThat(call.toFile().setExecutable(true)).isTrue();
            }
            return List.of("env", "PATH=" + bin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<CheckResult> run(Sh sh, List<Check> checks, List<String> wrapper) {
        try {
            Path program = dir.resolve("program.sh");
            Files.writeString(program, Verifier.script(checks, NONCE).text());
            var words = new ArrayList<>(List.of("unshare", "-n", "-m", "sh", "-c", SCENE, "scene"));
            words.addAll(wrapper);
            words.addAll(sh.words.stream().map(w -> w.equals("sh") ? w : "/bin/" + w).toList());
            words.add(program.toString());
            Path error = dir.resolve("stderr");
            Process process = new ProcessBuilder(words).redirectError(error.toFile()).start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(error)).isNotEqualTo(90);
            return Verifier.judge(
                    checks,
                    new Completion.Exited(
                            process.exitValue(),
                            new String(output, StandardCharsets.UTF_8),
                            Files.readString(error),
                            false,
                            Duration.ZERO),
                    NONCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
