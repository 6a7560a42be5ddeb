package nsfleet.transport.ssh;

import java.nio.channels.ClosedByInterruptException;

/// The library wraps what interrupts it.
final class Interrupts {
    private Interrupts() {}

    /// Whether the thread was asked to stop while it waited.
    static boolean isCauseOf(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException
                    || cause instanceof ClosedByInterruptException) {
                return true;
            }
        }
        return Thread.currentThread().isInterrupted();
    }
}
