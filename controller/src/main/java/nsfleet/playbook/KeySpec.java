package nsfleet.playbook;

import java.util.List;

/// One key that a step or check type takes.
///
/// @param description short, for people
/// @param choices the words that are allowed; empty unless the kind is [ValueKind#CHOICE]
/// @param nested the keys of the map that is the value (or of each map in the list that is the
///   value); empty when the value has no keys of its own, or any keys
/// @param list whether the nested maps stand in a list
public record KeySpec(
        String name,
        ValueKind kind,
        boolean required,
        String description,
        List<String> choices,
        List<KeySpec> nested,
        boolean list) {
    public KeySpec {
        choices = List.copyOf(choices);
        nested = List.copyOf(nested);
    }

    static KeySpec required(String name, ValueKind kind, String description) {
        return new KeySpec(name, kind, true, description, List.of(), List.of(), false);
    }

    static KeySpec optional(String name, ValueKind kind, String description) {
        return new KeySpec(name, kind, false, description, List.of(), List.of(), false);
    }

    static KeySpec choice(String name, String description, String... choices) {
        return new KeySpec(
                name, ValueKind.CHOICE, false, description, List.of(choices), List.of(), false);
    }

    static KeySpec map(String name, String description, List<KeySpec> nested) {
        return new KeySpec(name, ValueKind.MAP, true, description, List.of(), nested, false);
    }

    static KeySpec maps(String name, String description, List<KeySpec> nested) {
        return new KeySpec(name, ValueKind.MAP, false, description, List.of(), nested, true);
    }
}
