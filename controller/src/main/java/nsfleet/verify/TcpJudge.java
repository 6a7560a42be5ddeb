package nsfleet.verify;

import nsfleet.resource.Check;

import java.util.Map;
import java.util.regex.Pattern;

/// Judges attempts to connect. Each tool prints `open`, or the C library's text for what the kernel
/// said (errno(3)).
final class TcpJudge {
    private static final Pattern REFUSED = Pattern.compile("(?i)connection refused");
    private static final Pattern SILENT =
            Pattern.compile("(?i)no answer in|timed out|\\btimeout\\b");
    private static final Pattern HOST = Pattern.compile("(?i)no route to host|host is unreachable");
    private static final Pattern NETWORK = Pattern.compile("(?i)network is unreachable");

    private TcpJudge() {}

    static Verdict judge(Check.Tcp tcp, Raw raw) {
        Map<String, Object> values = Verdict.ordered();
        String where =
                (tcp.host().indexOf(':') >= 0 ? "[" + tcp.host() + "]" : tcp.host())
                        + ":"
                        + tcp.port();
        String said = Verifier.lastLine(raw.evidence());
        if (raw.exited(0) && said.equals("open")) {
            values.put("result", "open");
            return tcp.open()
                    ? Verdict.passed(values)
                    : Verdict.failed(values, "expected " + where + " to be closed, it is open");
        }
        String result = result(raw.evidence());
        values.put("result", result);
        return switch (result) {
            case "refused", "no answer", "host unreachable" ->
                    tcp.open()
                            ? Verdict.failed(
                                    values, "expected " + where + " to be open, seen: " + result)
                            : Verdict.passed(values);
            case "network unreachable" ->
                    tcp.open()
                            ? Verdict.failed(
                                    values,
                                    "expected " + where + " to be open; there is no route to it")
                            : Verdict.inconclusive(
                                    values,
                                    "expected "
                                            + where
                                            + " to be closed, but there is no route to it, which"
                                            + " proves nothing");
            default ->
                    Verdict.inconclusive(
                            values,
                            "no attempt to connect to "
                                    + where
                                    + (said.isEmpty() ? "" : ": " + said));
        };
    }

    private static String result(String text) {
        if (REFUSED.matcher(text).find()) {
            return "refused";
        } else if (SILENT.matcher(text).find()) {
            return "no answer";
        } else if (HOST.matcher(text).find()) {
            return "host unreachable";
        }
        return NETWORK.matcher(text).find() ? "network unreachable" : "unknown";
    }
}
