package nsfleet.yaml;

import nsfleet.diagnostics.Span;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A map. Keys are unique by their text; merge keys (`<<`) are resolved already: merged entries
/// come first, as in PyYAML.
public record Mapping(Span span, List<Entry> entries) implements YamlNode {
    /// A key and its value.
    public record Entry(Scalar key, YamlNode value) {}

    public Mapping {
        entries = List.copyOf(entries);
    }

    /// The value of a key by the key's text; null when there is none.
    public @Nullable YamlNode get(String key) {
        for (Entry entry : entries) {
            if (entry.key().text().equals(key)) {
                return entry.value();
            }
        }
        return null;
    }

    /// The texts of all keys, in order.
    public List<String> keys() {
        return entries.stream().map(e -> e.key().text()).toList();
    }
}
