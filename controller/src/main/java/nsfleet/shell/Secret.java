package nsfleet.shell;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// A value that no output ever shows.
///
/// @param name what it is called instead
/// @param value the secret itself
public record Secret(String name, String value) {
    /// Replaces all secrets in a text, longer ones first: one may hold another. Those under four
    /// characters would hit by chance and are masked as whole words only.
    public static String mask(String text, Collection<Secret> secrets) {
        String masked = text;
        List<Secret> longest =
                secrets.stream()
                        .sorted(Comparator.comparingInt((Secret s) -> -s.value.length()))
                        .toList();
        for (Secret secret : longest) {
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
