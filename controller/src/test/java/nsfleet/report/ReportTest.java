package nsfleet.report;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.Netns;
import nsfleet.plan.Plan;
import nsfleet.plan.Plan.Action;
import nsfleet.resource.Check;
import nsfleet.run.Event;
import nsfleet.run.Event.Counts;
import nsfleet.run.Event.HostStatus;
import nsfleet.run.Event.StepStatus;
import nsfleet.run.EventSink;
import nsfleet.verify.CheckResult;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// What users read, word by word: `report/NAME.txt` in the test resources. With
/// NSFLEET_WRITE_GOLDEN=yes they are written instead of compared.
class ReportTest {
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH.plusSeconds(1000), ZoneOffset.UTC);
    private static final Path GOLDEN = Path.of("src/test/resources/report");

    private static void golden(String name, Style style, Consumer<EventSink> run) {
        var text = new StringWriter();
        var err = new StringWriter();
        run.accept(new TextReport(new PrintWriter(text), new PrintWriter(err), style, CLOCK));
        compare(name + ".txt", text.toString());
        assertThat(err.toString()).isEmpty();
    }

    private static void json(String name, Consumer<EventSink> run) {
        var text = new StringWriter();
        run.accept(new JsonReport(new PrintWriter(text)));
        compare(name + ".json", text.toString());
    }

    private static void compare(String name, String text) {
        Path file = GOLDEN.resolve(name);
        try {
            if (System.getenv("NSFLEET_WRITE_GOLDEN") != null) {
                Files.writeString(file, text);
            }
            assertThat(text).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> boxes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> count > 9 ? "box%02d".formatted(i) : "box" + i)
                .toList();
    }

    private static Event.StepDone step(
            String host,
            String step,
            StepStatus status,
            Action action,
            List<Plan.Difference> changes,
            String... commands) {
        return new Event.StepDone(
                host,
                "nat-lab",
                step,
                step.split(" ")[0],
                Netns.HOST,
                null,
                status,
                action,
                changes,
                Arrays.asList(commands),
                "",
                "",
                null,
                false);
    }

    private static Event.StepDone failed(
            String host, String step, String message, String output, String... commands) {
        return new Event.StepDone(
                host,
                "nat-lab",
                step,
                step.split(" ")[0],
                Netns.HOST,
                null,
                StepStatus.FAILED,
                Action.CREATE,
                List.of(),
                Arrays.asList(commands),
                output,
                message,
                null,
                false);
    }

    private static Plan.Difference diff(String what, @Nullable Object have, @Nullable Object want) {
        return new Plan.Difference(what, have, want);
    }

    private static Event.CheckDone check(
            String host,
            String identity,
            CheckResult.Status status,
            Map<String, Object> values,
            String message,
            String command,
            String output) {
        var check =
                new Check(
                        identity,
                        identity.split(" ")[0],
                        Netns.of("ns1"),
                        null,
                        0,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        new Check.Command("true", 0, null, null));
        return new Event.CheckDone(
                host,
                "nat-lab",
                new CheckResult(
                        check, status, values, message, command, output, 1, Duration.ofMillis(30)),
                Duration.ofMillis(40));
    }

    private static Event.CheckDone passed(String host) {
        return check(
                host,
                "ping ns1 -> 10.0.0.1",
                CheckResult.Status.PASSED,
                Map.of("rtt_avg_ms", 0.05),
                "",
                "ip netns exec ns1 ping -n -c 1 -W 4 10.0.0.1",
                "PING 10.0.0.1 ...");
    }

    private static Event.HostDone done(
            String host,
            HostStatus status,
            int ok,
            int changed,
            int pending,
            int failed,
            int skipped,
            int good,
            int bad) {
        return new Event.HostDone(
                host,
                status,
                new Counts(ok, changed, pending, failed, skipped, good, bad, 0, 0),
                false,
                "",
                "",
                Duration.ofMillis(81));
    }

    private static void create(EventSink sink, String host, StepStatus status) {
        sink.accept(step(host, "netns ns1", status, Action.CREATE, List.of(), "ip netns add ns1"));
        sink.accept(
                step(
                        host,
                        "veth veth-host",
                        status,
                        Action.CREATE,
                        List.of(
                                diff("address", List.of(), List.of("10.0.0.1/24")),
                                diff("peer", null, "ns1/veth-ns1"),
                                diff("peer address", List.of(), List.of("10.0.0.2/24")),
                                diff("mtu", null, 1500)),
                        "ip link add name veth-host type veth peer name veth-ns1 netns ns1",
                        "ip address add 10.0.0.1/24 dev veth-host"));
        sink.accept(
                step(
                        host,
                        "route ns1 default",
                        status,
                        Action.CREATE,
                        List.of(diff("via", null, "10.0.0.1")),
                        "ip -n ns1 route add default via 10.0.0.1"));
        sink.accept(
                step(
                        host,
                        "sysctl net.ipv4.ip_forward",
                        status,
                        Action.UPDATE,
                        List.of(diff("value", "0", "1")),
                        "sysctl -w net.ipv4.ip_forward=1"));
    }

    private static void start(EventSink sink, String command, int hosts) {
        sink.accept(
                new Event.RunStart(
                        command, "20261123-233000-ab12", List.of("playbooks/nat-lab.yml"), hosts));
    }

    private static void end(
            EventSink sink,
            HostStatus status,
            int exit,
            int ok,
            int changed,
            int pending,
            int failed,
            int unreachable) {
        sink.accept(
                new Event.RunEnd(
                        status,
                        exit,
                        ok,
                        changed,
                        pending,
                        failed,
                        unreachable,
                        0,
                        Duration.ofMillis(4230)));
    }

    private static void plan(EventSink sink) {
        start(sink, "plan", 3);
        for (String host : boxes(3)) {
            sink.accept(new Event.HostStart(host));
            create(sink, host, StepStatus.PENDING);
            sink.accept(done(host, HostStatus.PENDING, 0, 0, 4, 0, 0, 0, 0));
        }
        end(sink, HostStatus.PENDING, 0, 0, 0, 3, 0, 0);
    }

    private static void apply(EventSink sink) {
        start(sink, "apply", 3);
        for (String host : boxes(3)) {
            create(sink, host, StepStatus.CHANGED);
            sink.accept(passed(host));
            sink.accept(done(host, HostStatus.CHANGED, 0, 4, 0, 0, 0, 1, 0));
        }
        end(sink, HostStatus.CHANGED, 0, 0, 3, 0, 0, 0);
    }

    private static void again(EventSink sink) {
        start(sink, "apply", 3);
        for (String host : boxes(3)) {
            create(sink, host, StepStatus.OK);
            sink.accept(passed(host));
            sink.accept(done(host, HostStatus.OK, 4, 0, 0, 0, 0, 1, 0));
        }
        end(sink, HostStatus.OK, 0, 3, 0, 0, 0, 0);
    }

    private static Map<String, Object> nothingCameBack() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("sent", 1);
        values.put("received", 0);
        values.put("loss_percent", 100.0);
        return values;
    }

    private static void troubled(EventSink sink) {
        start(sink, "apply", 3);
        sink.accept(step("box1", "netns ns1", StepStatus.CHANGED, Action.CREATE, List.of()));
        sink.accept(
                failed(
                        "box1",
                        "veth veth-host",
                        "ip refused it\n"
                            + "an interface of that name is there already: remove it, or set adopt:"
                            + " true",
                        "RTNETLINK answers: File exists\nCommand failed -:3\n",
                        "ip link add name veth-host type veth peer name veth-ns1 netns ns1"));
        sink.accept(
                step("box1", "route ns1 default", StepStatus.SKIPPED, Action.CREATE, List.of()));
        sink.accept(
                step(
                        "box1",
                        "sysctl net.ipv4.ip_forward",
                        StepStatus.SKIPPED,
                        Action.UPDATE,
                        List.of()));
        sink.accept(
                check(
                        "box1",
                        "ping ns1 -> 10.0.0.1",
                        CheckResult.Status.SKIPPED,
                        Map.of(),
                        "a step failed on this host",
                        "",
                        ""));
        sink.accept(
                new Event.HostDone(
                        "box1",
                        HostStatus.FAILED,
                        new Counts(0, 1, 0, 1, 2, 0, 0, 0, 1),
                        false,
                        "step veth veth-host: ip refused it",
                        "",
                        Duration.ofMillis(80)));
        sink.accept(
                new Event.HostDone(
                        "box2",
                        HostStatus.UNREACHABLE,
                        new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0),
                        false,
                        "connection refused by 192.0.2.12 port 22",
                        "is sshd running there? ansible_port sets another port",
                        Duration.ofMillis(8)));
        create(sink, "box3", StepStatus.CHANGED);
        sink.accept(
                check(
                        "box3",
                        "ping ns1 -> 192.0.2.99",
                        CheckResult.Status.FAILED,
                        nothingCameBack(),
                        "expected an answer from 192.0.2.99, got none to 1 packet (10.0.0.1:"
                                + " Destination Host Unreachable)",
                        "ip netns exec ns1 ping -n -c 1 -W 4 192.0.2.99",
                        "PING 192.0.2.99 (192.0.2.99) 56(84) bytes of data.\n"
                            + "From 10.0.0.1 icmp_seq=1 Destination Host Unreachable\n\n"
                            + "1 packets transmitted, 0 received, +1 errors, 100% packet loss, time"
                            + " 0ms\n"));
        sink.accept(passed("box3"));
        sink.accept(
                new Event.Warning(
                        "box3", "nat-lab", "net.ipv4.ip_forward was set by another lab too"));
        sink.accept(
                new Event.HostDone(
                        "box3",
                        HostStatus.FAILED,
                        new Counts(0, 4, 0, 0, 0, 1, 1, 0, 0),
                        false,
                        "check ping ns1 -> 192.0.2.99: expected",
                        "",
                        Duration.ofMillis(80)));
        end(sink, HostStatus.FAILED, 2, 0, 0, 0, 2, 1);
    }

    private static void forty(EventSink sink) {
        start(sink, "plan", 40);
        for (String host : boxes(40)) {
            boolean odd = host.equals("box17");
            sink.accept(step(host, "netns ns1", StepStatus.OK, Action.NONE, List.of()));
            sink.accept(
                    step(
                            host,
                            "veth veth-host",
                            odd ? StepStatus.PENDING : StepStatus.OK,
                            odd ? Action.UPDATE : Action.NONE,
                            odd
                                    ? List.of(
                                            diff("mtu", 1500, 1400),
                                            diff(
                                                    "address",
                                                    List.of("10.0.0.9/24"),
                                                    List.of("10.0.0.1/24")))
                                    : List.of()));
            sink.accept(
                    step(
                            host,
                            "netns old",
                            odd ? StepStatus.PENDING : StepStatus.OK,
                            odd ? Action.REMOVE : Action.NONE,
                            List.of()));
            sink.accept(
                    done(
                            host,
                            odd ? HostStatus.PENDING : HostStatus.OK,
                            odd ? 1 : 3,
                            0,
                            odd ? 2 : 0,
                            0,
                            0,
                            0,
                            0));
        }
        end(sink, HostStatus.PENDING, 0, 39, 0, 1, 0, 0);
    }

    private static void hostile(EventSink sink) {
        start(sink, "apply", 1);
        String evil = "\u001b]0;owned\u0007\u001b[2Jred\u202egnp.exe\r\u009b31m";
        sink.accept(failed("box1", "veth v" + evil, evil, evil + "\n" + evil, "echo " + evil));
        sink.accept(
                check(
                        "box1",
                        "ping " + evil,
                        CheckResult.Status.FAILED,
                        Map.of("x", evil),
                        evil,
                        evil,
                        evil));
        sink.accept(new Event.Warning("box1", evil, evil));
        sink.accept(
                new Event.HostDone(
                        "box1",
                        HostStatus.FAILED,
                        new Counts(0, 0, 0, 1, 0, 0, 1, 0, 0),
                        false,
                        evil,
                        evil,
                        Duration.ZERO));
        end(sink, HostStatus.FAILED, 2, 0, 0, 0, 1, 0);
    }

    @Test
    void planOfThreeHosts() {
        golden("plan", Style.PLAIN, ReportTest::plan);
        golden("plan-commands", new Style(false, false, 100, false, true), ReportTest::plan);
        json("plan", ReportTest::plan);
    }

    @Test
    void applyAndApplyAgain() {
        golden("apply", Style.PLAIN, ReportTest::apply);
        golden("apply-again", Style.PLAIN, ReportTest::again);
        golden("apply-again-verbose", new Style(false, false, 100, true, false), ReportTest::again);
        json("apply", ReportTest::apply);
    }

    @Test
    void troubles() {
        golden("troubles", Style.PLAIN, ReportTest::troubled);
        golden("troubles-colour", new Style(true, false, 100, false, false), ReportTest::troubled);
        json("troubles", ReportTest::troubled);
    }

    @Test
    void oneOfFortyDiffers() {
        golden("forty", Style.PLAIN, ReportTest::forty);
    }

    @Test
    void whatHostsSayCannotSteerATerminal() {
        golden("hostile", Style.PLAIN, ReportTest::hostile);
        var text = new StringWriter();
        hostile(
                new TextReport(
                        new PrintWriter(text),
                        new PrintWriter(new StringWriter()),
                        Style.PLAIN,
                        CLOCK));
        assertThat(text.toString().replace("\n", "").codePoints())
                .noneMatch(c -> c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e));
    }

    @Test
    void aTerminalSeesProgressAndTheReportErasesIt() {
        var err = new StringWriter();
        plan(
                new TextReport(
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err),
                        new Style(false, true, 60, false, false),
                        CLOCK));
        assertThat(err.toString())
                .isEqualTo("\r\u001b[K0 of 3 hosts done, 1 running, 0 s\r\u001b[K");
    }

    @Test
    void theProgressLineMovesWithTimeButNotWhileSomebodyIsAsked() throws InterruptedException {
        var err = new StringWriter();
        var report =
                new TextReport(
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err),
                        new Style(false, true, 60, false, false),
                        Clock.systemUTC());
        start(report, "apply", 1);
        within(() -> err.toString().contains("0 of 1 host done, 0 running, 1 s"));
        String meanwhile =
                report.asking(
                        () -> {
                            int before = err.getBuffer().length();
                            pause(2200);
                            return err.getBuffer().substring(before);
                        });
        assertThat(meanwhile).isEmpty();
        within(() -> err.toString().contains(", 4 s"));
        end(report, HostStatus.OK, 0, 1, 0, 0, 0, 0);
        String last = err.toString();
        pause(1200);
        assertThat(err.toString()).isEqualTo(last).endsWith("\r\u001b[K");
    }

    private static void within(java.util.function.BooleanSupplier condition)
            throws InterruptedException {
        for (int i = 0; i < 250 && !condition.getAsBoolean(); i++) {
            Thread.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void hostsWithEqualNumbersShareALineFromTwentyOn() {
        var text = new StringWriter();
        EventSink sink =
                new TextReport(
                        new PrintWriter(text),
                        new PrintWriter(new StringWriter()),
                        Style.PLAIN,
                        CLOCK);
        start(sink, "apply", 19);
        boxes(19).forEach(host -> sink.accept(done(host, HostStatus.OK, 3, 0, 0, 0, 0, 0, 0)));
        end(sink, HostStatus.OK, 0, 19, 0, 0, 0, 0);
        assertThat(
                        text.toString()
                                .lines()
                                .filter(
                                        l ->
                                                l.contains(
                                                        " : ok=3 changed=0 unreachable=0 failed=0"
                                                                + " skipped=0")))
                .hasSize(19);
    }

    @Test
    void aFailedHostAlwaysCountsAsFailed() {
        var text = new StringWriter();
        EventSink sink =
                new TextReport(
                        new PrintWriter(text),
                        new PrintWriter(new StringWriter()),
                        Style.PLAIN,
                        CLOCK);
        start(sink, "apply", 1);
        sink.accept(
                new Event.HostDone(
                        "box1",
                        HostStatus.FAILED,
                        new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0),
                        false,
                        "sudo asks for a password",
                        "-K",
                        Duration.ZERO));
        end(sink, HostStatus.FAILED, 2, 0, 0, 0, 1, 0);
        assertThat(text.toString())
                .contains("box1: FAILED  sudo asks for a password\n    hint: -K\n")
                .contains("box1 : ok=0 changed=0 unreachable=0 failed=1 skipped=0\n");
    }
}
