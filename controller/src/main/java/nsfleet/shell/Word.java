package nsfleet.shell;

import java.util.regex.Pattern;

/// Quoting for POSIX shells (POSIX.1-2017, XCU 2.2).
public final class Word {
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*");

    private Word() {}

    /// One word that any POSIX shell reads back as exactly this text. A word is still an option to
    /// the command that gets it if it begins with `-`: put `--` or a keyword (`dev`, `name`)
    /// before.
    ///
    /// @throws IllegalArgumentException for text with a NUL, which no shell can carry, or with half
    ///   a surrogate pair, which UTF-8 cannot
    public static String quote(String text) {
        return PLAIN.matcher(text).matches() ? text : always(text);
    }

    /// The same, quoted even where it is plain: not to be taken for a reserved word, an assignment
    /// or the rest of a variable's name.
    static String always(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a shell word cannot hold a NUL character");
        }
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF)) {
            throw new IllegalArgumentException("a shell word cannot hold half a character");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
