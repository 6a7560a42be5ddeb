package nsfleet.report;

import nsfleet.run.Event.HostDone;
import nsfleet.run.Event.HostStatus;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/// One line on a terminal that is written over: hosts done, running, failed, time.
final class Progress {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final Style style;
    private final Clock clock;
    private final Instant start;
    private final int hosts;
    private Instant shown = Instant.EPOCH;
    private int begun;
    private int done;
    private int failed;
    private int unreachable;

    Progress(PrintWriter err, Style style, Clock clock, int hosts) {
        this.err = err;
        this.style = style;
        this.clock = clock;
        this.start = clock.instant();
        this.hosts = hosts;
    }

    void begun() {
        begun++;
        show();
    }

    void done(HostDone host) {
        done++;
        failed += host.status() == HostStatus.FAILED ? 1 : 0;
        unreachable += host.status() == HostStatus.UNREACHABLE ? 1 : 0;
        show();
    }

    private void show() {
        Instant now = clock.instant();
        if (!style.progress() || Duration.between(shown, now).compareTo(PAUSE) < 0) {
            return;
        }
        shown = now;
        String text =
                "%d of %d hosts done, %d running%s%s, %s"
                        .formatted(
                                done,
                                hosts,
                                Math.max(0, begun - done),
                                failed > 0 ? ", " + failed + " failed" : "",
                                unreachable > 0 ? ", " + unreachable + " unreachable" : "",
                                Duration.between(start, now).toSeconds() + " s");
        err.print(
                ERASE + text.substring(0, Math.min(text.length(), Math.max(1, style.width() - 1))));
        err.flush();
    }

    /// Leaves an empty line for what comes next.
    void erase() {
        if (style.progress() && shown.isAfter(Instant.EPOCH)) {
            err.print(ERASE);
            err.flush();
        }
    }
}
