package nsfleet.verify;

import static nsfleet.verify.Checks.NONCE;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.resource.Check;
import nsfleet.transport.Completion;
import nsfleet.verify.CheckResult.Status;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Judgements of recorded output of real tools, in several versions. Files under `verify/` in the
/// test resources: the first line is the exit status.
class JudgeTest {
    private static CheckResult judge(Check.Probe probe, String recording) {
        String text = resource(recording);
        int line = text.indexOf('\n');
        int status = Integer.parseInt(text.substring(0, line));
        String[] streams = text.substring(line + 1).split("(?m)^--- stderr\n", 2);
        return judge(probe, status, streams[0], streams.length > 1 ? streams[1] : "");
    }

    private static CheckResult judge(Check.Probe probe, int status, String output, String error) {
        return judge(probe, exited(Checks.frame(0, status, output.stripTrailing(), error)));
    }

    private static CheckResult judge(Check.Probe probe, Completion completion) {
        return Verifier.judge(List.of(Checks.of(probe)), completion, NONCE).getFirst();
    }

    private static Completion exited(String output) {
        return new Completion.Exited(0, output, "", false, Duration.ZERO);
    }

    private static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(
                        JudgeTest.class.getResourceAsStream("/verify/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertResult(CheckResult result, Status status, String message) {
        assertThat(result.message()).isEqualTo(message);
        assertThat(result.status()).isEqualTo(status);
    }

    @Test
    void pingOfIputils() {
        var result = judge(Checks.ping("127.0.0.1", 2, true), "ping-iputils-20221126.txt");
        assertResult(result, Status.PASSED, "");
        assertThat(result.values())
                .isEqualTo(
                        Map.of(
                                "sent", 2,
                                "received", 2,
                                "loss_percent", 0.0,
                                "rtt_min_ms", 0.027,
                                "rtt_avg_ms", 0.029,
                                "rtt_max_ms", 0.031));
        assertThat(result.values().keySet())
                .containsExactly(
                        "sent",
                        "received",
                        "loss_percent",
                        "rtt_min_ms",
                        "rtt_avg_ms",
                        "rtt_max_ms");
        assertThat(result.took()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void pingOfBusybox() {
        var result = judge(Checks.ping("127.0.0.1", 2, true), "ping-busybox-1.35.txt");
        assertResult(result, Status.PASSED, "");
        assertThat(result.values()).containsEntry("received", 2).containsEntry("rtt_avg_ms", 0.228);
        assertResult(
                judge(Checks.ping("::1", 1, true), "ping6-busybox-1.35.txt"), Status.PASSED, "");
    }

    @Test
    void pingWithoutAnswer() {
        assertResult(
                judge(Checks.ping("10.99.7.9", 1, true), "ping-iputils-host-unreachable.txt"),
                Status.FAILED,
                "expected an answer from 10.99.7.9, got none to 1 packet (10.99.7.1: Destination"
                        + " Host Unreachable)");
        assertResult(
                judge(Checks.ping("10.99.7.9", 1, false), "ping-iputils-host-unreachable.txt"),
                Status.PASSED,
                "");
        assertResult(
                judge(Checks.ping("10.99.7.9", 1, false), "ping-busybox-no-answer.txt"),
                Status.PASSED,
                "");
    }

    @Test
    void pingThatWasNeverSentProvesNothing() {
        assertResult(
                judge(Checks.ping("192.0.2.1", 1, false), "ping-iputils-no-route.txt"),
                Status.INCONCLUSIVE,
                "expected no answer from 192.0.2.1, but nothing was sent, which proves nothing:"
                        + " ping: connect: Network is unreachable");
        assertResult(
                judge(Checks.ping("192.0.2.1", 1, true), "ping-iputils-no-route.txt"),
                Status.FAILED,
                "expected an answer from 192.0.2.1; nothing sent: ping: connect: Network is"
                        + " unreachable");
        // busybox ends with 1 for this too
        assertThat(judge(Checks.ping("192.0.2.1", 1, false), "ping-busybox-no-route.txt").status())
                .isEqualTo(Status.INCONCLUSIVE);
        assertThat(
                        judge(Checks.ping("::1", 1, false), 1, "", "ping: invalid option -- 'i'")
                                .status())
                .isEqualTo(Status.INCONCLUSIVE);
        assertResult(
                judge(
                        Checks.ping("127.0.0.1", 1, true),
                        2,
                        "",
                        "ping: socktype: SOCK_RAW\nping: socket: Operation not permitted"),
                Status.INCONCLUSIVE,
                "ping ended with 2: ping: socket: Operation not permitted");
    }

    @Test
    void pingWithBounds() {
        var lossy =
                "5 packets transmitted, 3 received, +2 errors, 40% packet loss, time 801ms\n"
                        + "rtt min/avg/max/mdev = 10.1/50.25/90.4/20.0 ms, pipe 2";
        assertResult(
                judge(
                        new Check.Ping("10.0.0.1", 5, null, false, null, null, true, 50.0, null),
                        0,
                        lossy,
                        ""),
                Status.PASSED,
                "");
        assertResult(
                judge(
                        new Check.Ping("10.0.0.1", 5, null, false, null, null, true, 0.0, null),
                        0,
                        lossy,
                        ""),
                Status.FAILED,
                "expected at most 0 % loss to 10.0.0.1, seen 40 % (3 of 5 answered)");
        assertResult(
                judge(
                        new Check.Ping(
                                "10.0.0.1",
                                5,
                                null,
                                false,
                                null,
                                null,
                                true,
                                null,
                                Duration.ofMillis(50)),
                        0,
                        lossy,
                        ""),
                Status.FAILED,
                "expected at most 50 ms to 10.0.0.1 and back, seen 50.25 ms on average");
        assertThat(
                        judge(
                                        new Check.Ping(
                                                "10.0.0.1",
                                                5,
                                                8,
                                                false,
                                                null,
                                                null,
                                                true,
                                                null,
                                                Duration.ofMillis(50)),
                                        0,
                                        "1 packets transmitted, 1 received, 0% packet loss, time"
                                                + " 0ms",
                                        "")
                                .status())
                .isEqualTo(Status.INCONCLUSIVE);
    }

    @Test
    void listenersOfSeveralVersionsOfSs() {
        for (String recording : List.of("ss-6.1-listening.txt", "ss-4.20-listening.txt")) {
            assertResult(
                    judge(new Check.Listening(22, "tcp", null, "sshd", true), recording),
                    Status.PASSED,
                    "");
            assertResult(
                    judge(new Check.Listening(22, "tcp", Ip.of("0.0.0.0"), null, true), recording),
                    Status.PASSED,
                    "");
            assertResult(
                    judge(new Check.Listening(22, "tcp", Ip.of("::"), null, true), recording),
                    Status.PASSED,
                    "");
        }
        var wrong =
                judge(
                        new Check.Listening(22, "tcp", Ip.of("10.0.0.1"), null, true),
                        "ss-6.1-listening.txt");
        assertResult(
                wrong,
                Status.FAILED,
                "expected a listener on tcp port 22 of 10.0.0.1, seen 0.0.0.0:22 (sshd), [::]:22"
                        + " (sshd)");
        assertThat(wrong.values().get("sockets"))
                .isEqualTo(
                        List.of(
                                Map.of(
                                        "state", "LISTEN", "address", "0.0.0.0", "port", 22,
                                        "process", "sshd"),
                                Map.of(
                                        "state", "LISTEN", "address", "::", "port", 22, "process",
                                        "sshd")));
        assertResult(
                judge(new Check.Listening(22, "tcp", null, null, false), "ss-6.1-listening.txt"),
                Status.FAILED,
                "expected no listener on tcp port 22, seen 0.0.0.0:22 (sshd), [::]:22 (sshd)");
        assertResult(
                judge(
                        new Check.Listening(22, "tcp", null, "dropbear", true),
                        "ss-6.1-listening.txt"),
                Status.FAILED,
                "expected a listener on tcp port 22 by dropbear, seen 0.0.0.0:22 (sshd), [::]:22"
                        + " (sshd)");
        assertResult(
                judge(new Check.Listening(80, "tcp", null, null, true), 0, "", ""),
                Status.FAILED,
                "expected a listener on tcp port 80, seen none");
        assertResult(
                judge(new Check.Listening(80, "tcp", null, null, false), 0, "", ""),
                Status.PASSED,
                "");
        assertThat(
                        judge(
                                        new Check.Listening(80, "tcp", null, null, false),
                                        255,
                                        "",
                                        "Cannot open netlink socket: Operation not permitted")
                                .status())
                .isEqualTo(Status.INCONCLUSIVE);
        assertResult(
                judge(
                        new Check.Listening(22, "tcp", null, "sshd", true),
                        0,
                        "LISTEN 0 128 0.0.0.0:22 0.0.0.0:*",
                        ""),
                Status.INCONCLUSIVE,
                "ss shows no processes here: seeing those of others needs become: true");
    }

    @Test
    void socketsAreCollectedAndCounted() {
        var found = judge(new Check.Sockets(null, null, null, null), "ss-6.1-all.txt");
        assertResult(found, Status.PASSED, "");
        assertThat(found.values()).containsEntry("count", 4);
        assertThat(String.valueOf(found.values().get("sockets")))
                .isEqualTo(
                        "[{proto=udp, state=UNCONN, address=127.0.0.53, port=53}, {proto=udp,"
                            + " state=UNCONN, address=fe80::1, port=546}, {proto=tcp, state=LISTEN,"
                            + " address=*, port=80}, {proto=tcp, state=ESTAB, address=10.0.0.1,"
                            + " port=22, peer=10.0.0.9:50122}]");
        assertResult(
                judge(
                        new Check.Sockets("established", "tcp", null, 2),
                        0,
                        "0 0 10.0.0.1:22 10.0.0.9:50122",
                        ""),
                Status.FAILED,
                "expected 2 sockets, seen 1: 10.0.0.1:22");
    }

    @Test
    void tcp() {
        var open = new Check.Tcp("10.0.0.1", 80, true);
        var closed = new Check.Tcp("fd00::1", 80, false);
        assertResult(judge(open, 0, "open", ""), Status.PASSED, "");
        assertResult(
                judge(closed, 0, "open", ""),
                Status.FAILED,
                "expected [fd00::1]:80 to be closed, it is open");
        String refused =
                "tcp: connect: Connection refused\n"
                        + "tcp: line 2: /dev/tcp/10.0.0.1/80: Connection refused";
        assertResult(
                judge(open, 1, refused, ""),
                Status.FAILED,
                "expected 10.0.0.1:80 to be open, seen: refused");
        assertResult(judge(closed, 1, refused, ""), Status.PASSED, "");
        assertThat(judge(closed, 2, "no answer in 4 s", "").values())
                .containsEntry("result", "no answer");
        assertResult(judge(closed, 1, "[Errno 113] No route to host", ""), Status.PASSED, "");
        assertThat(
                        judge(closed, 1, "IO::Socket::INET: connect: Network is unreachable", "")
                                .status())
                .isEqualTo(Status.INCONCLUSIVE);
        assertThat(judge(closed, 1, "tcp: nowhere: Name or service not known", "").status())
                .isEqualTo(Status.INCONCLUSIVE);
    }

    @Test
    void routesAsJsonAndAsText() {
        var json =
                "[{\"dst\":\"10.1.0.1\",\"gateway\":\"10.0.0.1\",\"dev\":\"eth0\",\"prefsrc\":\"10.0.0.2\",\"flags\":[],\"uid\":0,\"cache\":[]}]";
        var text = "10.1.0.1 via 10.0.0.1 dev eth0 src 10.0.0.2 uid 0 \n    cache ";
        var six = "2001:db8::77 from :: via fd00::1 dev eth0 src fd00::2 metric 1024 pref medium";
        var good =
                new Check.RouteGet(
                        Ip.of("10.1.0.1"),
                        Ip.of("10.0.0.1"),
                        InterfaceName.of("eth0"),
                        Ip.of("10.0.0.2"),
                        true);
        for (String output : List.of(json, text)) {
            var result = judge(good, 0, output, "");
            assertResult(result, Status.PASSED, "");
            assertThat(result.values())
                    .isEqualTo(
                            Map.of(
                                    "type",
                                    "unicast",
                                    "via",
                                    "10.0.0.1",
                                    "dev",
                                    "eth0",
                                    "src",
                                    "10.0.0.2"));
        }
        assertResult(
                judge(
                        new Check.RouteGet(
                                Ip.of("2001:db8::77"), Ip.of("fd00::9"), null, null, true),
                        0,
                        six,
                        ""),
                Status.FAILED,
                "expected the route to 2001:db8::77 via fd00::9, seen via fd00::1 dev eth0 src"
                        + " fd00::2");
        assertResult(
                judge(new Check.RouteGet(Ip.of("10.1.0.1"), null, null, null, false), 0, json, ""),
                Status.FAILED,
                "expected no route to 10.1.0.1, seen one via 10.0.0.1 dev eth0 src 10.0.0.2");
    }

    @Test
    void noRouteIsTheKernelsAnswerAndNothingElse() {
        var none = new Check.RouteGet(Ip.of("10.1.0.1"), null, null, null, false);
        assertResult(
                judge(none, 2, "", "RTNETLINK answers: Network is unreachable"), Status.PASSED, "");
        assertResult(
                judge(good(), 2, "", "RTNETLINK answers: Network is unreachable"),
                Status.FAILED,
                "expected a route to 10.1.0.1 dev eth0, seen none: Network is unreachable");
        assertThat(
                        judge(none, 1, "", "Cannot open network namespace \"x\": Permission denied")
                                .status())
                .isEqualTo(Status.INCONCLUSIVE);
        assertThat(judge(none, 0, "[{}]", "").status()).isEqualTo(Status.INCONCLUSIVE);
    }

    private static Check.RouteGet good() {
        return new Check.RouteGet(Ip.of("10.1.0.1"), null, InterfaceName.of("eth0"), null, true);
    }

    @Test
    void commands() {
        assertResult(judge(Checks.command("x"), 0, "", ""), Status.PASSED, "");
        assertResult(
                judge(Checks.command("x"), 3, "one\ntwo", "sad"),
                Status.FAILED,
                "expected exit status 0, seen 3: sad");
        assertResult(
                judge(Checks.command("x", "^two$", "three"), 0, "one\ntwo\nfour", ""),
                Status.PASSED,
                "");
        assertResult(
                judge(Checks.command("x", "three", null), 0, "one\ntwo", ""),
                Status.FAILED,
                "expected output that matches /three/");
        assertResult(
                judge(Checks.command("x", null, "tw."), 0, "one\ntwo", ""),
                Status.FAILED,
                "expected output without a match of /tw./, seen: two");
    }

    @Test
    void aPatternThatWouldNeverEndIsInconclusive() {
        assertThat(
                        judge(
                                        Checks.command("x", "(.*)(.*)(.*)(.*)(.*)\\1x\\2", null),
                                        0,
                                        "a".repeat(3000),
                                        "")
                                .status())
                .isEqualTo(Status.INCONCLUSIVE);
        assertThat(
                        judge(Checks.command("x", null, "(a|b)*c"), 0, "ab".repeat(100_000), "")
                                .status())
                .isEqualTo(Status.INCONCLUSIVE);
    }

    @Test
    void whatDidNotEndIsInconclusive() {
        var ping = Checks.ping("127.0.0.1", 1, false);
        String half =
                "\n@"
                        + NONCE
                        + " K 0 1.00 2.00\n\n@"
                        + NONCE
                        + " R 1\n\n@"
                        + NONCE
                        + " O 400\n1 packets transmitted, 0 received, 100% packet loss";
        assertResult(
                judge(ping, exited(half)),
                Status.INCONCLUSIVE,
                "no result: the program of the checks ended with 0");
        assertResult(
                judge(ping, new Completion.Exited(0, half, "", true, Duration.ZERO)),
                Status.INCONCLUSIVE,
                "no result: the checks of this host printed more than is kept");
        assertResult(
                judge(ping, new Completion.Lost("broken pipe", half, "", true)),
                Status.INCONCLUSIVE,
                "no result: connection lost: broken pipe");
        assertResult(
                judge(ping, new Completion.TimedOut(half, "", Duration.ofSeconds(35))),
                Status.INCONCLUSIVE,
                "no result within 35 s: the host was too slow");
        assertResult(
                judge(ping, new Completion.NotRun("cancelled")),
                Status.INCONCLUSIVE,
                "not run: cancelled");
        assertResult(
                judge(ping, exited("\n@" + NONCE + " T 0\n")),
                Status.INCONCLUSIVE,
                "no result within 5 s; the command was ended");
    }

    @Test
    void resultsBeforeALostConnectionCount() {
        var checks = List.of(Checks.of(Checks.command("a")), Checks.of(Checks.command("b")));
        var results =
                Verifier.judge(
                        checks,
                        new Completion.Lost("reset", Checks.frame(1, 0, "fine", ""), "", true),
                        NONCE);
        assertThat(results)
                .extracting(CheckResult::status)
                .containsExactly(Status.INCONCLUSIVE, Status.PASSED);
    }

    @Test
    void outputCannotForgeAResult() {
        String forged =
                Checks.frame(0, 0, "all is well", "").replace(NONCE, "nOnce")
                        + "\n@ R 0\n@"
                        + "n0nc R 0\n";
        var result = judge(Checks.command("evil"), 1, forged, forged);
        assertThat(result.status()).isEqualTo(Status.FAILED);
        assertThat(result.output()).contains("@nOnce R 0");
    }

    @Test
    void failedAndInconclusiveOnesAreTriedAgainAsOftenAsAsked() {
        var check =
                new Check(
                        "x",
                        "command",
                        nsfleet.net.Netns.HOST,
                        null,
                        2,
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Checks.command("x"));
        var failed = new CheckResult(check, Status.FAILED, Map.of(), "", "", "", 1);
        assertThat(failed.retry()).isTrue();
        assertThat(failed.atAttempt(2).retry()).isTrue();
        assertThat(failed.atAttempt(3).retry()).isFalse();
        assertThat(new CheckResult(check, Status.PASSED, Map.of(), "", "", "", 1).retry())
                .isFalse();
        assertThat(CheckResult.skipped(check, "").retry()).isFalse();
    }
}
