package nsfleet.playbook;

import nsfleet.diagnostics.Span;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What stands in `steps` and `verify`: a step or check, or a list of them with common keys.
public sealed interface Item {
    /// Where it begins: its type's key.
    Span span();

    /// What stands beside the type or the list.
    Common common();

    /// A step or check.
    record Task(Span span, TypeSpec type, YamlNode body, Common common) implements Item {}

    /// A nested list. Its `vars`, `when`, `loop` and `netns` are for all items inside.
    record Block(Span span, List<Item> items, Common common) implements Item {
        public Block {
            items = List.copyOf(items);
        }
    }

    /// The keys beside the type, as written; only those that are allowed there.
    record Common(List<Mapping.Entry> entries) {
        public Common {
            entries = List.copyOf(entries);
        }

        /// The value of a key; null when it was not given.
        public @Nullable YamlNode get(String key) {
            for (Mapping.Entry entry : entries) {
                if (entry.key().text().equals(key)) {
                    return entry.value();
                }
            }
            return null;
        }

        /// The variables; null when there are none.
        public @Nullable Mapping vars() {
            return get("vars") instanceof Mapping vars ? vars : null;
        }
    }
}
