package nsfleet.verify;

import nsfleet.resource.Check;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What came of a check, with the evidence for it.
///
/// @param values numbers, texts, booleans, and lists and maps of them, by the names of the contract
///   (`loss_percent`, `rtt_avg_ms`), in a fixed order
/// @param message why it is not passed; empty when it is
/// @param command as run on the host
/// @param output raw, standard output and then standard error
/// @param attempts how often it was tried
/// @param took as the host measured it, in steps of 10 ms; zero where it could not
public record CheckResult(
        Check check,
        Status status,
        Map<String, Object> values,
        String message,
        String command,
        String output,
        int attempts,
        Duration took) {
    /// How it ended. Inconclusive is never passed: the check could not be carried out.
    public enum Status {
        PASSED,
        FAILED,
        INCONCLUSIVE,
        SKIPPED
    }

    public CheckResult {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /// A result that nobody timed.
    public CheckResult(
            Check check,
            Status status,
            Map<String, Object> values,
            String message,
            String command,
            String output,
            int attempts) {
        this(check, status, values, message, command, output, attempts, Duration.ZERO);
    }

    /// A check that was not carried out since the host's steps failed.
    public static CheckResult skipped(Check check, String why) {
        return new CheckResult(check, Status.SKIPPED, Map.of(), why, "", "", 0);
    }

    /// The same, with what may be the cause.
    public CheckResult because(String cause) {
        return new CheckResult(
                check,
                status,
                values,
                message.isEmpty() ? cause : message + " (" + cause + ")",
                command,
                output,
                attempts,
                took);
    }

    /// The same, reached at this attempt.
    public CheckResult atAttempt(int attempt) {
        return new CheckResult(check, status, values, message, command, output, attempt, took);
    }

    /// Whether the check asks for another try.
    public boolean retry() {
        return (status == Status.FAILED || status == Status.INCONCLUSIVE)
                && attempts <= check.retries();
    }
}
