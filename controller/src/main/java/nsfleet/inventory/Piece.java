package nsfleet.inventory;

import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;

import java.util.Arrays;

/// A piece of a line of an INI file that knows where each of its characters was written.
///
/// @param columns of each char of the text, counted from 1 in code points, and one more: past the
///   end
record Piece(Source source, int line, String text, int[] columns) {
    /// A whole line.
    static Piece line(Source source, int line, String text) {
        int[] columns = new int[text.length() + 1];
        for (int i = 0; i <= text.length(); i++) {
            columns[i] = text.codePointCount(0, i) + 1;
        }
        return new Piece(source, line, text, columns);
    }

    Piece sub(int from, int to) {
        return new Piece(
                source, line, text.substring(from, to), Arrays.copyOfRange(columns, from, to + 1));
    }

    Piece strip() {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return sub(from, to);
    }

    Span span() {
        return span(0, text.length());
    }

    Span span(int from, int to) {
        int end = to > from ? columns[to - 1] + 1 : columns[from] + 1;
        return new Span(source, line, columns[from], end - columns[from]);
    }
}
