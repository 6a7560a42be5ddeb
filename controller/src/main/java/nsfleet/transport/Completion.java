package nsfleet.transport;

import java.time.Duration;

/// How a frame ended. Remote failure is a value, never an exception.
public sealed interface Completion {
    /// It ran to its end.
    ///
    /// @param status the exit status, 0 to 255
    /// @param output what it wrote to standard output, capped
    /// @param error what it wrote to standard error, capped
    /// @param truncated whether one of them was longer than the cap
    record Exited(int status, String output, String error, boolean truncated, Duration took)
            implements Completion {
        /// Whether the status is 0.
        public boolean ok() {
            return status == 0;
        }
    }

    /// It did not end in time and was stopped, with everything it started.
    record TimedOut(String output, String error, Duration after) implements Completion {}

    /// The connection ended before it did: what it changed is unknown.
    ///
    /// @param started whether the host had begun with it
    record Lost(String reason, String output, String error, boolean started)
            implements Completion {}

    /// It was not run, since one before it failed or the run was cancelled.
    record NotRun(String reason) implements Completion {}
}
