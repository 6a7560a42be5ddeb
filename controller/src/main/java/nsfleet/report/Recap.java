package nsfleet.report;

import nsfleet.diagnostics.Visible;
import nsfleet.run.Event.Counts;
import nsfleet.run.Event.HostDone;
import nsfleet.run.Event.HostStatus;
import nsfleet.run.Event.RunEnd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The end of a run: one line for each host in Ansible's form, which people grep, and one for all.
final class Recap {
    /// From so many hosts on, those with equal numbers share a line.
    private static final int FOLD_FROM = 20;

    private final Style style;
    private final boolean plan;

    /// @param plan whether the command only looked, so that `pending` says something
    Recap(Style style, boolean plan) {
        this.style = style;
        this.plan = plan;
    }

    private record Row(String numbers, HostStatus status) {}

    List<String> lines(Collection<HostLog> hosts) {
        boolean fold = hosts.size() >= FOLD_FROM && !style.verbose();
        Map<Object, List<String>> names = new LinkedHashMap<>();
        Map<Object, Row> rows = new LinkedHashMap<>();
        for (HostLog host : hosts) {
            HostDone done = host.done;
            if (done == null) {
                continue;
            }
            var row = new Row(numbers(done), done.status());
            Object key = fold ? row : host.host;
            rows.put(key, row);
            names.computeIfAbsent(key, _ -> new ArrayList<>()).add(host.host);
        }
        Map<Object, String> labels = new LinkedHashMap<>();
        names.forEach((key, list) -> labels.put(key, Remote.hosts(list)));
        int longest = labels.values().stream().mapToInt(Visible::width).max().orElse(0);
        List<String> lines = new ArrayList<>();
        rows.forEach(
                (key, row) -> {
                    String label = labels.getOrDefault(key, "");
                    lines.add(
                            paint(row.status, label)
                                    + " ".repeat(longest - Visible.width(label))
                                    + " : "
                                    + row.numbers);
                });
        return lines;
    }

    private String numbers(HostDone done) {
        Counts counts = done.counts();
        boolean bad = done.status() == HostStatus.FAILED;
        int failed =
                counts.failed() + counts.checksFailed() + (bad ? counts.checksInconclusive() : 0);
        int checks =
                counts.checksPassed()
                        + counts.checksFailed()
                        + counts.checksInconclusive()
                        + counts.checksSkipped();
        return "ok="
                + counts.ok()
                + " changed="
                + counts.changed()
                + " unreachable="
                + (done.status() == HostStatus.UNREACHABLE ? 1 : 0)
                + " failed="
                + (bad ? Math.max(1, failed) : failed)
                + " skipped="
                + counts.skipped()
                + (plan || counts.pending() > 0 ? " pending=" + counts.pending() : "")
                + (checks > 0 ? " checks=" + counts.checksPassed() + "/" + checks : "");
    }

    private String paint(HostStatus status, String text) {
        return switch (status) {
            case OK -> style.good(text);
            case CHANGED, PENDING -> style.change(text);
            case FAILED, UNREACHABLE -> style.bad(text);
            case SKIPPED -> style.dim(text);
        };
    }

    /// `40 hosts: 38 changed, 1 failed, 1 unreachable, in 12.3 s`.
    String last(RunEnd end) {
        int all =
                end.ok()
                        + end.changed()
                        + end.pending()
                        + end.failed()
                        + end.unreachable()
                        + end.skipped();
        List<String> parts = new ArrayList<>();
        add(parts, end.ok(), plan ? "as wanted" : "ok", HostStatus.OK);
        add(parts, end.changed(), "changed", HostStatus.CHANGED);
        add(parts, end.pending(), "to change", HostStatus.PENDING);
        add(parts, end.failed(), "failed", HostStatus.FAILED);
        add(parts, end.unreachable(), "unreachable", HostStatus.UNREACHABLE);
        add(parts, end.skipped(), "skipped", HostStatus.SKIPPED);
        return all
                + (all == 1 ? " host: " : " hosts: ")
                + (parts.isEmpty() ? "nothing done" : String.join(", ", parts))
                + ", in "
                + seconds(end.duration());
    }

    private void add(List<String> parts, int number, String word, HostStatus status) {
        if (number > 0) {
            parts.add(paint(status, number + " " + word));
        }
    }

    static String seconds(Duration time) {
        long seconds = time.toSeconds();
        return seconds >= 60
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
