package nsfleet.shell;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Shell text that a user wrote with values in it: each value becomes a quoted word. Text in which
/// no value stands is the user's own business and is not looked at.
public final class UserText {
    private final StringBuilder text = new StringBuilder();
    private final ShellLexer lexer = new ShellLexer();
    private @Nullable String lost;

    /// Adds text as the user wrote it.
    public void literal(String written) {
        text.append(written);
        try {
            for (int i = 0; lost == null && i < written.length(); i++) {
                lexer.literal(written.charAt(i));
            }
        } catch (ShellLexer.Misplaced e) {
            lost = String.valueOf(e.getMessage());
        }
    }

    /// Adds values, each as one word, with a space between two.
    ///
    /// @return why no value may stand here; null when all is well
    public @Nullable String values(List<String> values) {
        if (lost != null) {
            return lost;
        }
        try {
            String space = "";
            for (String value : values) {
                literal(space);
                text.append(lexer.value(value) ? Word.always(value) : Word.quote(value));
                space = " ";
            }
            return null;
        } catch (ShellLexer.Misplaced | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// All of it.
    public String text() {
        return text.toString();
    }
}
