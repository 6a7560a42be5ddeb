package nsfleet.vars;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Set;

/// What is allowed in the text of an expression, before FreeMarker sees it: nothing that would end
/// the tag in which it is compiled, nothing that reads a text as code, no clock.
final class ExpressionText {
    private static final Set<String> REFUSED =
            Set.of("eval", "interpret", "new", "api", "eval_json");

    private ExpressionText() {}

    /// A mistake.
    ///
    /// @param offset in chars
    record Mistake(String message, int offset) {}

    /// What is wrong with an expression, if anything.
    static @Nullable Mistake check(String text) {
        if (text.isBlank()) {
            return new Mistake("the expression is empty", 0);
        }
        var open = new ArrayDeque<Character>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                int end = afterString(text, at);
                if (end > text.length() || text.charAt(end - 1) != c || end - 1 == at) {
                    return new Mistake("the string is not closed", at);
                }
                at = end;
                continue;
            }
            if (text.startsWith("<#", at) || text.startsWith("[#", at)) {
                return new Mistake("only expressions are allowed here, no directives", at);
            }
            if (c == '(' || c == '[' || c == '{') {
                open.push(c);
            } else if ((c == ')' || c == ']' || c == '}')
                    && (open.isEmpty() || closing(open.pop()) != c)) {
                return new Mistake("\"" + c + "\" closes nothing", at);
            }
            Mistake refused = refused(text, at, c);
            if (refused != null) {
                return refused;
            }
            at++;
        }
        return open.isEmpty()
                ? null
                : new Mistake("\"" + open.peek() + "\" is not closed", text.length() - 1);
    }

    /// The offset behind a string literal that begins at `at`: behind its closing quote, or the
    /// text's length where there is none. In `r"..."` a backslash is plain.
    static int afterString(String text, int at) {
        char quote = text.charAt(at);
        boolean raw =
                at > 0
                        && text.charAt(at - 1) == 'r'
                        && (at == 1 || !Character.isLetterOrDigit(text.charAt(at - 2)));
        int i = at + 1;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\' && !raw) {
                i += 2;
            } else if (c == quote) {
                return i + 1;
            } else {
                i++;
            }
        }
        return text.length();
    }

    private static @Nullable Mistake refused(String text, int at, char c) {
        int next = at + 1;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        if (c == '?' && next < text.length() && Character.isLetter(text.charAt(next))) {
            String name = name(text, next);
            if (REFUSED.contains(name)) {
                return new Mistake("?" + name + " is not allowed", next);
            }
        }
        if (c == '.'
                && next < text.length()
                && Character.isLetter(text.charAt(next))
                && startsOperand(text, at)) {
            return new Mistake("special variables are not available", at);
        }
        return null;
    }

    // Whether what stands before cannot be the left side of a dot.
    private static boolean startsOperand(String text, int at) {
        int before = at - 1;
        while (before >= 0 && Character.isWhitespace(text.charAt(before))) {
            before--;
        }
        return before < 0 || "([{,:+-*/%=<>&|!".indexOf(text.charAt(before)) >= 0;
    }

    private static String name(String text, int at) {
        int end = at;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return text.substring(at, end);
    }

    private static char closing(char open) {
        return switch (open) {
            case '(' -> ')';
            case '[' -> ']';
            default -> '}';
        };
    }
}
