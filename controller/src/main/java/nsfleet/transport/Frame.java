package nsfleet.transport;

import nsfleet.shell.Script;

import java.time.Duration;

/// A program for the remote shell, run in a subshell with empty standard input.
///
/// @param label for messages and logs
/// @param timeout how long it may run
/// @param mutates whether it may change the host: such a frame is never sent twice
/// @param chained run only if all frames of the same call before it ended with 0
public record Frame(
        String label, Script script, Duration timeout, boolean mutates, boolean chained) {
    /// A frame that only looks.
    public static Frame reading(String label, Script script, Duration timeout) {
        return new Frame(label, script, timeout, false, false);
    }

    /// A frame that changes the host, and is left out once one before it failed.
    public static Frame changing(String label, Script script, Duration timeout) {
        return new Frame(label, script, timeout, true, true);
    }
}
