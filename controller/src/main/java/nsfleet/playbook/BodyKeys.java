package nsfleet.playbook;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Mapping.Entry;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Compares the value of a type with the keys that the type declares.
public final class BodyKeys {
    // Keys that the contract knows and this version does not have yet.
    private static final Map<String, List<String>> LATER =
            Map.of(
                    "netns",
                    List.of("dns", "hosts"),
                    "route",
                    List.of("vrf"),
                    "rule",
                    List.of("vrf"));

    private final Problems problems;

    /// @param problems where mistakes go
    public BodyKeys(Problems problems) {
        this.problems = problems;
    }

    /// Checks a body as written; one that is a single expression is checked when it was evaluated.
    ///
    /// @param beside the keys that may stand beside the type
    void check(TypeSpec type, Entry entry, Collection<String> beside) {
        if (entry.value() instanceof Scalar scalar && scalar.text().contains("${")) {
            return;
        }
        check(type, entry.value(), entry.key().span(), beside);
    }

    /// Checks a body.
    ///
    /// @param at where the type stands: where missing keys are told
    /// @param beside the keys that may stand beside the type
    /// @return whether its shape allows to go on
    public boolean check(TypeSpec type, YamlNode body, Span at, Collection<String> beside) {
        boolean good =
                switch (body) {
                    case Mapping map -> {
                        keys("\"" + type.name() + "\"", type.keys(), map, at, type.body(), beside);
                        yield true;
                    }
                    case Scalar scalar ->
                            type.body() == TypeSpec.Body.NAMES_OR_KEYS && scalar.value() != null;
                    case Sequence _ -> type.body() == TypeSpec.Body.NAMES_OR_KEYS;
                };
        if (!good) {
            problems.error(
                    "bad-value",
                    body.span(),
                    "\""
                            + type.name()
                            + "\" takes "
                            + switch (type.body()) {
                                case KEYS -> "a map with keys";
                                case NAMES_OR_KEYS -> "a name, a list of names, or a map with keys";
                                case OPEN -> "a map of names to values";
                            },
                    "for example:\n" + type.example());
        }
        return good;
    }

    private void keys(
            String owner,
            List<KeySpec> specs,
            Mapping map,
            Span at,
            TypeSpec.Body body,
            Collection<String> beside) {
        for (Entry entry : map.entries()) {
            String key = entry.key().text();
            KeySpec spec =
                    specs.stream().filter(k -> k.name().equals(key)).findFirst().orElse(null);
            if (spec != null) {
                nested(owner, spec, entry);
            } else if (body != TypeSpec.Body.OPEN) {
                unknown(owner, specs, entry, beside);
            }
        }
        for (KeySpec spec : specs) {
            if (spec.required()
                    && map.get(spec.name()) == null
                    && !misspelt(spec.name(), specs, map, body)) {
                problems.error(
                        "missing-key",
                        at,
                        owner + " needs \"" + spec.name() + "\": " + spec.description());
            }
        }
    }

    /// Whether a key that is told as unknown stands for it: one mistake, one error.
    private static boolean misspelt(
            String name, List<KeySpec> specs, Mapping map, TypeSpec.Body body) {
        List<String> names = specs.stream().map(KeySpec::name).toList();
        return body != TypeSpec.Body.OPEN
                && map.entries().stream()
                        .map(entry -> entry.key().text())
                        .filter(key -> !names.contains(key))
                        .anyMatch(key -> Suggest.near(key, names).filter(name::equals).isPresent());
    }

    private void nested(String owner, KeySpec spec, Entry entry) {
        if (spec.nested().isEmpty()
                || entry.value() instanceof Scalar scalar && scalar.text().contains("${")) {
            return;
        }
        String inner = "\"" + spec.name() + "\" of " + owner;
        var maps = new ArrayList<YamlNode>();
        if (!spec.list()) {
            maps.add(entry.value());
        } else if (entry.value() instanceof Sequence list) {
            maps.addAll(list.items());
        } else {
            problems.error("bad-value", entry.value().span(), inner + " takes a list of maps");
        }
        for (YamlNode node : maps) {
            if (node instanceof Mapping map) {
                Span at = spec.list() ? map.span() : entry.key().span();
                keys(inner, spec.nested(), map, at, TypeSpec.Body.KEYS, List.of());
            } else if (!(node instanceof Scalar scalar && scalar.text().contains("${"))) {
                problems.error("bad-value", node.span(), inner + " takes a map");
            }
        }
    }

    private void unknown(
            String owner, List<KeySpec> specs, Entry entry, Collection<String> beside) {
        String key = entry.key().text();
        Span span = entry.key().span();
        if (LATER.getOrDefault(owner.replace("\"", ""), List.of()).contains(key)) {
            problems.error(
                    "not-supported",
                    span,
                    "\"" + key + "\" of " + owner + " is not supported by this version");
        } else if (beside.contains(key)) {
            problems.error(
                    "unknown-key",
                    span,
                    "\"" + key + "\" is not a key of " + owner,
                    "it stands beside " + owner + ", not inside");
        } else {
            problems.error(
                    "unknown-key",
                    span,
                    "\"" + key + "\" is not a key of " + owner,
                    Suggest.hint(key, specs.stream().map(KeySpec::name).toList()));
        }
    }
}
