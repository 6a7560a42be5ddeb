package nsfleet.verify;

import nsfleet.resource.Check;
import nsfleet.verify.BoundedSearch.Outcome;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Judges a command by its exit status and by what it printed, both streams together.
final class CommandJudge {
    private CommandJudge() {}

    static Verdict judge(Check.Command command, Raw raw) {
        Map<String, Object> values = Verdict.ordered();
        if (raw.status() != null) {
            values.put("rc", raw.status());
        }
        if (!raw.exited(command.rc())) {
            String said = Verifier.lastLine(raw.evidence());
            return Verdict.failed(
                    values,
                    "expected exit status "
                            + command.rc()
                            + ", seen "
                            + raw.status()
                            + (said.isEmpty() ? "" : ": " + said));
        }
        Verdict matches = search(command.matches(), true, raw, values);
        return matches == null
                ? or(search(command.notMatches(), false, raw, values), values)
                : matches;
    }

    private static Verdict or(@Nullable Verdict bad, Map<String, Object> values) {
        return bad == null ? Verdict.passed(values) : bad;
    }

    /// Null if it is as expected.
    private static @Nullable Verdict search(
            @Nullable String pattern, boolean wanted, Raw raw, Map<String, Object> values) {
        if (pattern == null) {
            return null;
        }
        return switch (BoundedSearch.find(pattern, raw.evidence())) {
            case Outcome.Found(var text) ->
                    wanted
                            ? null
                            : Verdict.failed(
                                    values,
                                    "expected output without a match of /"
                                            + pattern
                                            + "/, seen: "
                                            + text);
            case Outcome.Absent _ ->
                    wanted
                            ? Verdict.failed(
                                    values, "expected output that matches /" + pattern + "/")
                            : null;
            case Outcome.Unclear(var why) -> Verdict.inconclusive(values, why);
        };
    }
}
