package nsfleet.shell;

import java.util.regex.Pattern;

/// Quoting for POSIX shells (POSIX.1-2017, XCU 2.2).
public final class Word {
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*");

    private Word() {}

    /// One word that any POSIX shell reads back as exactly this text.
    ///
    /// @throws IllegalArgumentException for text with a NUL, which no shell can carry
    public static String quote(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a shell word cannot hold a NUL character");
        }
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
