package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.inventory.Variable;
import nsfleet.inventory.Vaults;
import nsfleet.vault.Vault;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Yaml;
import nsfleet.yaml.YamlNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `-e`: `k=v k2='a b'` (values are text, as in Ansible), a JSON or YAML map, or `@FILE` with
/// one. What is given here is data: a `${...}` in it is text.
final class ExtraVars {
    private static final Pattern PAIR =
            Pattern.compile(
                    "\\s*([A-Za-z_][A-Za-z0-9_]*)=(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s\"']*)(?=\\s|$)");

    private ExtraVars() {}

    /// All of them; a later one wins.
    static List<Variable> read(List<String> arguments, Vault vault, Problems problems) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        for (String argument : arguments) {
            for (Variable variable : one(argument.strip(), vault, problems)) {
                variables.put(variable.name(), variable);
            }
        }
        return List.copyOf(variables.values());
    }

    private static List<Variable> one(String argument, Vault vault, Problems problems) {
        if (argument.startsWith("@")) {
            return file(Path.of(argument.substring(1)), vault, problems);
        }
        if (argument.startsWith("{") || argument.startsWith("[")) {
            return map(new Source("-e", argument), problems);
        }
        return pairs(argument, problems);
    }

    private static List<Variable> file(Path path, Vault vault, Problems problems) {
        try {
            var source = new Source(path.toString(), Files.readString(path));
            List<Variable> variables =
                    Vaults.opened(source, vault, problems)
                            .map(opened -> map(opened, problems))
                            .orElse(List.of());
            variables.forEach(variable -> Vaults.keep(variable, vault));
            return variables;
        } catch (IOException e) {
            problems.error(
                    "unreadable-file", null, "-e @" + path + ": cannot be read: " + Reasons.of(e));
            return List.of();
        }
    }

    private static List<Variable> map(Source source, Problems problems) {
        List<Variable> variables = new ArrayList<>();
        YamlNode node = Yaml.read(source, problems).orElse(null);
        if (node instanceof Mapping mapping) {
            for (Mapping.Entry entry : mapping.entries()) {
                variables.add(new Variable(entry.key().text(), entry.value(), false));
            }
        } else if (node != null) {
            problems.error(
                    "extra-vars", node.span(), "extra variables are a map of names to values");
        }
        return variables;
    }

    private static List<Variable> pairs(String argument, Problems problems) {
        Source source = new Source("-e", argument);
        List<Variable> variables = new ArrayList<>();
        Matcher matcher = PAIR.matcher(argument);
        int at = 0;
        while (at < argument.length() && matcher.find(at) && matcher.start() == at) {
            Span span =
                    new Span(source, 1, matcher.start(2) + 1, matcher.end(2) - matcher.start(2));
            variables.add(
                    new Variable(
                            matcher.group(1),
                            Scalar.string(span, unquoted(matcher.group(2))),
                            false));
            at = matcher.end();
        }
        if (!argument.substring(at).isBlank()) {
            problems.error(
                    "extra-vars",
                    new Span(source, 1, at + 1, argument.length() - at),
                    "\"" + argument.substring(at).strip() + "\" is not NAME=VALUE",
                    "write NAME=VALUE, a JSON map, or @FILE; quote values with spaces");
        }
        return variables;
    }

    private static String unquoted(String value) {
        if (value.startsWith("\"")) {
            return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        return value.startsWith("'") ? value.substring(1, value.length() - 1) : value;
    }
}
