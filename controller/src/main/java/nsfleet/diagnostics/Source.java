package nsfleet.diagnostics;

import java.util.List;

/// A text that problems point into.
///
/// @param name how the user calls it: a path as given, or `-e` for the command line
/// @param text the whole text
/// @param secret whether no line of it may be shown
public record Source(String name, String text, boolean secret) {
    /// A text that may be shown.
    public Source(String name, String text) {
        this(name, text, false);
    }

    /// The text of one line without its end, counted from 1; empty past the end.
    public String line(int number) {
        List<String> lines = text.lines().toList();
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    @Override
    public String toString() {
        return name;
    }
}
