package nsfleet.inventory;

import nsfleet.diagnostics.Span;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The type of a value in an INI inventory: what Python's literal grammar makes of it (numbers,
/// quoted strings, `True`, `False`, `None`, lists, tuples, sets, dicts; Python Language Reference,
/// section 2.4), and text when it is none of these. So `yes` and `010` are text, `[1, 2]` a list.
final class PythonLiteral {
    private static final int DEEPEST = 50;
    private static final Pattern INTEGER =
            Pattern.compile(
                    "0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+"
                            + "|0(?:_?0)*|[1-9](?:_?[0-9])*");
    private static final Pattern REAL =
            Pattern.compile(
                    "(?:[0-9](?:_?[0-9])*)?\\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?"
                            + "|[0-9](?:_?[0-9])*\\.(?:[eE][-+]?[0-9](?:_?[0-9])*)?"
                            + "|[0-9](?:_?[0-9])*[eE][-+]?[0-9](?:_?[0-9])*");

    private final Piece piece;
    private final String text;
    private int at;
    private int depth;

    private PythonLiteral(Piece piece) {
        this.piece = piece;
        this.text = piece.text();
    }

    static YamlNode read(Piece piece) {
        YamlNode literal = new PythonLiteral(piece).whole();
        return literal != null
                ? literal
                : new Scalar(piece.span(), piece.text(), piece.text(), true);
    }

    private @Nullable YamlNode whole() {
        YamlNode first = value();
        if (first == null) {
            return null;
        }
        space();
        YamlNode result = first;
        if (peek() == ',') {
            List<YamlNode> items = new ArrayList<>(List.of(first));
            while (peek() == ',') {
                at++;
                space();
                if (at == text.length() || peek() == '#') {
                    break;
                }
                YamlNode next = value();
                if (next == null) {
                    return null;
                }
                items.add(next);
                space();
            }
            result = new Sequence(piece.span(), items);
        }
        return at == text.length() || peek() == '#' ? result : null;
    }

    private @Nullable YamlNode value() {
        space();
        if (depth > DEEPEST) {
            return null;
        }
        depth++;
        char c = peek();
        YamlNode value =
                switch (c) {
                    case '\'', '"' -> string();
                    case '[' -> list(']');
                    case '(' -> list(')');
                    case '{' -> braces();
                    case 'r', 'R', 'u', 'U' -> PythonString.begins(text, at) ? string() : word();
                    default -> word();
                };
        depth--;
        return value;
    }

    private @Nullable YamlNode word() {
        int start = at;
        for (String name : List.of("True", "False", "None")) {
            if (text.startsWith(name, at) && !wordGoesOn(at + name.length())) {
                at += name.length();
                Object value = name.equals("None") ? null : (Object) name.equals("True");
                return new Scalar(span(start), name, value, true);
            }
        }
        boolean signed = peek() == '-' || peek() == '+';
        boolean negative = peek() == '-';
        at += signed ? 1 : 0;
        space();
        Matcher real = REAL.matcher(text).region(at, text.length());
        if (real.lookingAt() && !wordGoesOn(real.end())) {
            at = real.end();
            double value = Double.parseDouble(real.group().replace("_", ""));
            return new Scalar(
                    span(start), text.substring(start, at), negative ? -value : value, true);
        }
        Matcher integer = INTEGER.matcher(text).region(at, text.length());
        if (integer.lookingAt() && !wordGoesOn(integer.end())) {
            at = integer.end();
            BigInteger value = integer(integer.group().replace("_", ""));
            value = negative ? value.negate() : value;
            Object number = value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
            return new Scalar(span(start), text.substring(start, at), number, true);
        }
        return null;
    }

    private boolean wordGoesOn(int i) {
        return i < text.length()
                && (Character.isLetterOrDigit(text.charAt(i)) || "_.".indexOf(text.charAt(i)) >= 0);
    }

    private static BigInteger integer(String digits) {
        if (digits.length() > 2 && digits.charAt(0) == '0') {
            int radix =
                    switch (Character.toLowerCase(digits.charAt(1))) {
                        case 'x' -> 16;
                        case 'o' -> 8;
                        case 'b' -> 2;
                        default -> 10;
                    };
            return new BigInteger(radix == 10 ? digits : digits.substring(2), radix);
        }
        return new BigInteger(digits);
    }

    /// One string, or several side by side, which are one.
    private @Nullable Scalar string() {
        int start = at;
        var content = new StringBuilder();
        int end = at;
        while (PythonString.begins(text, at)) {
            PythonString one = PythonString.read(text, at);
            if (one == null) {
                return null;
            }
            content.append(one.content());
            at = one.end();
            end = at;
            space();
        }
        at = end;
        return new Scalar(span(start), content.toString(), content.toString(), false);
    }

    private @Nullable YamlNode list(char close) {
        int start = at++;
        List<YamlNode> items = new ArrayList<>();
        boolean comma = false;
        space();
        while (peek() != close) {
            YamlNode item = value();
            if (item == null) {
                return null;
            }
            items.add(item);
            space();
            if (peek() == ',') {
                comma = true;
                at++;
                space();
            } else if (peek() != close) {
                return null;
            }
        }
        at++;
        boolean parenthesis = close == ')' && items.size() == 1 && !comma;
        return parenthesis ? items.getFirst() : new Sequence(span(start), items);
    }

    /// A dict, or a set, which becomes a list.
    private @Nullable YamlNode braces() {
        int start = at++;
        List<Mapping.Entry> entries = new ArrayList<>();
        List<YamlNode> items = new ArrayList<>();
        space();
        while (peek() != '}') {
            YamlNode key = value();
            space();
            if (key == null) {
                return null;
            }
            if (peek() == ':') {
                at++;
                YamlNode value = value();
                if (value == null || !(key instanceof Scalar scalar)) {
                    return null;
                }
                entries.removeIf(e -> e.key().text().equals(scalar.text()));
                entries.add(new Mapping.Entry(scalar, value));
            } else {
                items.add(key);
            }
            space();
            if (peek() == ',') {
                at++;
                space();
            } else if (peek() != '}') {
                return null;
            }
        }
        at++;
        if (!items.isEmpty() && !entries.isEmpty()) {
            return null;
        }
        return items.isEmpty()
                ? new Mapping(span(start), entries)
                : new Sequence(span(start), items);
    }

    private Span span(int start) {
        return piece.span(start, at);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
