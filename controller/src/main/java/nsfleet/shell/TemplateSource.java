package nsfleet.shell;

import freemarker.cache.TemplateLoader;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The templates that come with nsfleet, from the class path. Refuses those that try to switch
/// quoting off: FreeMarker would do it without a word.
final class TemplateSource implements TemplateLoader {
    private static final Pattern BANNED =
            Pattern.compile(
                    "no_?auto_?esc|\\bauto_?esc\\b|output_?format|no_?esc\\b|\\?\\s*esc\\b"
                            + "|\\[#(?:ftl|setting|compress|escape|noescape|attempt|transform)\\b"
                            + "|\\[#(?:assign|local|global)\\s+(?!\\[|in\\b)[^=\\]]+\\]"
                            + "|\\?\\s*(?:interpret|eval|eval_json|new|api|markup_string)\\b");

    /// What a template must not hold, and where; empty if it is good.
    static Optional<String> banned(String text) {
        Matcher matcher = BANNED.matcher(text);
        return matcher.find()
                ? Optional.of(
                        "\""
                                + matcher.group()
                                + "\" in line "
                                + (text.substring(0, matcher.start()).lines().count() + 1)
                                + " is not allowed: it can switch quoting off")
                : Optional.empty();
    }

    /// The text of one file under `templates/`.
    static @Nullable String read(String name) throws IOException {
        try (InputStream in =
                TemplateSource.class.getClassLoader().getResourceAsStream("templates/" + name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public @Nullable Object findTemplateSource(String name) throws IOException {
        return read(name);
    }

    @Override
    public long getLastModified(Object source) {
        return 0;
    }

    @Override
    public Reader getReader(Object source, String encoding) throws IOException {
        Optional<String> banned = banned((String) source);
        if (banned.isPresent()) {
            throw new IOException(banned.get());
        }
        return new StringReader((String) source);
    }

    @Override
    public void closeTemplateSource(Object source) {}
}
