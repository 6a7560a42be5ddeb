package nsfleet.report;

import nsfleet.run.Event.HostDone;
import nsfleet.run.Event.HostStatus;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// One line on a terminal that is written over: hosts done, running, failed, time. It moves also
/// while no host has anything to tell: a line that stands still looks like a program that hangs.
final class Progress {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final Style style;
    private final Clock clock;
    private final Instant start;
    private final int hosts;
    private final @Nullable Thread ticker;
    private Instant shown = Instant.EPOCH;
    private int begun;
    private int done;
    private int failed;
    private int unreachable;
    private int asking;
    private boolean over;

    Progress(PrintWriter err, Style style, Clock clock, int hosts) {
        this.err = err;
        this.style = style;
        this.clock = clock;
        this.start = clock.instant();
        this.hosts = hosts;
        this.ticker =
                style.progress() ? Thread.ofVirtual().name("progress").start(this::tick) : null;
    }

    private void tick() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(TICK);
                show();
            }
        } catch (InterruptedException e) {
            // The run is over.
            Thread.currentThread().interrupt();
        }
    }

    synchronized void begun() {
        begun++;
        show();
    }

    synchronized void done(HostDone host) {
        done++;
        failed += host.status() == HostStatus.FAILED ? 1 : 0;
        unreachable += host.status() == HostStatus.UNREACHABLE ? 1 : 0;
        show();
    }

    /// Nothing is shown from here to [#asked]: somebody types a password into that line.
    synchronized void asking() {
        asking++;
        erase();
    }

    synchronized void asked() {
        asking--;
    }

    private synchronized void show() {
        Instant now = clock.instant();
        if (!style.progress()
                || over
                || asking > 0
                || Duration.between(shown, now).compareTo(PAUSE) < 0) {
            return;
        }
        shown = now;
        String text =
                "%d of %d %s done, %d running%s%s, %s"
                        .formatted(
                                done,
                                hosts,
                                hosts == 1 ? "host" : "hosts",
                                Math.max(0, begun - done),
                                failed > 0 ? ", " + failed + " failed" : "",
                                unreachable > 0 ? ", " + unreachable + " unreachable" : "",
                                Duration.between(start, now).toSeconds() + " s");
        err.print(
                ERASE + text.substring(0, Math.min(text.length(), Math.max(1, style.width() - 1))));
        err.flush();
    }

    /// The run is over: leaves an empty line for what comes next.
    synchronized void end() {
        over = true;
        if (ticker != null) {
            ticker.interrupt();
        }
        erase();
    }

    private void erase() {
        if (style.progress() && shown.isAfter(Instant.EPOCH)) {
            err.print(ERASE);
            err.flush();
        }
    }
}
