package nsfleet.filter;

import java.util.ArrayList;
import java.util.List;

/// The words of a packet filter rule as iptables-save(8) prints it: between blanks, in double
/// quotes where they hold some.
public final class RuleWords {
    private RuleWords() {}

    /// The words of a rule.
    ///
    /// @throws IllegalArgumentException when a quote is left open
    public static List<String> of(String rule) {
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        boolean open = false;
        boolean quoted = false;
        for (char c : rule.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
                open = true;
            } else if (c == ' ' && !quoted) {
                if (open) {
                    words.add(word.toString());
                }
                word.setLength(0);
                open = false;
            } else {
                word.append(c);
                open = true;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a rule with an open quote");
        }
        if (open) {
            words.add(word.toString());
        }
        return words;
    }
}
