package nsfleet.playbook;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Suggest;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Mapping.Entry;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads the items of `steps` or `verify`: each a map with one type and common keys.
final class ItemReader {
    private static final List<String> COMMON_OF_BLOCKS =
            List.of("name", "when", "loop", "loop_var", "vars", "tags", "netns");
    private static final String INCLUDE = "include";
    // What others call the types that we have.
    private static final Map<String, String> FOREIGN =
            Map.of(
                    "namespace", "netns",
                    "nat", "masquerade",
                    "addr", "address",
                    "ip", "address",
                    "link", "interface",
                    "gateway", "route",
                    "sysctls", "sysctl");

    /// What tells `steps` and `verify` apart.
    private record Language(
            String noun,
            List<TypeSpec> types,
            List<String> later,
            List<String> common,
            String nesting) {}

    private final Problems problems;
    private final Inclusion inclusion;
    private final Language language;
    private final BodyKeys bodies;

    private ItemReader(Inclusion inclusion, Problems problems, Language language) {
        this.inclusion = inclusion;
        this.problems = problems;
        this.language = language;
        this.bodies = new BodyKeys(problems);
    }

    static ItemReader steps(Inclusion inclusion, Problems problems) {
        return new ItemReader(
                inclusion,
                problems,
                new Language(
                        "step",
                        StepTypes.all(),
                        StepTypes.later(),
                        List.of(
                                "name",
                                "when",
                                "loop",
                                "loop_var",
                                "vars",
                                "ignore_errors",
                                "timeout",
                                "adopt",
                                "tags",
                                "netns"),
                        "steps"));
    }

    static ItemReader checks(Inclusion inclusion, Problems problems) {
        return new ItemReader(
                inclusion,
                problems,
                new Language(
                        "check",
                        CheckTypes.all(),
                        CheckTypes.later(),
                        List.of(
                                "name",
                                "when",
                                "loop",
                                "loop_var",
                                "vars",
                                "netns",
                                "retries",
                                "interval",
                                "timeout",
                                "tags",
                                "expect"),
                        "checks"));
    }

    /// The items of a list; an absent list is empty.
    List<Item> items(@Nullable YamlNode node, String key) {
        var items = new ArrayList<Item>();
        if (node == null) {
            return items;
        }
        if (!(node instanceof Sequence list)) {
            problems.error(
                    "bad-value",
                    node.span(),
                    "\"" + key + "\" takes a list of " + language.noun + "s",
                    "begin each with \"- \"");
            return items;
        }
        for (YamlNode item : list.items()) {
            if (item instanceof Mapping map && !map.entries().isEmpty()) {
                Item read = item(map);
                if (read != null) {
                    items.add(read);
                }
            } else {
                problems.error(
                        "bad-value",
                        item.span(),
                        "a "
                                + language.noun
                                + " is a map with one type, such as "
                                + language.types
                                        .getFirst()
                                        .example()
                                        .lines()
                                        .findFirst()
                                        .orElse(""),
                        item instanceof Scalar scalar
                                        && scalar.plain()
                                        && language.types.stream()
                                                .anyMatch(
                                                        t ->
                                                                scalar.text()
                                                                        .startsWith(t.name() + ":"))
                                ? "put a space after the colon"
                                : null);
            }
        }
        return items;
    }

    private @Nullable Item item(Mapping map) {
        boolean nested = map.get(language.nesting) != null;
        boolean block = nested || map.get(INCLUDE) != null;
        var types = new ArrayList<Entry>();
        var common = new ArrayList<Entry>();
        boolean told = false;
        for (Entry entry : map.entries()) {
            String key = entry.key().text();
            if (key.equals(language.nesting) || key.equals(INCLUDE)) {
                continue;
            }
            if (isType(key) && !(key.equals("netns") && (block || hasOtherType(map)))) {
                types.add(entry);
            } else if (block ? COMMON_OF_BLOCKS.contains(key) : language.common.contains(key)) {
                common.add(entry);
            } else {
                told = true;
                unknown(entry, key, block);
            }
        }
        shapes(common);
        if (block) {
            return block(map, nested ? language.nesting : INCLUDE, types, common);
        }
        if (types.isEmpty()) {
            if (!told) {
                problems.error(
                        "no-type",
                        map.span(),
                        "the " + language.noun + " has no type",
                        "one of " + String.join(", ", names()));
            }
            return null;
        }
        if (types.size() > 1) {
            Entry second = types.get(1);
            problems.error(
                    "two-types",
                    second.key().span(),
                    "a "
                            + language.noun
                            + " has one type; this one has \""
                            + types.getFirst().key().text()
                            + "\" and \""
                            + second.key().text()
                            + "\"",
                    "begin a new " + language.noun + " with \"- \"");
            return null;
        }
        return task(types.getFirst(), new Item.Common(common));
    }

    private Item block(Mapping map, String word, List<Entry> types, List<Entry> common) {
        YamlNode included = map.get(INCLUDE);
        if (included != null && map.get(language.nesting) != null) {
            problems.error(
                    "two-types",
                    included.span(),
                    "\"include\" cannot stand beside \"" + language.nesting + "\"");
        }
        for (Entry type : types) {
            problems.error(
                    "two-types",
                    type.key().span(),
                    "\"" + type.key().text() + "\" cannot stand beside \"" + word + "\"");
        }
        Entry nesting =
                map.entries().stream()
                        .filter(e -> e.key().text().equals(word))
                        .findFirst()
                        .orElseThrow();
        return new Item.Block(
                nesting.key().span(),
                word.equals(INCLUDE)
                        ? inclusion.items(nesting.value(), node -> items(node, INCLUDE))
                        : items(nesting.value(), language.nesting),
                new Item.Common(common));
    }

    private Item task(Entry entry, Item.Common common) {
        TypeSpec type = find(entry.key().text());
        if (common.get("netns") != null
                && entry.value() instanceof Mapping body
                && body.get("netns") != null) {
            problems.add(
                    nsfleet.diagnostics.Problem.error(
                                    "twice",
                                    java.util.Objects.requireNonNull(body.get("netns")).span(),
                                    "\"netns\" stands inside and beside \"" + type.name() + "\"")
                            .see(
                                    "beside",
                                    java.util.Objects.requireNonNull(common.get("netns")).span()));
        }
        bodies.check(type, entry, language.common);
        return new Item.Task(entry.key().span(), type, entry.value(), common);
    }

    private void unknown(Entry entry, String key, boolean block) {
        var span = entry.key().span();
        if (block && language.common.contains(key)) {
            problems.error(
                    "unknown-key",
                    span,
                    "\"" + key + "\" is a key of a " + language.noun + ", not of a list of them",
                    "a list takes " + String.join(", ", COMMON_OF_BLOCKS));
        } else if (language.later.contains(key)) {
            problems.error(
                    "type-not-supported",
                    span,
                    language.noun + " type \"" + key + "\" is not in this version",
                    "this version has " + String.join(", ", names()));
        } else {
            var near = new ArrayList<String>(names());
            near.addAll(block ? COMMON_OF_BLOCKS : language.common);
            near.add(language.nesting);
            String foreign = FOREIGN.get(key);
            problems.error(
                    block ? "unknown-key" : "unknown-type",
                    span,
                    "\""
                            + key
                            + "\" is neither a "
                            + language.noun
                            + " type nor a key of a "
                            + language.noun,
                    foreign != null && names().contains(foreign)
                            ? "did you mean \"" + foreign + "\"?"
                            : Suggest.hint(key, near));
        }
    }

    // Of the common keys, those whose shape is known without evaluating anything.
    private void shapes(List<Entry> common) {
        for (Entry entry : common) {
            String key = entry.key().text();
            boolean good =
                    switch (key) {
                        case "vars" -> entry.value() instanceof Mapping;
                        case "loop" -> true;
                        case "tags" -> !(entry.value() instanceof Mapping);
                        case "loop_var" ->
                                entry.value() instanceof Scalar s
                                        && s.text().matches("[A-Za-z_][A-Za-z0-9_]*");
                        default -> entry.value() instanceof Scalar;
                    };
            if (!good) {
                String wants =
                        switch (key) {
                            case "vars" -> "a map";
                            case "tags" -> "a word or a list of words";
                            case "loop_var" -> "a name of letters, digits and _";
                            default -> "a single value";
                        };
                problems.error("bad-value", entry.value().span(), "\"" + key + "\" takes " + wants);
            }
        }
        boolean loops = common.stream().anyMatch(e -> e.key().text().equals("loop"));
        for (Entry entry : common) {
            if (entry.key().text().equals("loop_var") && !loops) {
                problems.error("bad-value", entry.key().span(), "\"loop_var\" without \"loop\"");
            }
        }
    }

    private boolean hasOtherType(Mapping map) {
        return map.entries().stream()
                .map(e -> e.key().text())
                .anyMatch(key -> !key.equals("netns") && !language.common.contains(key));
    }

    private boolean isType(String key) {
        return language.types.stream().anyMatch(t -> t.name().equals(key));
    }

    private TypeSpec find(String key) {
        return language.types.stream().filter(t -> t.name().equals(key)).findFirst().orElseThrow();
    }

    private List<String> names() {
        return language.types.stream().map(TypeSpec::name).toList();
    }
}
