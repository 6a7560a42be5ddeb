package nsfleet.inventory;

import org.jspecify.annotations.Nullable;

/// One Python string literal (Python Language Reference, section 2.4.1): in single or double
/// quotes, in three of them, raw (`r'...'`) or with the empty prefix `u`.
///
/// @param content escapes resolved
/// @param end past its last quote
record PythonString(String content, int end) {
    private static final String PREFIXES = "rRuU";

    /// Whether one begins there.
    static boolean begins(String text, int at) {
        int quote = at + prefix(text, at);
        return quote < text.length() && "'\"".indexOf(text.charAt(quote)) >= 0;
    }

    private static int prefix(String text, int at) {
        return at < text.length() && PREFIXES.indexOf(text.charAt(at)) >= 0 ? 1 : 0;
    }

    /// The one that begins there; null for one that Python refuses.
    static @Nullable PythonString read(String text, int start) {
        boolean raw = "rR".indexOf(text.charAt(start)) >= 0;
        int at = start + prefix(text, start);
        String quote = text.substring(at, at + 1);
        quote = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
        at += quote.length();
        var content = new StringBuilder();
        while (at < text.length() && !text.startsWith(quote, at)) {
            int taken = raw ? raw(text, at, content) : PythonEscape.append(text, at, content);
            if (taken == 0) {
                return null;
            }
            at += taken;
        }
        return at < text.length()
                ? new PythonString(content.toString(), at + quote.length())
                : null;
    }

    /// In a raw string a backslash stays, and keeps a quote from ending the string.
    private static int raw(String text, int at, StringBuilder content) {
        int length = text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
        content.append(text, at, at + length);
        return length;
    }
}
