package nsfleet.vars;

import nsfleet.diagnostics.Problem;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Ansible's expressions in an inventory, which nsfleet does not evaluate: where a run needs such a
/// value, it says what to write instead.
final class Jinja {
    private static final Pattern ANY = Pattern.compile("\\{\\{.*?}}|\\{%.*?%}", Pattern.DOTALL);
    private static final Pattern PATH =
            Pattern.compile(
                    "[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*|\\['[^']*']|\\[\"[^\"]*\"]|\\[[0-9]+])*");
    private static final Pattern FILTER = Pattern.compile("(\\w+)(?:\\((.*)\\))?");
    private static final Pattern LITERAL =
            Pattern.compile("'[^'\\\\$]*'|\"[^\"\\\\$]*\"|[0-9]+(?:\\.[0-9]+)?|true|false");
    private static final Map<String, String> BUILT_INS =
            Map.of(
                    "int", "?number",
                    "float", "?number",
                    "upper", "?upper_case",
                    "lower", "?lower_case",
                    "trim", "?trim",
                    "first", "?first",
                    "last", "?last",
                    "length", "?size",
                    "count", "?size",
                    "capitalize", "?cap_first");

    private Jinja() {}

    /// What is wrong with a value that holds such an expression; null when none does.
    static @Nullable Problem problem(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> problem(scalar);
            case Sequence list -> first(list.items());
            case Mapping map -> first(map.entries().stream().map(Mapping.Entry::value).toList());
        };
    }

    private static @Nullable Problem first(List<YamlNode> nodes) {
        for (YamlNode node : nodes) {
            Problem problem = problem(node);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable Problem problem(Scalar scalar) {
        if (scalar.kind() != Scalar.Kind.ORDINARY) {
            return null;
        }
        Matcher found = ANY.matcher(scalar.text());
        return found.find()
                ? Problem.error(
                                "jinja",
                                scalar.part(found.start(), found.group().length()),
                                "this is an expression of Jinja2, which nsfleet does not evaluate")
                        .hint(
                                translated(scalar.text())
                                        .map(text -> "write " + text)
                                        .orElse(
                                                "write it as ${...}, in FreeMarker's language, or"
                                                        + " mark the value !unsafe if it is text"))
                : null;
    }

    /// The whole text with `${...}`; empty when there is more in it than variables and well-known
    /// filters.
    static Optional<String> translated(String text) {
        var out = new StringBuilder();
        Matcher found = ANY.matcher(text);
        while (found.find()) {
            String inside = found.group().substring(2, found.group().length() - 2);
            Optional<String> expression =
                    found.group().startsWith("{%") ? Optional.empty() : expression(inside);
            if (expression.isEmpty()) {
                return Optional.empty();
            }
            found.appendReplacement(out, Matcher.quoteReplacement("${" + expression.get() + "}"));
        }
        found.appendTail(out);
        return Optional.of(out.toString()).filter(whole -> !whole.contains("\n"));
    }

    private static Optional<String> expression(String inside) {
        List<String> parts =
                List.of(inside.replaceAll("^-|-$", "").split("\\|", -1)).stream()
                        .map(String::strip)
                        .toList();
        if (!PATH.matcher(parts.getFirst()).matches()) {
            return Optional.empty();
        }
        var expression = new StringBuilder(parts.getFirst());
        for (String part : parts.subList(1, parts.size())) {
            Matcher filter = FILTER.matcher(part);
            Optional<String> built =
                    filter.matches() ? filter(filter.group(1), filter.group(2)) : Optional.empty();
            if (built.isEmpty()) {
                return Optional.empty();
            }
            expression.append(built.get());
        }
        return Optional.of(expression.toString());
    }

    private static Optional<String> filter(String name, @Nullable String argument) {
        if (argument == null) {
            return Optional.ofNullable(BUILT_INS.get(name));
        }
        if (!LITERAL.matcher(argument.strip()).matches()) {
            return Optional.empty();
        }
        return switch (name) {
            case "default", "d" -> Optional.of("!" + argument.strip());
            case "join" -> Optional.of("?join(" + argument.strip() + ")");
            default -> Optional.empty();
        };
    }
}
