package nsfleet.playbook;

import java.util.List;
import java.util.Optional;

/// A step or check type: the one place where its keys are written down. Readers, documentation, the
/// schema and `step show` all read this.
///
/// @param name the key that stands for it in a step
/// @param description one sentence
/// @param keys what it takes
/// @param body which forms its value may have
/// @param example a step as one would write it, YAML
public record TypeSpec(
        String name, String description, List<KeySpec> keys, Body body, String example) {
    /// The forms that the value of a type may have.
    public enum Body {
        /// A map with the listed keys.
        KEYS,
        /// A name, a list of names, or a map with the listed keys.
        NAMES_OR_KEYS,
        /// A map with keys of the user's own beside the listed ones.
        OPEN
    }

    public TypeSpec {
        keys = List.copyOf(keys);
    }

    /// The key of that name.
    public Optional<KeySpec> key(String key) {
        return keys.stream().filter(k -> k.name().equals(key)).findFirst();
    }
}
