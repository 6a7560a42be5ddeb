package nsfleet.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C and `kill`: the run is cancelled, remote work is stopped, and what was and was not done
/// is still told.
final class Interrupts implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread hook;

    private Interrupts(Terminal terminal, Runnable cancel) {
        hook =
                new Thread(
                        () -> {
                            // A terminal may have the progress line there.
                            terminal.err()
                                    .println(
                                            (terminal.interactive() ? "\r\u001b[K" : "")
                                                    + "nsfleet: interrupted: stopping remote work"
                                                    + " ...");
                            cancel.run();
                            awaitReport();
                            terminal.out().flush();
                            terminal.err().flush();
                            Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
                        },
                        "interrupt");
    }

    /// From now until [#close], an interrupt calls `cancel`; the process then ends with 130 once
    /// the report is complete.
    static Interrupts on(Terminal terminal, Runnable cancel) {
        Interrupts interrupts = new Interrupts(terminal, cancel);
        Runtime.getRuntime().addShutdownHook(interrupts.hook);
        return interrupts;
    }

    private void awaitReport() {
        try {
            if (!told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        told.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook has the last word.
            return;
        }
    }
}
