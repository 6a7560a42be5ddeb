package nsfleet.diagnostics;

import java.util.ArrayList;
import java.util.List;

/// A source line as a terminal shows it, with the place of a span in it.
///
/// @param line tabs expanded, control characters visible, cut around the span if very long
/// @param indent terminal columns before the underline
/// @param width terminal columns of the underline, at least 1
record Excerpt(String line, int indent, int width) {
    private static final int TAB = 4;
    private static final int LONGEST = 140;
    private static final int BEFORE = 50;
    private static final String CUT = "...";

    static Excerpt of(Span span) {
        List<String> cells = cells(span.source().line(span.line()));
        int from = Math.min(span.column() - 1, cells.size());
        int to = Math.min(from + span.length(), cells.size());
        int first = 0;
        int end = cells.size();
        if (cells.size() > LONGEST) {
            first = Math.max(0, from - BEFORE);
            end = Math.min(cells.size(), first + LONGEST);
            to = Math.min(to, end);
        }
        String lead = first > 0 ? CUT : "";
        String tail = end < cells.size() ? CUT : "";
        String line = lead + String.join("", cells.subList(first, end)) + tail;
        int indent = Visible.width(lead + String.join("", cells.subList(first, from)));
        int width = Visible.width(String.join("", cells.subList(from, to)));
        return new Excerpt(line.stripTrailing(), indent, Math.max(1, width));
    }

    /// What each code point of the line shows as.
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        int column = 0;
        for (int c : line.codePoints().toArray()) {
            String cell = c == '\t' ? " ".repeat(TAB - column % TAB) : Visible.codePoint(c);
            cells.add(cell);
            column += Visible.width(cell);
        }
        return cells;
    }
}
