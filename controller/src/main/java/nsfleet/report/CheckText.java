package nsfleet.report;

import nsfleet.diagnostics.Visible;
import nsfleet.run.Event.CheckDone;
import nsfleet.verify.CheckResult;
import nsfleet.verify.CheckResult.Status;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The checks of all hosts: one line for each that came out the same on several, failures with
/// evidence.
final class CheckText {
    /// More lines of passed ones say less than their number.
    private static final int MOST_PASSED = 20;

    private final Style style;

    CheckText(Style style) {
        this.style = style;
    }

    /// What makes two results one line.
    private record Line(Status status, String lab, String check, String message) {}

    /// The hosts with one line, and one of their results as the example.
    private record Shared(CheckDone example, List<String> hosts) {}

    List<String> lines(Collection<HostLog> hosts) {
        Map<Line, Shared> shared = new LinkedHashMap<>();
        for (HostLog host : hosts) {
            for (CheckDone done : host.checks) {
                CheckResult result = done.result();
                var line =
                        new Line(
                                result.status(),
                                done.lab(),
                                result.check().identity(),
                                result.message());
                shared.computeIfAbsent(line, _ -> new Shared(done, new ArrayList<>()))
                        .hosts
                        .add(host.host);
            }
        }
        List<String> lines = new ArrayList<>();
        if (shared.isEmpty()) {
            return lines;
        }
        passed(lines, shared);
        skipped(lines, shared);
        for (var entry : shared.entrySet()) {
            switch (entry.getKey().status) {
                case FAILED, INCONCLUSIVE -> failure(lines, entry.getValue());
                case PASSED, SKIPPED -> {}
            }
        }
        lines.addFirst(style.strong("checks"));
        return lines;
    }

    private void passed(List<String> lines, Map<Line, Shared> shared) {
        List<Shared> passed = only(shared, Status.PASSED);
        if (passed.size() > MOST_PASSED && !style.verbose()) {
            Set<String> hosts = new LinkedHashSet<>();
            passed.forEach(one -> hosts.addAll(one.hosts));
            int number = passed.stream().mapToInt(one -> one.hosts.size()).sum();
            lines.add(
                    "  "
                            + style.good("passed")
                            + "  "
                            + number
                            + " checks on "
                            + Remote.hosts(hosts));
            return;
        }
        int longest =
                passed.stream().mapToInt(one -> Visible.width(title(one.example))).max().orElse(0);
        for (Shared one : passed) {
            String title = title(one.example);
            String detail = one.hosts.size() == 1 ? detail(one.example.result()) : "";
            lines.add(
                    "  "
                            + style.good("passed")
                            + "  "
                            + title
                            + " ".repeat(longest - Visible.width(title) + 2)
                            + style.dim(Remote.hosts(one.hosts) + detail));
        }
    }

    private void skipped(List<String> lines, Map<Line, Shared> shared) {
        for (Shared one : only(shared, Status.SKIPPED)) {
            lines.add(
                    "  "
                            + style.dim(
                                    "skipped "
                                            + title(one.example)
                                            + "  "
                                            + Remote.hosts(one.hosts)
                                            + "  "
                                            + Remote.line(one.example.result().message())));
        }
    }

    private static List<Shared> only(Map<Line, Shared> shared, Status status) {
        return shared.entrySet().stream()
                .filter(entry -> entry.getKey().status == status)
                .map(Map.Entry::getValue)
                .toList();
    }

    private void failure(List<String> lines, Shared one) {
        CheckResult result = one.example.result();
        String word = result.status() == Status.FAILED ? "FAILED" : "INCONCLUSIVE";
        lines.add(
                "  "
                        + style.bad(word)
                        + "  "
                        + title(one.example)
                        + "  "
                        + style.strong(Remote.hosts(one.hosts)));
        Remote.lines(result.message()).forEach(line -> lines.add("      " + line));
        if (result.attempts() > 1) {
            lines.add("      tried " + result.attempts() + " times");
        }
        if (one.hosts.size() > 1) {
            lines.add("      " + style.dim("on " + Visible.text(one.hosts.getFirst()) + ":"));
        }
        List<String> command = Remote.lines(result.command());
        for (int i = 0; i < command.size(); i++) {
            lines.add("      " + style.dim((i == 0 ? "$ " : "  ") + command.get(i)));
        }
        Remote.lines(result.output()).forEach(line -> lines.add("      | " + line));
    }

    private static String title(CheckDone check) {
        return Visible.text(check.result().check().identity());
    }

    /// What a passed check measured, where it did.
    private static String detail(CheckResult result) {
        Object time = result.values().get("rtt_avg_ms");
        return (time == null ? "" : "  " + time + " ms")
                + (result.attempts() > 1 ? "  at try " + result.attempts() : "");
    }
}
