package nsfleet.cli;

import nsfleet.diagnostics.Parsed;

import java.util.ArrayList;
import java.util.List;

/// Splits a text into words as a POSIX shell would (quotes and backslashes, nothing else), for
/// `ansible_ssh_common_args`.
final class ShellWords {
    private ShellWords() {}

    static Parsed<List<String>> split(String text) {
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = c == '\\' && quote != '\'' && i + 1 < text.length();
            if (escape && (quote == 0 || "\"\\$`".indexOf(text.charAt(i + 1)) >= 0)) {
                word.append(text.charAt(++i));
                inWord = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (!Character.isWhitespace(c)) {
                word.append(c);
                inWord = true;
            } else if (inWord) {
                words.add(word.toString());
                word.setLength(0);
                inWord = false;
            }
        }
        if (quote != 0) {
            return Parsed.bad("a quote in `" + text + "` is never closed");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return Parsed.good(words);
    }
}
