package nsfleet.shell;

import java.util.Collection;

/// A value that no output ever shows.
///
/// @param name what it is called instead
/// @param value the secret itself
public record Secret(String name, String value) {
    /// Replaces all secrets in a text. Those under four characters would hit by chance and are
    /// masked as whole words only.
    public static String mask(String text, Collection<Secret> secrets) {
        String masked = text;
        for (Secret secret : secrets) {
            if (secret.value.length() >= 4) {
                masked = masked.replace(secret.value, "<secret " + secret.name + ">");
            } else if (!secret.value.isEmpty()) {
                masked =
                        masked.replaceAll(
                                "(?<![A-Za-z0-9])"
                                        + java.util.regex.Pattern.quote(secret.value)
                                        + "(?![A-Za-z0-9])",
                                java.util.regex.Matcher.quoteReplacement(
                                        "<secret " + secret.name + ">"));
            }
        }
        return masked;
    }

    @Override
    public String toString() {
        return "<secret " + name + ">";
    }
}
