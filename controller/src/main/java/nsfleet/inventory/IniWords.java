package nsfleet.inventory;

import nsfleet.diagnostics.Problems;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Splits a host's line into words as a POSIX shell would: quotes, backslashes, and a comment from
/// an unquoted `#` on, also in the middle of a word.
final class IniWords {
    private final Piece line;
    private final Problems problems;
    private final List<Piece> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private int[] columns = new int[16];
    private boolean inWord;

    private IniWords(Piece line, Problems problems) {
        this.line = line;
        this.problems = problems;
    }

    /// The words; empty after a problem.
    static Optional<List<Piece>> split(Piece line, Problems problems) {
        return new IniWords(line, problems).split();
    }

    private Optional<List<Piece>> split() {
        String text = line.text();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '#') {
                warnIfGlued(i);
                break;
            }
            if (Character.isWhitespace(c)) {
                end(i);
                i++;
            } else if (c == '\'' || c == '"') {
                i = quoted(i, c);
            } else if (c == '\\') {
                i = i + 1 < text.length() ? keep(i + 1) : error(i, "nothing follows the backslash");
            } else {
                i = keep(i);
            }
            if (i < 0) {
                return Optional.empty();
            }
        }
        end(Math.min(i, text.length()));
        return Optional.of(words);
    }

    private void warnIfGlued(int i) {
        if (inWord) {
            problems.add(
                    nsfleet.diagnostics.Problem.warning(
                                    "ini-comment",
                                    line.span(i, line.text().length()),
                                    "`#` begins a comment here, in the middle of a value")
                            .hint("quote the value if the `#` belongs to it"));
        }
    }

    /// Past a quoted stretch that begins at `open`; -1 after a problem.
    private int quoted(int open, char quote) {
        inWord = true;
        String text = line.text();
        int i = open + 1;
        while (i < text.length() && text.charAt(i) != quote) {
            boolean escape =
                    quote == '"'
                            && text.charAt(i) == '\\'
                            && i + 1 < text.length()
                            && (text.charAt(i + 1) == '"' || text.charAt(i + 1) == '\\');
            i = keep(escape ? i + 1 : i);
        }
        return i < text.length() ? i + 1 : error(open, "the quote that opens here is never closed");
    }

    private int keep(int i) {
        inWord = true;
        if (word.length() + 2 > columns.length) {
            columns = Arrays.copyOf(columns, columns.length * 2);
        }
        columns[word.length()] = line.columns()[i];
        word.append(line.text().charAt(i));
        return i + 1;
    }

    private int error(int at, String message) {
        problems.error("ini-syntax", line.span(at, at + 1), message);
        return -1;
    }

    private void end(int i) {
        if (inWord) {
            int length = word.length();
            columns[length] = length == 0 ? line.columns()[i] : columns[length - 1] + 1;
            words.add(
                    new Piece(
                            line.source(),
                            line.line(),
                            word.toString(),
                            Arrays.copyOf(columns, length + 1)));
            word.setLength(0);
            inWord = false;
        }
    }
}
