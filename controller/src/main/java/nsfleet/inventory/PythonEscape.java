package nsfleet.inventory;

/// The next character of a Python string literal, escapes resolved (Python Language Reference,
/// section 2.4.1).
final class PythonEscape {
    private PythonEscape() {}

    /// Appends what stands at `at`.
    ///
    /// @return how many chars it took; 0 for an escape that Python refuses
    static int append(String text, int at, StringBuilder to) {
        char c = text.charAt(at);
        if (c != '\\' || at + 1 >= text.length()) {
            to.append(c);
            return 1;
        }
        char escape = text.charAt(at + 1);
        int simple = "\\'\"abfnrtv".indexOf(escape);
        if (simple >= 0) {
            to.append("\\'\"\u0007\b\f\n\r\t\u000b".charAt(simple));
            return 2;
        }
        if (escape >= '0' && escape <= '7') {
            int end = at + 2;
            while (end < text.length()
                    && end < at + 4
                    && text.charAt(end) >= '0'
                    && text.charAt(end) <= '7') {
                end++;
            }
            to.appendCodePoint(Integer.parseInt(text.substring(at + 1, end), 8));
            return end - at;
        }
        int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
        if (digits == 0) {
            to.append(c).append(escape);
            return 2;
        }
        String hex = text.substring(at + 2, Math.min(at + 2 + digits, text.length()));
        if (hex.length() < digits || !hex.matches("[0-9a-fA-F]+")) {
            return 0;
        }
        long point = Long.parseLong(hex, 16);
        if (point > Character.MAX_CODE_POINT) {
            return 0;
        }
        to.appendCodePoint((int) point);
        return 2 + digits;
    }
}
