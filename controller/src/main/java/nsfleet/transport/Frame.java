package nsfleet.transport;

import nsfleet.shell.Script;

import java.time.Duration;

/// A program for the remote shell, run in a subshell with empty standard input.
///
/// @param label for messages and logs
/// @param timeout how long it may run
/// @param mutates whether it may change the host: such a frame is never sent twice
/// @param chained run only if all frames of the same call before it ended with 0
/// @param most how many bytes of each of its outputs are kept: more is dropped and told, so that a
///   host without end costs no more memory than that
public record Frame(
        String label, Script script, Duration timeout, boolean mutates, boolean chained, int most) {
    private static final int MEBIBYTE = 1024 * 1024;

    /// A namespace with a link or two takes 3 to 8 KB of `ip -d -j`: so thousands of them fit.
    private static final int LOOK = 64 * MEBIBYTE;

    /// A frame that only reads.
    public static Frame reading(String label, Script script, Duration timeout) {
        return new Frame(label, script, timeout, false, false, MEBIBYTE);
    }

    /// A frame that only reads, and whose output grows with what is on the host.
    public static Frame looking(String label, Script script, Duration timeout) {
        return new Frame(label, script, timeout, false, false, LOOK);
    }

    /// A frame that changes the host, and is left out once one before it failed.
    public static Frame changing(String label, Script script, Duration timeout) {
        return new Frame(label, script, timeout, true, true, MEBIBYTE);
    }
}
