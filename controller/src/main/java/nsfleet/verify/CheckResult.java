package nsfleet.verify;

import nsfleet.resource.Check;

import java.util.Map;

/// What came of a check, with the evidence for it.
///
/// @param values numbers, texts and booleans by the names of the contract (`loss_percent`,
///   `rtt_avg_ms`), in a fixed order
/// @param message why it is not passed; empty when it is
/// @param command as run on the host
/// @param output raw, standard output and then standard error
/// @param attempts how often it was tried
public record CheckResult(
        Check check,
        Status status,
        Map<String, Object> values,
        String message,
        String command,
        String output,
        int attempts) {
    /// How it ended. Inconclusive is never passed: the check could not be carried out.
    public enum Status {
        PASSED,
        FAILED,
        INCONCLUSIVE,
        SKIPPED
    }

    /// A check that was not carried out since the host's steps failed.
    public static CheckResult skipped(Check check, String why) {
        return new CheckResult(check, Status.SKIPPED, Map.of(), why, "", "", 0);
    }
}
