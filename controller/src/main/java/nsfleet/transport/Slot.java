package nsfleet.transport;

import java.time.Duration;

/// A frame on its way, and what is known of it so far. Guarded by the session's lock.
final class Slot {
    /// What the frame may see and when it runs; the names are those of the template.
    enum Kind {
        PLAIN,
        CHAINED,
        LOCKING
    }

    final String id;
    final Frame frame;
    final Kind kind;
    final Capture output;
    final Capture error;

    /// Of its text as sent, in bytes.
    int size;

    /// When the host began with it, in [System#nanoTime]; valid if `begun`.
    long since;

    long took;
    boolean begun;
    boolean skipped;
    int status = -1;
    boolean outputEnded;
    boolean errorEnded;

    Slot(String id, Frame frame, Kind kind) {
        this.id = id;
        this.frame = frame;
        this.kind = kind;
        this.output = new Capture(frame.most());
        this.error = new Capture(frame.most());
    }

    boolean done() {
        return outputEnded && errorEnded;
    }

    Completion exited() {
        return skipped
                ? new Completion.NotRun("a step before it failed")
                : new Completion.Exited(
                        status,
                        output.text(),
                        error.text(),
                        output.truncated() || error.truncated(),
                        Duration.ofNanos(took));
    }

    Completion timedOut() {
        return new Completion.TimedOut(output.text(), error.text(), frame.timeout());
    }

    Completion lost(String reason) {
        return new Completion.Lost(reason, output.text(), error.text(), begun);
    }
}
