package nsfleet.yaml;

import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;

import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

import java.util.List;

/// From the library's marks (counted from 0) to spans.
final class Places {
    private final Source source;
    private final List<String> lines;

    Places(Source source) {
        this.source = source;
        this.lines = source.text().lines().toList();
    }

    /// Where an event's content stands, without its anchor and tag.
    Span span(Event event) {
        Mark start = event.getStartMark().orElseThrow();
        int line = start.getLine();
        int column = start.getColumn();
        if (event instanceof NodeEvent node && !(node instanceof AliasEvent) && decorated(node)) {
            Span content = content(line, column);
            line = content.line() - 1;
            column = content.column() - 1;
        }
        if (event instanceof CollectionStartEvent) {
            return new Span(source, line + 1, column + 1, 1);
        }
        Mark end = event.getEndMark().orElse(start);
        boolean block = event instanceof ScalarEvent s && (s.isLiteral() || s.isFolded());
        int to = end.getLine() == line && !block ? end.getColumn() : length(line);
        return new Span(source, line + 1, column + 1, to - column);
    }

    /// From where a flow collection begins to its end, or to the end of the first line.
    Span flow(Span start, Event last) {
        Mark end = last.getEndMark().orElseThrow();
        int to = end.getLine() == start.line() - 1 ? end.getColumn() : length(start.line() - 1);
        return new Span(source, start.line(), start.column(), to - start.column() + 1);
    }

    /// The place of a mark.
    Span at(Mark mark) {
        return new Span(source, mark.getLine() + 1, mark.getColumn() + 1, 1);
    }

    /// The text of a line counted from 0; empty past the end.
    String line(int number) {
        return number >= 0 && number < lines.size() ? lines.get(number) : "";
    }

    private int length(int line) {
        String text = line(line).stripTrailing();
        return text.codePointCount(0, text.length());
    }

    private static boolean decorated(NodeEvent node) {
        boolean tagged =
                switch (node) {
                    case ScalarEvent scalar -> scalar.getTag().isPresent();
                    case CollectionStartEvent collection -> collection.getTag().isPresent();
                    default -> false;
                };
        return tagged || node.getAnchor().isPresent();
    }

    /// Goes past anchors, tags, white space and comments.
    private Span content(int line, int column) {
        int l = line;
        int c = column;
        while (l < lines.size()) {
            int[] text = lines.get(l).codePoints().toArray();
            while (c < text.length && (text[c] == '&' || text[c] == '!' || text[c] <= ' ')) {
                boolean property = text[c] > ' ';
                c++;
                while (property && c < text.length && text[c] > ' ') {
                    c++;
                }
            }
            if (c < text.length && text[c] != '#') {
                return new Span(source, l + 1, c + 1, 1);
            }
            l++;
            c = 0;
        }
        return new Span(source, line + 1, column + 1, 1);
    }
}
