package nsfleet.vars;

import java.util.ArrayList;
import java.util.List;

/// A stretch of a text with `${...}` in it.
sealed interface Piece {
    /// Text that stands for itself.
    record Literal(String text) implements Piece {}

    /// What is between `${` and `}`.
    ///
    /// @param offset of its first character in the text, in chars
    record Expression(String source, int offset) implements Piece {}

    /// A `${` that nothing closes.
    ///
    /// @param offset of the `$`
    record Open(int offset) implements Piece {}

    /// Whether a text needs to be looked at.
    static boolean in(String text) {
        return text.contains("${");
    }

    /// Splits a text; `$${` is a literal `${`.
    static List<Piece> split(String text) {
        var pieces = new ArrayList<Piece>();
        var literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("$${", at)) {
                literal.append("${");
                at += 3;
            } else if (text.startsWith("${", at)) {
                int end = end(text, at + 2);
                if (!literal.isEmpty()) {
                    pieces.add(new Literal(literal.toString()));
                    literal.setLength(0);
                }
                if (end < 0) {
                    pieces.add(new Open(at));
                    return pieces;
                }
                pieces.add(new Expression(text.substring(at + 2, end), at + 2));
                at = end + 1;
            } else {
                literal.append(text.charAt(at++));
            }
        }
        if (!literal.isEmpty()) {
            pieces.add(new Literal(literal.toString()));
        }
        return pieces;
    }

    // The closing brace; string literals and inner braces are stepped over.
    private static int end(String text, int from) {
        int depth = 0;
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                at = ExpressionText.afterString(text, at);
                continue;
            }
            if (c == '{') {
                depth++;
            } else if (c == '}' && depth-- == 0) {
                return at;
            }
            at++;
        }
        return -1;
    }
}
