package nsfleet.verify;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Ip;
import nsfleet.resource.Check;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/// Judges what `ip route get` says.
final class RouteJudge {
    private RouteJudge() {}

    static Verdict judge(Check.RouteGet wanted, Raw raw) {
        Optional<RouteAnswer> answer = RouteAnswer.parse(raw.output());
        if (answer.isPresent() && answer.get().usable() && raw.exited(0)) {
            return routed(wanted, answer.get());
        }
        String said = Verifier.lastLine(raw.error());
        // The kernel's own answer; ip's own troubles (an unknown word, no permission) look
        // different.
        boolean refused =
                said.startsWith("RTNETLINK answers:")
                        || (answer.isPresent() && !answer.get().usable());
        if (!refused) {
            return Verdict.inconclusive(
                    "ip route get ended with "
                            + raw.status()
                            + ": "
                            + (said.isEmpty() ? Verifier.lastLine(raw.output()) : said));
        }
        Map<String, Object> values = Verdict.ordered();
        values.put("type", answer.map(RouteAnswer::type).orElse("unreachable"));
        return wanted.reachable()
                ? Verdict.failed(
                        values,
                        "expected a route to "
                                + wanted.to()
                                + wish(wanted)
                                + ", seen none"
                                + (said.isEmpty()
                                        ? ""
                                        : ": " + said.replaceFirst("^RTNETLINK answers: ", "")))
                : Verdict.passed(values);
    }

    private static Verdict routed(Check.RouteGet wanted, RouteAnswer seen) {
        if (!wanted.reachable()) {
            return Verdict.failed(
                    seen.values(), "expected no route to " + wanted.to() + ", seen one " + seen);
        }
        boolean good =
                same(wanted.via(), seen.via())
                        && (wanted.dev() == null || wanted.dev().value().equals(seen.dev()))
                        && same(wanted.src(), seen.src());
        return good
                ? Verdict.passed(seen.values())
                : Verdict.failed(
                        seen.values(),
                        "expected the route to " + wanted.to() + wish(wanted) + ", seen " + seen);
    }

    private static boolean same(@Nullable Ip wanted, @Nullable String seen) {
        return wanted == null
                || (seen != null
                        && Ip.parse(seen) instanceof Parsed.Good<Ip>(var ip)
                        && ip.equals(wanted));
    }

    private static String wish(Check.RouteGet wanted) {
        var words = new StringJoiner(" ", " ", "").setEmptyValue("");
        if (wanted.via() != null) {
            words.add("via " + wanted.via());
        }
        if (wanted.dev() != null) {
            words.add("dev " + wanted.dev());
        }
        if (wanted.src() != null) {
            words.add("src " + wanted.src());
        }
        return words.toString();
    }
}
