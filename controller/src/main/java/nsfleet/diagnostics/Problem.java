package nsfleet.diagnostics;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/// A mistake in what the user wrote.
///
/// @param code a stable word for scripts and tests, such as `unknown-key`
/// @param message one sentence, without position
/// @param span where; null when no text is to blame (a missing file)
/// @param hint what to do about it; null when the message says it all
/// @param related other places that belong to it, such as the first of two equal identities
public record Problem(
        Severity severity,
        String code,
        String message,
        @Nullable Span span,
        @Nullable String hint,
        List<Note> related) {

    /// Another place that belongs to a problem.
    public record Note(String message, Span span) {}

    public Problem {
        related = List.copyOf(related);
    }

    /// An error without hint.
    public static Problem error(String code, @Nullable Span span, String message) {
        return new Problem(Severity.ERROR, code, message, span, null, List.of());
    }

    /// A warning without hint.
    public static Problem warning(String code, @Nullable Span span, String message) {
        return new Problem(Severity.WARNING, code, message, span, null, List.of());
    }

    /// The same with a hint.
    public Problem hint(@Nullable String text) {
        return new Problem(severity, code, message, span, text, related);
    }

    /// The same with one more related place.
    public Problem see(String text, Span place) {
        var all = new java.util.ArrayList<>(related);
        all.add(new Note(text, place));
        return new Problem(severity, code, message, span, hint, all);
    }

    /// The same with all its texts passed through a function.
    Problem shown(UnaryOperator<String> text) {
        return new Problem(
                severity,
                code,
                text.apply(message),
                span,
                hint == null ? null : text.apply(hint),
                related.stream().map(n -> new Note(text.apply(n.message()), n.span())).toList());
    }
}
