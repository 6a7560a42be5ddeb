package nsfleet.cli;

import java.util.regex.Pattern;

/// Passwords in a line that is shown because something else in it is wrong, before anybody knows
/// its variables.
final class Passwords {
    private static final Pattern GIVEN =
            Pattern.compile(
                    "(ansible_(?:\\w*_)?pass(?:word|phrase)?[\"']?\\s*[=:]\\s*)"
                            + "(\"(?:[^\"\\\\]|\\\\.)*\"?|'[^']*'?|\\S+)");

    private Passwords() {}

    /// Stars, as many as characters: what is underlined below a line stays under its place.
    static String starred(String text) {
        return GIVEN.matcher(text)
                .replaceAll(
                        found ->
                                java.util.regex.Matcher.quoteReplacement(
                                        found.group(1) + "*".repeat(found.group(2).length())));
    }
}
