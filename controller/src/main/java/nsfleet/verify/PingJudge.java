package nsfleet.verify;

import nsfleet.resource.Check;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Judges pings. Exit status of iputils: 0 something came back, 1 nothing did, 2 anything else;
/// busybox says 1 for anything else too, so a verdict also needs ping's own count.
final class PingJudge {
    // The host itself knows no way or no such name: nothing can be sent, and so nothing comes back.
    private static final Pattern NO_WAY =
            Pattern.compile(
                    "Network is unreachable|No route to host|Host is unreachable|Name or service"
                            + " not known|Temporary failure in name resolution|unknown host|bad"
                            + " address|No address associated with hostname");
    private static final Pattern REASON =
            Pattern.compile("(?m)^From (\\S{1,80}):? icmp_seq=\\d+ ([^\n]{1,120})$");

    private PingJudge() {}

    static Verdict judge(Check.Ping ping, Raw raw) {
        Optional<PingOutput> counted = PingOutput.parse(raw.output());
        if (counted.isEmpty()) {
            return uncounted(ping, raw);
        }
        return ping.reachable()
                ? reachable(ping, raw, counted.get())
                : unreachable(ping, raw, counted.get());
    }

    private static Verdict uncounted(Check.Ping ping, Raw raw) {
        String said = Verifier.lastLine(raw.evidence());
        if (ping.df() && raw.evidence().contains("BusyBox")) {
            return Verdict.inconclusive(
                    "busybox's ping cannot forbid fragments (df): install iputils-ping");
        }
        boolean noWay = NO_WAY.matcher(raw.evidence()).find();
        if (ping.reachable() && noWay) {
            return Verdict.failed(
                    Map.of(), "expected an answer from " + ping.to() + "; nothing sent: " + said);
        }
        return Verdict.inconclusive(
                noWay
                        ? "expected no answer from "
                                + ping.to()
                                + ", but nothing was sent, which proves nothing: "
                                + said
                        : "ping ended with " + raw.status() + ": " + said);
    }

    private static Verdict reachable(Check.Ping ping, Raw raw, PingOutput seen) {
        Map<String, Object> values = seen.values();
        if (seen.received() == 0) {
            return Verdict.failed(
                    values,
                    "expected an answer from "
                            + ping.to()
                            + ", got none to "
                            + seen.sent()
                            + (seen.sent() == 1 ? " packet" : " packets")
                            + reason(raw));
        }
        if (!raw.exited(0) && !raw.exited(1)) {
            return Verdict.inconclusive(
                    values,
                    "ping ended with " + raw.status() + ": " + Verifier.lastLine(raw.error()));
        }
        Double most = ping.loss();
        if (most != null && seen.lossPercent() > most) {
            return Verdict.failed(
                    values,
                    "expected at most %s %% loss to %s, seen %s %% (%d of %d answered)"
                            .formatted(
                                    number(most),
                                    ping.to(),
                                    number(seen.lossPercent()),
                                    seen.received(),
                                    seen.sent()));
        }
        return ping.rtt() == null ? Verdict.passed(values) : quick(ping, seen, values);
    }

    private static Verdict quick(Check.Ping ping, PingOutput seen, Map<String, Object> values) {
        Double average = seen.avg();
        if (average == null) {
            return Verdict.inconclusive(
                    values, "ping measured no times: they need a size of 16 bytes or more");
        }
        double most = ping.rtt() == null ? 0 : ping.rtt().toNanos() / 1e6;
        return average <= most
                ? Verdict.passed(values)
                : Verdict.failed(
                        values,
                        "expected at most %s ms to %s and back, seen %s ms on average"
                                .formatted(number(most), ping.to(), number(average)));
    }

    private static Verdict unreachable(Check.Ping ping, Raw raw, PingOutput seen) {
        Map<String, Object> values = seen.values();
        if (seen.received() > 0) {
            return Verdict.failed(
                    values,
                    "expected no answer from "
                            + ping.to()
                            + ", got "
                            + seen.received()
                            + " to "
                            + seen.sent()
                            + (seen.sent() == 1 ? " packet" : " packets"));
        }
        // Only a packet that left and was not answered proves anything.
        return raw.exited(1) && seen.sent() > 0
                ? Verdict.passed(values)
                : Verdict.inconclusive(
                        values,
                        "expected no answer from "
                                + ping.to()
                                + ", but ping ended with "
                                + raw.status()
                                + " instead of 1: "
                                + Verifier.lastLine(raw.evidence()));
    }

    private static String reason(Raw raw) {
        Matcher matcher = REASON.matcher(raw.output());
        return matcher.find() ? " (" + matcher.group(1) + ": " + matcher.group(2) + ")" : "";
    }

    /// Without a needless `.0`.
    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
