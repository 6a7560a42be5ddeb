package nsfleet.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The framing of the probe's scripts: a line `@WORD TEXT` begins a section, no other line begins
/// with `@`.
final class Sections {
    private Sections() {}

    /// One section.
    ///
    /// @param text what stands behind the word; empty if nothing does
    record Section(String word, String text, List<String> lines) {}

    /// The sections in order.
    ///
    /// @param word of the first section, which tells the format
    /// @return empty if the output is not that of the script, or not all of it
    static Optional<List<Section>> split(String word, String output) {
        var sections = new ArrayList<Section>();
        for (String line : output.split("\n", -1)) {
            if (line.startsWith("@")) {
                int space = line.indexOf(' ');
                int end = space < 0 ? line.length() : space;
                String text = space < 0 ? "" : line.substring(space + 1).strip();
                sections.add(new Section(line.substring(1, end), text, new ArrayList<>()));
            } else if (!line.isEmpty() && !sections.isEmpty()) {
                sections.getLast().lines().add(line);
            }
        }
        boolean whole =
                !sections.isEmpty()
                        && sections.getFirst().word().equals(word)
                        && sections.getFirst().text().equals("1")
                        && sections.getLast().word().equals("end");
        return whole ? Optional.of(sections) : Optional.empty();
    }
}
