package nsfleet.report;

import nsfleet.diagnostics.Visible;
import nsfleet.plan.Plan;
import nsfleet.run.Event.StepDone;
import nsfleet.run.Event.StepStatus;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The lines of one lab's steps on one host: what is, or would be, done. Equal lines are told once
/// for all hosts that have them.
final class StepText {
    private final Style style;

    StepText(Style style) {
        this.style = style;
    }

    /// `3 changed, 1 failed, 9 ok`.
    String summary(List<StepDone> steps) {
        List<String> parts = new ArrayList<>();
        count(parts, steps, StepStatus.PENDING, "to do");
        long changed =
                steps.stream()
                        .filter(
                                s ->
                                        s.status() == StepStatus.CHANGED
                                                || s.status() == StepStatus.REMOVED)
                        .count();
        if (changed > 0) {
            parts.add(style.change(changed + " changed"));
        }
        count(parts, steps, StepStatus.FAILED, "failed");
        count(parts, steps, StepStatus.SKIPPED, "skipped");
        if (parts.isEmpty()) {
            parts.add("nothing to do");
        }
        count(parts, steps, StepStatus.OK, "ok");
        return String.join(", ", parts);
    }

    private void count(List<String> parts, List<StepDone> steps, StepStatus status, String word) {
        long number = steps.stream().filter(step -> step.status() == status).count();
        if (number > 0) {
            String text = number + " " + word;
            parts.add(
                    switch (status) {
                        case OK -> style.good(text);
                        case CHANGED, PENDING, REMOVED -> style.change(text);
                        case FAILED -> style.bad(text);
                        case SKIPPED -> style.dim(text);
                    });
        }
    }

    /// One step below the other; those with nothing to do only when verbose.
    List<String> lines(List<StepDone> steps) {
        List<String> lines = new ArrayList<>();
        for (StepDone step : steps) {
            switch (step.status()) {
                case OK -> {
                    if (style.verbose()) {
                        lines.add("  " + style.good("=") + " " + title(step));
                    }
                }
                case PENDING, CHANGED, REMOVED -> change(lines, step);
                case FAILED -> failure(lines, step);
                case SKIPPED -> {
                    if (style.verbose()) {
                        lines.add("  " + style.dim(". " + title(step) + "  skipped"));
                    }
                }
            }
        }
        return lines;
    }

    /// What is not equal on hosts whose lines are.
    static List<String> evidence(List<StepDone> steps) {
        List<String> lines = new ArrayList<>();
        for (StepDone step : steps) {
            if (step.status() == StepStatus.FAILED) {
                Remote.lines(step.output()).forEach(line -> lines.add("      | " + line));
            }
        }
        return lines;
    }

    private static String title(StepDone step) {
        String name = step.name();
        return Visible.text(step.step())
                + (name == null || name.equals(step.step()) ? "" : "  # " + Visible.text(name));
    }

    private void change(List<String> lines, StepDone step) {
        String sign = sign(step.action());
        String start = "  " + sign + " " + title(step);
        List<String> changes = step.changes().stream().map(StepText::difference).toList();
        String inline = String.join(", ", changes);
        boolean fits =
                Visible.width(start) + Visible.width(inline) + 3 <= style.width()
                        || changes.size() == 1;
        String painted = "  " + paint(step.action(), sign) + " " + title(step);
        String decided = step.decidedAtApply() ? style.dim("  (decided at apply)") : "";
        if (changes.isEmpty() || fits) {
            lines.add(painted + (inline.isEmpty() ? "" : "  " + style.dim(inline)) + decided);
        } else {
            lines.add(painted + decided);
            changes.forEach(change -> lines.add("      " + style.dim(change)));
        }
        if (style.commands()) {
            commands(lines, step.commands());
        }
    }

    private void failure(List<String> lines, StepDone step) {
        List<String> message = Remote.lines(step.message());
        lines.add("  " + style.bad("!") + " " + title(step) + "  " + style.bad("FAILED"));
        for (int i = 0; i < message.size(); i++) {
            lines.add("      " + (i == 0 ? message.get(i) : "hint: " + message.get(i)));
        }
        commands(lines, step.commands());
    }

    private void commands(List<String> lines, List<String> commands) {
        for (String command : commands) {
            List<String> parts = Remote.lines(command);
            for (int i = 0; i < parts.size(); i++) {
                lines.add("      " + style.dim((i == 0 ? "$ " : "  ") + parts.get(i)));
            }
        }
    }

    private static String sign(Plan.Action action) {
        return switch (action) {
            case CREATE -> "+";
            case UPDATE -> "~";
            case REPLACE -> "-/+";
            case REMOVE -> "-";
            case NONE -> "*";
        };
    }

    private String paint(Plan.Action action, String sign) {
        return switch (action) {
            case CREATE -> style.good(sign);
            case UPDATE, REPLACE, NONE -> style.change(sign);
            case REMOVE -> style.bad(sign);
        };
    }

    /// `mtu 1500 -> 1400`; `address +10.0.0.2/24` where there was nothing.
    static String difference(Plan.Difference difference) {
        Object have = difference.have();
        Object want = difference.want();
        String what = Visible.text(difference.what());
        if (absent(have)) {
            return what + " " + value(want);
        }
        return what + " " + value(have) + " -> " + (absent(want) ? "none" : value(want));
    }

    private static boolean absent(@Nullable Object value) {
        return value == null || (value instanceof Collection<?> items && items.isEmpty());
    }

    private static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "none";
            case Boolean truth -> truth ? "yes" : "no";
            case Collection<?> items ->
                    items.stream().map(StepText::value).collect(Collectors.joining(" "));
            case String text when text.isEmpty() -> "\"\"";
            default -> Visible.text(String.format(Locale.ROOT, "%s", value));
        };
    }
}
