package nsfleet.diagnostics;

import java.util.Collection;
import java.util.stream.Collectors;

/// Problems as text for people: the place, the message, the line with the part underlined, the
/// hint, and other places that belong to it.
///
/// ```
/// hosts.yml:3:7: error: unknown key `hoost` [unknown-key]
///   3 |       hoost:
///     |       ^^^^^
///     = did you mean `hosts`?
/// ```
public final class ProblemPrinter {
    private final boolean color;

    /// @param color whether to use the colours of a terminal (ECMA-48 SGR)
    public ProblemPrinter(boolean color) {
        this.color = color;
    }

    /// All of them, each ended by a line end.
    public String print(Collection<Problem> problems) {
        return problems.stream().map(this::print).collect(Collectors.joining());
    }

    /// One, ended by a line end.
    public String print(Problem problem) {
        boolean error = problem.severity() == Severity.ERROR;
        String paint = error ? "31" : "33";
        var out = new StringBuilder();
        Span span = problem.span();
        if (span != null) {
            out.append(paint("1", Visible.text(span.at()) + ": "));
        }
        out.append(paint("1;" + paint, error ? "error: " : "warning: "))
                .append(paint("1", Visible.text(problem.message())))
                .append(" [")
                .append(problem.code())
                .append("]\n");
        if (span != null) {
            excerpt(out, span, paint);
        }
        String hint = problem.hint();
        if (hint != null) {
            String margin = " ".repeat(span == null ? 2 : gutter(span) + 1) + "= ";
            hint.lines().forEach(l -> out.append(margin).append(Visible.text(l)).append('\n'));
        }
        for (Problem.Note note : problem.related()) {
            out.append(paint("1", Visible.text(note.span().at()) + ": "))
                    .append(paint("1;36", "note: "))
                    .append(Visible.text(note.message()))
                    .append('\n');
            excerpt(out, note.span(), "36");
        }
        return out.toString();
    }

    private void excerpt(StringBuilder out, Span span, String paint) {
        if (span.source().text().isEmpty() || span.source().secret()) {
            return;
        }
        Excerpt excerpt = Excerpt.of(span);
        int gutter = gutter(span);
        out.append(("%" + gutter + "d").formatted(span.line()))
                .append(" | ")
                .append(excerpt.line())
                .append('\n')
                .append(" ".repeat(gutter))
                .append(" | ")
                .append(" ".repeat(excerpt.indent()))
                .append(paint("1;" + paint, "^".repeat(excerpt.width())))
                .append('\n');
    }

    private static int gutter(Span span) {
        return Math.max(3, String.valueOf(span.line()).length() + 1);
    }

    private String paint(String codes, String text) {
        return color ? "\u001b[" + codes + "m" + text + "\u001b[0m" : text;
    }
}
