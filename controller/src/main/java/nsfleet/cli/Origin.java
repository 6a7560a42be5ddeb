package nsfleet.cli;

import nsfleet.diagnostics.Span;
import nsfleet.inventory.Variable;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/// Where a variable was written.
final class Origin {
    private Origin() {}

    /// `file:line:column`; the name of what has no lines.
    static String of(Variable variable) {
        Span span = variable.value().span();
        return span.source().text().isEmpty() ? span.source().name() : span.at();
    }

    /// The value and its place, for JSON.
    static Map<String, @Nullable Object> json(Variable variable) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("value", Shown.value(variable));
        object.put("origin", of(variable));
        return object;
    }
}
