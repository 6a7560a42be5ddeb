package nsfleet.inventory;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `--limit`: a host pattern in which `@file` stands for the patterns in a file, one a line.
public final class LimitReader {
    private LimitReader() {}

    /// The pattern; empty after a problem.
    ///
    /// @param option the one that it was given to, for problems
    public static Optional<HostPattern> read(String option, String text, Problems problems) {
        Span span = new Span(new Source(option, text), 1, 1, text.length());
        List<HostPattern> patterns = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        boolean good = true;
        for (String item : text.split(",")) {
            if (item.strip().startsWith("@")) {
                good &= file(Path.of(item.strip().substring(1)), patterns, problems);
            } else {
                rest.add(item);
            }
        }
        if (patterns.isEmpty() && good) {
            return HostPattern.parse(text, span, problems);
        }
        String others = String.join(",", rest);
        if (!others.isBlank()) {
            Span place = new Span(new Source(option, others), 1, 1, others.length());
            Optional<HostPattern> pattern = HostPattern.parse(others, place, problems);
            pattern.ifPresent(patterns::add);
            good &= pattern.isPresent();
        }
        return good ? Optional.of(HostPattern.union(patterns, span)) : Optional.empty();
    }

    private static boolean file(Path path, List<HostPattern> patterns, Problems problems) {
        Optional<Source> source = TextFile.read(path, problems);
        if (source.isEmpty()) {
            return false;
        }
        boolean good = true;
        int number = 0;
        for (String text : source.get().text().lines().toList()) {
            number++;
            String pattern = text.strip();
            if (pattern.isEmpty() || pattern.startsWith("#")) {
                continue;
            }
            Span span = new Span(source.get(), number, text.indexOf(pattern) + 1, pattern.length());
            Optional<HostPattern> one = HostPattern.parse(pattern, span, problems);
            one.ifPresent(patterns::add);
            good &= one.isPresent();
        }
        return good;
    }
}
