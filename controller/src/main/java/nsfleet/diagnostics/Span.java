package nsfleet.diagnostics;

/// A stretch of one line of a source.
///
/// @param line counted from 1
/// @param column counted from 1, in code points
/// @param length in code points, at least 1
public record Span(Source source, int line, int column, int length) {
    public Span {
        length = Math.max(1, length);
    }

    /// `file:line:column`, as editors and grep users expect.
    public String at() {
        return source.name() + ":" + line + ":" + column;
    }

    /// A part of this span: `offset` code points further on.
    public Span part(int offset, int newLength) {
        return new Span(source, line, column + offset, newLength);
    }
}
