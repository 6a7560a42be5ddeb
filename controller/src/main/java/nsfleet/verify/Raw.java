package nsfleet.verify;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What one check's job brought back, before anybody judges it.
///
/// @param status the exit status; null when it never got to its end
/// @param output without the line feeds at its end
/// @param timedOut whether it ran into its deadline and was ended
/// @param truncated whether a stream was longer than the cap
/// @param obstacle why the host could not carry it out, in the words of `all.sh.ftl`; null when it
///   could
/// @param tool the one that was chosen on the host; null where there is no choice
record Raw(
        @Nullable Integer status,
        String output,
        String error,
        boolean timedOut,
        boolean truncated,
        @Nullable String obstacle,
        @Nullable String tool,
        Duration took) {

    /// Both streams, as evidence.
    String evidence() {
        String error = this.error.strip();
        return output.isEmpty() || error.isEmpty() ? output + error : output + "\n" + error;
    }

    /// Whether it ended by itself with this status.
    boolean exited(int wanted) {
        return status != null && status == wanted && !timedOut;
    }
}
