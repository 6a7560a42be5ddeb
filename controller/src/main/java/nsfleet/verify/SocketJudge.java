package nsfleet.verify;

import nsfleet.resource.Check;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Judges what ss(8) found.
final class SocketJudge {
    private static final int MOST_NAMED = 5;

    private SocketJudge() {}

    static Verdict listening(Check.Listening wanted, Raw raw) {
        List<Socket> found = Socket.parse(raw.output());
        Map<String, Object> values = values(found);
        String trouble = trouble(raw, found);
        if (trouble != null) {
            return Verdict.inconclusive(values, trouble);
        }
        String what = wanted.proto() + " port " + wanted.port();
        List<Socket> there =
                found.stream()
                        .filter(s -> wanted.address() == null || s.boundTo(wanted.address()))
                        .toList();
        if (wanted.process() != null
                && !there.isEmpty()
                && there.stream().allMatch(s -> s.processes().isEmpty())) {
            return Verdict.inconclusive(
                    values,
                    "ss shows no processes here: seeing those of others needs become: true");
        }
        boolean matches =
                there.stream()
                        .anyMatch(
                                s ->
                                        wanted.process() == null
                                                || s.processes().contains(wanted.process()));
        if (matches == wanted.expected()) {
            return Verdict.passed(values);
        }
        String full =
                what
                        + (wanted.address() == null ? "" : " of " + wanted.address())
                        + (wanted.process() == null ? "" : " by " + wanted.process());
        return Verdict.failed(
                values,
                wanted.expected()
                        ? "expected a listener on " + full + ", seen " + named(found)
                        : "expected no listener on " + full + ", seen " + named(there));
    }

    static Verdict sockets(Check.Sockets wanted, Raw raw) {
        List<Socket> found = Socket.parse(raw.output());
        Map<String, Object> values = values(found);
        String trouble = trouble(raw, found);
        if (trouble != null) {
            return Verdict.inconclusive(values, trouble);
        }
        Integer count = wanted.count();
        return count == null || count == found.size()
                ? Verdict.passed(values)
                : Verdict.failed(
                        values,
                        "expected "
                                + count
                                + (count == 1 ? " socket" : " sockets")
                                + ", seen "
                                + (found.isEmpty() ? "none" : found.size() + ": " + named(found)));
    }

    private static @Nullable String trouble(Raw raw, List<Socket> found) {
        if (!raw.exited(0)) {
            return "ss ended with " + raw.status() + ": " + Verifier.lastLine(raw.error());
        }
        long lines = raw.output().lines().filter(line -> !line.isBlank()).count();
        if (found.size() < lines) {
            return "ss printed lines that are not understood: " + Verifier.lastLine(raw.output());
        }
        return found.isEmpty() && !raw.error().isBlank()
                ? "ss found nothing and complained: " + Verifier.lastLine(raw.error())
                : null;
    }

    private static Map<String, Object> values(List<Socket> found) {
        Map<String, Object> values = Verdict.ordered();
        values.put("count", found.size());
        values.put("sockets", found.stream().map(Socket::values).toList());
        return values;
    }

    private static String named(List<Socket> sockets) {
        if (sockets.isEmpty()) {
            return "none";
        }
        return sockets.stream()
                        .limit(MOST_NAMED)
                        .map(Socket::toString)
                        .collect(Collectors.joining(", "))
                + (sockets.size() > MOST_NAMED
                        ? " and " + (sockets.size() - MOST_NAMED) + " more"
                        : "");
    }
}
