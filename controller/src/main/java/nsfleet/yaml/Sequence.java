package nsfleet.yaml;

import nsfleet.diagnostics.Span;

import java.util.List;

/// A list.
public record Sequence(Span span, List<YamlNode> items) implements YamlNode {
    public Sequence {
        items = List.copyOf(items);
    }
}
