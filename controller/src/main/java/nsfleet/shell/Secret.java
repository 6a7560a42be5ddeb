package nsfleet.shell;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A value that no output ever shows.
///
/// @param name what it is called instead
/// @param value the secret itself
public record Secret(String name, String value) {
    // Shorter ones would hit by chance, inside of words.
    private static final int SHORTEST_PART = 4;

    /// Replaces all secrets in a text, longer ones first: one may hold another. Those under four
    /// characters are masked as whole words only.
    public static String mask(String text, Collection<Secret> secrets) {
        String masked = text;
        List<Secret> longest =
                secrets.stream()
                        .filter(secret -> !secret.value.isEmpty())
                        .sorted(Comparator.comparingInt(secret -> -secret.value.length()))
                        .toList();
        for (Secret secret : longest) {
            for (String form : secret.forms()) {
                masked = secret.mask(masked, form);
            }
        }
        return masked;
    }

    private String mask(String text, String form) {
        return form.length() >= SHORTEST_PART
                ? text.replace(form, toString())
                : Pattern.compile("(?<![A-Za-z0-9])" + Pattern.quote(form) + "(?![A-Za-z0-9])")
                        .matcher(text)
                        .replaceAll(Matcher.quoteReplacement(toString()));
    }

    /// As it is, and as it stands inside of a shell's quotes, and inside of those once more: `ip
    /// netns exec ns1 sh -c 'echo '\''...'\'''`.
    private List<String> forms() {
        if (!value.contains("'")) {
            return List.of(value);
        }
        String quoted = value.replace("'", "'\\''");
        return List.of(quoted.replace("'", "'\\''"), quoted, value);
    }

    @Override
    public String toString() {
        return "<secret " + name + ">";
    }
}
