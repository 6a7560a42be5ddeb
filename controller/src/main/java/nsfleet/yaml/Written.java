package nsfleet.yaml;

import nsfleet.diagnostics.Span;

import java.util.ArrayList;
import java.util.List;

/// Finds the place in the source of a part of a scalar's content, by reading the scalar again as it
/// is written. Only done for error messages.
final class Written {
    private Written() {}

    static Span place(Scalar scalar, int offset, int length) {
        Span span = scalar.span();
        String text = scalar.text();
        int start = Math.clamp(offset, 0, text.length());
        int end = Math.clamp((long) start + length, start, text.length());
        int points = text.codePointCount(start, end);
        int[] line = span.source().line(span.line()).codePoints().toArray();
        int column = span.column() - 1;
        int first = column < line.length ? line[column] : ' ';
        if (first == '"' || first == '\'') {
            if (scalar.plain()) {
                return span.part(text.codePointCount(0, start), points);
            }
            return quoted(scalar, line, column, text.codePointCount(0, start), points);
        }
        if (!scalar.plain() && (first == '|' || first == '>')) {
            return block(scalar, start, points);
        }
        boolean oneLine = span.length() == text.codePointCount(0, text.length());
        return oneLine
                ? span.part(text.codePointCount(0, start), points)
                : search(scalar, span.line(), start, points);
    }

    /// Walks over a quoted scalar; each content character has the column where it is written.
    private static Span quoted(Scalar scalar, int[] line, int column, int offset, int points) {
        List<Integer> columns = new ArrayList<>();
        int quote = line[column];
        int i = column + 1;
        while (i < line.length && !(line[i] == quote && !doubled(line, i, quote))) {
            columns.add(i);
            i += quote == '"' ? escape(line, i) : line[i] == '\'' ? 2 : 1;
        }
        columns.add(i);
        if (i >= line.length || offset + points >= columns.size()) {
            return search(scalar, scalar.span().line(), charOffset(scalar, offset), points);
        }
        int from = columns.get(offset);
        int to = columns.get(offset + points);
        Span span = scalar.span();
        return new Span(span.source(), span.line(), from + 1, to - from);
    }

    private static boolean doubled(int[] line, int i, int quote) {
        return quote == '\'' && i + 1 < line.length && line[i + 1] == '\'';
    }

    /// How many characters of the source make one of the content, in double quotes.
    private static int escape(int[] line, int i) {
        if (line[i] != '\\' || i + 1 >= line.length) {
            return 1;
        }
        return switch (line[i + 1]) {
            case 'x' -> 4;
            case 'u' -> 6;
            case 'U' -> 10;
            default -> 2;
        };
    }

    private static int charOffset(Scalar scalar, int points) {
        String text = scalar.text();
        return text.offsetByCodePoints(0, Math.min(points, text.codePointCount(0, text.length())));
    }

    /// In a literal block each line of content is a line of the source.
    private static Span block(Scalar scalar, int start, int points) {
        Span span = scalar.span();
        int header = span.line();
        String before = scalar.text().substring(0, start);
        if (span.source().line(header).codePointAt(charColumn(span)) == '>') {
            return search(scalar, header + 1, start, points);
        }
        int lines = (int) before.chars().filter(c -> c == '\n').count();
        String source = span.source().line(header + 1 + lines);
        int lineStart = before.lastIndexOf('\n') + 1;
        int lineEnd = scalar.text().indexOf('\n', lineStart);
        String content =
                scalar.text().substring(lineStart, lineEnd < 0 ? scalar.text().length() : lineEnd);
        int indent = Math.max(0, source.length() - content.length());
        int column = source.codePointCount(0, indent) + before.codePointCount(lineStart, start);
        int rest = content.codePointCount(0, content.length());
        int left = Math.max(1, rest - before.codePointCount(lineStart, start));
        return new Span(span.source(), header + 1 + lines, column + 1, Math.min(points, left));
    }

    private static int charColumn(Span span) {
        String line = span.source().line(span.line());
        return line.offsetByCodePoints(0, span.column() - 1);
    }

    /// Folded text: counts the characters that are not white space, which folding keeps.
    private static Span search(Scalar scalar, int firstLine, int start, int points) {
        Span span = scalar.span();
        long skip = scalar.text().substring(0, start).codePoints().filter(c -> !white(c)).count();
        List<String> lines = span.source().text().lines().skip(firstLine - 1L).toList();
        int from = firstLine == span.line() ? span.column() - 1 + (scalar.plain() ? 0 : 1) : 0;
        for (int i = 0; i < lines.size(); i++) {
            int[] line = lines.get(i).codePoints().toArray();
            for (int c = i == 0 ? from : 0; c < line.length; c++) {
                if (white(line[c])) {
                    continue;
                }
                if (skip-- == 0) {
                    int length = Math.min(points, line.length - c);
                    return new Span(span.source(), firstLine + i, c + 1, length);
                }
            }
        }
        return span;
    }

    private static boolean white(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
