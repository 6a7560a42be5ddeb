package nsfleet.inventory;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.Yaml;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an inventory program answers to `--list`: groups with `hosts`, `vars` and `children`, and
/// under `_meta.hostvars` the variables of hosts; without that each host is asked for by `--host`.
/// All of it is data: no text in it is an expression, names are no ranges.
final class ProgramInventory {
    private static final List<String> KEYS = List.of("hosts", "vars", "children");

    private final Program program;
    private final Draft draft;
    private final Problems problems;
    private final Map<String, Span> hosts = new LinkedHashMap<>();

    ProgramInventory(Program program, Draft draft, Problems problems) {
        this.program = program;
        this.draft = draft;
        this.problems = problems;
    }

    void read() {
        Mapping answer =
                program.ask("--list")
                        .flatMap(source -> Yaml.readJson(source, problems))
                        .map(root -> mapping(root, "the answer of an inventory program"))
                        .orElse(null);
        if (answer == null) {
            return;
        }
        YamlNode meta = null;
        for (Mapping.Entry entry : answer.entries()) {
            if (!entry.key().text().equals("_meta")) {
                group(entry);
            } else if (entry.value() instanceof Mapping map) {
                meta = map.get("hostvars");
            }
        }
        if (meta == null) {
            hosts.keySet().forEach(this::ask);
            return;
        }
        Mapping vars = mapping(meta, "`_meta.hostvars`");
        for (Mapping.Entry entry : vars == null ? List.<Mapping.Entry>of() : vars.entries()) {
            if (hosts.containsKey(entry.key().text())) {
                hostVariables(entry.key().text(), entry.value());
            }
        }
    }

    private void ask(String host) {
        Source answer = program.ask("--host", host).orElse(null);
        if (answer != null && !answer.text().isBlank()) {
            Yaml.readJson(answer, problems).ifPresent(root -> hostVariables(host, root));
        }
    }

    private void hostVariables(String host, YamlNode node) {
        Mapping vars = mapping(node, "variables of host `" + host + "`");
        if (vars != null) {
            for (Mapping.Entry v : vars.entries()) {
                draft.hostVariable(host, new Variable(v.key().text(), v.value(), false));
            }
        }
    }

    /// A group may be a list of its hosts, or the variables of the one host that is called like it:
    /// both are forms of old that Ansible still reads.
    private void group(Mapping.Entry entry) {
        String name = entry.key().text();
        if (name.isBlank()) {
            problems.error("bad-group", entry.key().span(), "a group must have a name");
            return;
        }
        draft.group(name);
        if (!(entry.value() instanceof Mapping body)) {
            hosts(name, entry.value());
            return;
        }
        if (body.keys().stream().noneMatch(KEYS::contains)) {
            if (!body.entries().isEmpty()) {
                host(name, name, entry.key().span());
                variables(name, body);
            }
            return;
        }
        for (Mapping.Entry part : body.entries()) {
            switch (part.key().text()) {
                case "hosts" -> hosts(name, part.value());
                case "vars" -> variables(name, part.value());
                case "children" -> children(name, part.value());
                default ->
                        problems.error(
                                "unknown-key",
                                part.key().span(),
                                "unknown key `" + part.key().text() + "` in group `" + name + "`",
                                Suggest.hint(part.key().text(), KEYS));
            }
        }
    }

    private void hosts(String group, YamlNode node) {
        for (Scalar name : names(node, "the hosts of group `" + group + "`")) {
            host(name.text(), group, name.span());
        }
    }

    private void host(String name, String group, Span span) {
        switch (HostLine.name(name)) {
            case Parsed.Good<String>(var good) -> {
                draft.host(good, group, span);
                hosts.put(good, span);
            }
            case Parsed.Bad<String>(var message) -> problems.error("bad-host", span, message);
        }
    }

    private void variables(String group, YamlNode node) {
        Mapping vars = mapping(node, "variables of group `" + group + "`");
        if (vars != null) {
            for (Mapping.Entry v : vars.entries()) {
                draft.groupVariable(group, new Variable(v.key().text(), v.value(), false));
            }
        }
    }

    private void children(String group, YamlNode node) {
        for (Scalar name : names(node, "the children of group `" + group + "`")) {
            draft.child(group, name.text(), name.span());
        }
    }

    private List<Scalar> names(YamlNode node, String what) {
        if (node instanceof Sequence list
                && list.items().stream()
                        .allMatch(i -> i instanceof Scalar s && s.value() instanceof String)) {
            return list.items().stream().map(Scalar.class::cast).toList();
        }
        problems.error("bad-inventory", node.span(), what + " must be a list of names");
        return List.of();
    }

    private @Nullable Mapping mapping(YamlNode node, String what) {
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        problems.error("bad-inventory", node.span(), what + " must be a JSON object");
        return null;
    }
}
