package nsfleet.inventory;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Suggest;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// An inventory in YAML: groups at the top, each with `hosts`, `vars` and `children`.
final class YamlInventory {
    private static final List<String> KEYS = List.of("hosts", "vars", "children");

    private final Draft draft;
    private final Problems problems;

    YamlInventory(Draft draft, Problems problems) {
        this.draft = draft;
        this.problems = problems;
    }

    void read(YamlNode root) {
        if (root instanceof Scalar empty && empty.value() == null) {
            return;
        }
        if (!(root instanceof Mapping top)) {
            problems.error(
                    "bad-inventory",
                    root.span(),
                    "an inventory in YAML must be a mapping of groups");
            return;
        }
        for (Mapping.Entry entry : top.entries()) {
            String name = entry.key().text();
            if (name.equals("plugin")) {
                problems.error(
                        "bad-inventory",
                        entry.key().span(),
                        "this configures an inventory plugin of Ansible, which nsfleet cannot run",
                        "write its answer to a file: ansible-inventory -i FILE --list --yaml");
                return;
            }
            if (KEYS.contains(name)) {
                problems.error(
                        "bad-inventory",
                        entry.key().span(),
                        "`" + name + "` stands where a group's name belongs",
                        "put it below a group: `all:` is the group of all hosts");
                continue;
            }
            group(entry);
        }
    }

    private void group(Mapping.Entry entry) {
        String name = entry.key().text();
        if (name.isBlank()) {
            problems.error("bad-group", entry.key().span(), "a group must have a name");
            return;
        }
        draft.group(name);
        Mapping body = mapping(entry.value(), "group `" + name + "`");
        if (body == null) {
            return;
        }
        for (Mapping.Entry part : body.entries()) {
            String key = part.key().text();
            switch (key) {
                case "hosts" -> hosts(name, part);
                case "children" -> children(name, part);
                case "vars" -> vars(name, part);
                default ->
                        problems.error(
                                "unknown-key",
                                part.key().span(),
                                "unknown key `" + key + "` in group `" + name + "`",
                                Suggest.near(key, KEYS)
                                        .map(k -> "did you mean `" + k + "`?")
                                        .orElse("a group has `hosts`, `vars` and `children`"));
            }
        }
    }

    private void hosts(String group, Mapping.Entry part) {
        if (part.value() instanceof Scalar one && one.value() != null) {
            HostLine.add(draft, one.text(), group, one.span(), problems);
            return;
        }
        Mapping hosts = mapping(part.value(), "`hosts`");
        if (hosts == null) {
            return;
        }
        for (Mapping.Entry host : hosts.entries()) {
            String text = host.key().text();
            List<String> names = HostLine.add(draft, text, group, host.key().span(), problems);
            Mapping vars = mapping(host.value(), "variables of host `" + text + "`");
            if (vars == null) {
                continue;
            }
            for (Mapping.Entry v : vars.entries()) {
                var variable = new Variable(v.key().text(), v.value(), true);
                names.forEach(name -> draft.hostVariable(name, variable));
            }
        }
    }

    private void children(String group, Mapping.Entry part) {
        if (part.value() instanceof Scalar one && one.value() != null) {
            draft.child(group, one.text(), one.span());
            return;
        }
        Mapping children = mapping(part.value(), "`children`");
        if (children == null) {
            return;
        }
        for (Mapping.Entry child : children.entries()) {
            group(child);
            draft.child(group, child.key().text(), child.key().span());
        }
    }

    private void vars(String group, Mapping.Entry part) {
        Mapping vars = mapping(part.value(), "`vars`");
        if (vars != null) {
            for (Mapping.Entry v : vars.entries()) {
                draft.groupVariable(group, new Variable(v.key().text(), v.value(), true));
            }
        }
    }

    /// A mapping, or null for an empty one and, with a problem, for anything else.
    private @Nullable Mapping mapping(YamlNode node, String what) {
        return switch (node) {
            case Mapping mapping -> mapping;
            case Sequence sequence -> {
                problems.error(
                        "bad-inventory",
                        sequence.span(),
                        what + " must be a mapping, not a list",
                        "write `name:` instead of `- name`");
                yield null;
            }
            case Scalar scalar -> {
                if (scalar.value() != null) {
                    problems.error("bad-inventory", scalar.span(), what + " must be a mapping");
                }
                yield null;
            }
        };
    }
}
