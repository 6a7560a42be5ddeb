package nsfleet.inventory;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Suggest;
import nsfleet.yaml.YamlNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An inventory in INI: hosts first, then sections `[group]`, `[group:children]`, `[group:vars]`.
final class IniInventory {
    private static final Pattern SECTION =
            Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:#.*)?");
    private static final Pattern GROUP = Pattern.compile("([^:\\]\\s]+)\\s*(?:#.*)?");
    private static final List<String> KINDS = List.of("hosts", "children", "vars");

    private final Draft draft;
    private final Problems problems;
    private String group = "ungrouped";
    private String kind = "hosts";
    private final Map<String, Piece> seen = new HashMap<>();

    IniInventory(Draft draft, Problems problems) {
        this.draft = draft;
        this.problems = problems;
    }

    void read(Source source) {
        int number = 0;
        for (String text : source.text().lines().toList()) {
            number++;
            Piece line = Piece.line(source, number, text).strip();
            boolean blank = line.text().isEmpty() || ";#".indexOf(line.text().charAt(0)) >= 0;
            if (!blank) {
                line(line);
            }
        }
    }

    private void line(Piece line) {
        Matcher section = SECTION.matcher(line.text());
        if (section.matches()) {
            section(line, section);
        } else if (line.text().startsWith("[") && line.text().endsWith("]")) {
            problems.error(
                    "ini-syntax",
                    line.span(),
                    "this is not a section: [GROUP], [GROUP:children] or [GROUP:vars], without"
                            + " spaces");
        } else {
            switch (kind) {
                case "hosts" -> host(line);
                case "children" -> child(line);
                case "vars" -> variable(line);
                default -> {} // below an unknown section, which is told already
            }
        }
    }

    private void section(Piece line, Matcher section) {
        group = section.group(1);
        kind = section.group(2) == null ? "hosts" : section.group(2);
        seen.clear();
        switch (kind) {
            case "hosts", "children" -> draft.group(group);
            case "vars" ->
                    draft.wants(
                            group,
                            line.span(section.start(1), section.end(1)),
                            "variables for group `" + group + "`, which is defined nowhere");
            default ->
                    problems.error(
                            "ini-syntax",
                            line.span(section.start(2), section.end(2)),
                            "unknown kind of section `" + kind + "`",
                            Suggest.near(kind, KINDS)
                                    .map(k -> "did you mean `" + k + "`?")
                                    .orElse("there are `children` and `vars`"));
        }
    }

    private void host(Piece line) {
        List<Piece> words = IniWords.split(line, problems).orElse(List.of());
        if (words.isEmpty()) {
            return;
        }
        Piece first = words.getFirst();
        List<String> names = HostLine.add(draft, first.text(), group, first.span(), problems);
        Map<String, Piece> keys = new HashMap<>();
        for (Piece word : words.subList(1, words.size())) {
            int equals = word.text().indexOf('=');
            if (equals < 1) {
                problems.error(
                        "ini-syntax",
                        word.span(),
                        "`" + word.text() + "` is not a variable: KEY=VALUE",
                        "one host a line; a value with spaces needs quotes");
                continue;
            }
            String key = word.text().substring(0, equals);
            duplicate(keys.putIfAbsent(key, word), word, key);
            YamlNode value = PythonLiteral.read(word.sub(equals + 1, word.text().length()));
            names.forEach(name -> draft.hostVariable(name, new Variable(key, value, true)));
        }
    }

    private void child(Piece line) {
        Matcher name = GROUP.matcher(line.text());
        if (!name.matches()) {
            problems.error(
                    "ini-syntax", line.span(), "`" + line.text() + "` is not the name of a group");
            return;
        }
        Piece child = line.sub(name.start(1), name.end(1));
        draft.wants(child.text(), child.span(), "group `" + child.text() + "` is defined nowhere");
        draft.childOnceDeclared(group, child.text(), child.span());
    }

    private void variable(Piece line) {
        int equals = line.text().indexOf('=');
        if (equals < 1) {
            problems.error(
                    "ini-syntax",
                    line.span(),
                    "`" + line.text() + "` is not a variable: KEY=VALUE");
            return;
        }
        Piece key = line.sub(0, equals).strip();
        Piece value = line.sub(equals + 1, line.text().length()).strip();
        duplicate(seen.putIfAbsent(key.text(), key), key, key.text());
        draft.variableOnceDeclared(
                group, new Variable(key.text(), PythonLiteral.read(value), true));
    }

    private void duplicate(@org.jspecify.annotations.Nullable Piece before, Piece now, String key) {
        if (before != null) {
            problems.add(
                    Problem.error(
                                    "duplicate-key",
                                    now.span(0, key.length()),
                                    "duplicate key `" + key + "`")
                            .see("it is here already", before.span(0, key.length())));
        }
    }
}
