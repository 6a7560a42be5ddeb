package nsfleet.diagnostics;

/// Makes text from files and hosts harmless for a terminal, and knows how wide it prints.
public final class Visible {
    private Visible() {}

    /// The text with control characters shown as symbols (ESC as `␛`) and with invisible and
    /// direction-changing characters shown as `<U+202E>`. Line ends and tabs count as control
    /// characters too.
    public static String text(String text) {
        if (text.codePoints().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return text;
        }
        var shown = new StringBuilder();
        text.codePoints().forEach(c -> shown.append(codePoint(c)));
        return shown.toString();
    }

    /// One code point, as [#text(String)] shows it.
    static String codePoint(int c) {
        if (c < 0x20) {
            return Character.toString(0x2400 + c);
        }
        if (c == 0x7f) {
            return "␡";
        }
        return hidden(c) ? "<U+%04X>".formatted(c) : Character.toString(c);
    }

    private static boolean hidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /// Columns of a terminal that a text takes: 2 for East Asian wide characters and emoji, 0 for
    /// combining marks (Unicode Standard Annex 11).
    public static int width(String text) {
        return text.codePoints().map(Visible::width).sum();
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        return wide(c) ? 2 : 1;
    }

    private static boolean wide(int c) {
        return in(c, 0x1100, 0x115f)
                || in(c, 0x2e80, 0x303e)
                || in(c, 0x3041, 0xa4cf)
                || in(c, 0xac00, 0xd7a3)
                || in(c, 0xf900, 0xfaff)
                || in(c, 0xfe30, 0xfe6f)
                || in(c, 0xff00, 0xff60)
                || in(c, 0xffe0, 0xffe6)
                || in(c, 0x1f300, 0x1f64f)
                || in(c, 0x1f680, 0x1f6ff)
                || in(c, 0x1f900, 0x1f9ff)
                || in(c, 0x20000, 0x3fffd);
    }

    private static boolean in(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
