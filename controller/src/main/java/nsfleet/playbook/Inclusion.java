package nsfleet.playbook;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.Yaml;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// The files that a playbook names, read where they are named.
final class Inclusion {
    private final Library library;
    private final Problems problems;
    private final Deque<Source> open = new ArrayDeque<>();

    Inclusion(Source playbook, Library library, Problems problems) {
        this.library = library;
        this.problems = problems;
        open.push(playbook);
    }

    /// The items of a file, read as long as it is the one that others are looked up beside.
    List<Item> items(YamlNode name, Function<YamlNode, List<Item>> reader) {
        Source source = source(name, "include");
        if (source == null) {
            return List.of();
        }
        if (open.stream().anyMatch(s -> s.name().equals(source.name()))) {
            problems.add(
                    Problem.error(
                            "cycle", name.span(), source.name() + " includes itself in the end"));
            return List.of();
        }
        open.push(source);
        try {
            return Yaml.read(source, problems).map(reader).orElse(List.of());
        } finally {
            open.pop();
        }
    }

    /// The maps of the files that `vars_files` names, in order.
    List<Mapping> variables(@Nullable YamlNode names) {
        List<Mapping> maps = new ArrayList<>();
        List<YamlNode> all =
                switch (names) {
                    case null -> List.of();
                    case Sequence list -> list.items();
                    default -> List.of(names);
                };
        for (YamlNode name : all) {
            Source source = source(name, "vars_files");
            YamlNode node = source == null ? null : Yaml.read(source, problems).orElse(null);
            if (node instanceof Mapping map) {
                maps.add(map);
            } else if (node != null && !(node instanceof Scalar s && s.value() == null)) {
                problems.error(
                        "bad-value",
                        node.span(),
                        "a file of variables is a map of names to values");
            }
        }
        return maps;
    }

    private @Nullable Source source(YamlNode name, String key) {
        if (!(name instanceof Scalar scalar) || scalar.text().isBlank()) {
            problems.error("bad-value", name.span(), "\"" + key + "\" takes the name of a file");
            return null;
        }
        if (scalar.text().contains("${")) {
            problems.error(
                    "bad-value",
                    name.span(),
                    "\"" + key + "\" takes the name of a file, no expression",
                    "it is read before there is a host"
                            + (key.equals("include")
                                    ? "; \"when\" beside it decides for each host"
                                    : ""));
            return null;
        }
        return switch (library.read(open.getFirst(), scalar.text())) {
            case Parsed.Good<Source>(var source) -> source;
            case Parsed.Bad<Source>(var message) -> {
                problems.error("unreadable-file", name.span(), message);
                yield null;
            }
        };
    }
}
