package nsfleet.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The output of `grep ''` over several files: each line is `FILE:LINE`.
final class Files {
    private final Map<String, StringBuilder> files = new LinkedHashMap<>();

    /// Reads it. A name ends at its first colon: none of the files that we ask for has one in its
    /// name.
    Files(List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.startsWith("/")) {
                files.computeIfAbsent(line.substring(0, colon), _ -> new StringBuilder())
                        .append(line, colon + 1, line.length())
                        .append('\n');
            }
        }
    }

    /// A file's text, every line ended; empty if the file is empty or cannot be read.
    String text(String file) {
        var text = files.get(file);
        return text == null ? "" : text.toString();
    }

    /// Whether a line of the file was read.
    boolean has(String file) {
        return files.containsKey(file);
    }

    /// A file's text in one line, runs of white space as one space.
    String value(String file) {
        return text(file).strip().replaceAll("\\s+", " ");
    }

    /// The first line that begins with this, without it; empty if there is none.
    String line(String file, String start) {
        return text(file)
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .map(line -> line.substring(start.length()).strip())
                .orElse("");
    }

    /// All names, in the order asked for.
    Iterable<String> names() {
        return files.keySet();
    }
}
