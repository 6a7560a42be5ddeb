package nsfleet.net;

import nsfleet.diagnostics.Parsed;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// The name of a lab: it is a directory's name on the host and part of every tag.
public record LabName(String value) implements Comparable<LabName> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");

    /// Reads a name.
    public static Parsed<LabName> parse(String text) {
        return NAME.matcher(text).matches()
                ? Parsed.good(new LabName(text))
                : Parsed.bad("\"" + text + "\" is not a lab name: 1 to 32 of a-z, 0-9 and -");
    }

    /// A name that is known to be good.
    public static LabName of(String text) {
        return parse(text).orThrow();
    }

    /// The lab that a play owns when it names none: its name in lower case, everything else a
    /// single dash.
    public static Parsed<LabName> slug(String playName) {
        String ascii = Normalizer.normalize(playName, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        String slug =
                ascii.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "-")
                        .replaceAll("^-+|-+$", "");
        return parse(slug.length() > 32 ? slug.substring(0, 32).replaceAll("-+$", "") : slug);
    }

    @Override
    public int compareTo(LabName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
