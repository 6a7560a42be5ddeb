package nsfleet.diagnostics;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Collects problems, so that all of a run are told at once. Equal problems count once.
///
/// Not thread-safe: one collector belongs to one reader of files.
public final class Problems {
    private final Set<Problem> problems = new LinkedHashSet<>();
    private UnaryOperator<String> shown = UnaryOperator.identity();

    /// How texts are shown: without secrets, which may become known only later.
    public void show(UnaryOperator<String> text) {
        shown = text;
    }

    /// Adds one.
    public void add(Problem problem) {
        problems.add(problem);
    }

    /// Adds an error.
    public void error(String code, @Nullable Span span, String message) {
        add(Problem.error(code, span, message));
    }

    /// Adds an error with a hint.
    public void error(String code, @Nullable Span span, String message, @Nullable String hint) {
        add(Problem.error(code, span, message).hint(hint));
    }

    /// Adds a warning.
    public void warning(String code, @Nullable Span span, String message) {
        add(Problem.warning(code, span, message));
    }

    /// Whether the run must stop before any host is touched.
    public boolean hasErrors() {
        return problems.stream().anyMatch(p -> p.severity() == Severity.ERROR);
    }

    /// All, in the order found.
    public List<Problem> all() {
        return problems.stream().map(problem -> problem.shown(shown)).toList();
    }
}
