package nsfleet.playbook;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Suggest;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.Yaml;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a playbook: its shape and its keys. Values are read when they are evaluated.
public final class PlaybookReader {
    private static final List<String> KEYS =
            List.of(
                    "name",
                    "hosts",
                    "lab",
                    "vars",
                    "vars_files",
                    "tags",
                    "serial",
                    "max_fail_percentage",
                    "any_errors_fatal",
                    "become",
                    "become_user",
                    "firewall_backend",
                    "existing",
                    "steps",
                    "verify");
    private static final Set<String> LATER = Set.of("persist", "formerly");
    private static final List<String> BACKENDS = List.of("auto", "iptables", "nft");

    // What people who know Ansible type first.
    private static final Map<String, String> FOREIGN =
            Map.of("tasks", "steps", "roles", "steps", "pre_tasks", "steps", "checks", "verify");

    private final Problems problems;
    private final Inclusion inclusion;
    private final ItemReader steps;
    private final ItemReader checks;

    private PlaybookReader(Source source, Library library, Problems problems) {
        this.problems = problems;
        this.inclusion = new Inclusion(source, library, problems);
        this.steps = ItemReader.steps(inclusion, problems);
        this.checks = ItemReader.checks(inclusion, problems);
    }

    /// Reads a playbook; empty when it is not one at all. A play with mistakes is told in full and
    /// left out, or kept where the mistake does not hide the rest.
    public static Optional<Playbook> read(Source source, Problems problems) {
        return read(source, Library.NONE, problems);
    }

    /// @param library where the files are that it names
    public static Optional<Playbook> read(Source source, Library library, Problems problems) {
        return Yaml.read(source, problems)
                .flatMap(
                        node ->
                                new PlaybookReader(source, library, problems)
                                        .playbook(source, node));
    }

    private Optional<Playbook> playbook(Source source, YamlNode node) {
        if (!(node instanceof Sequence list)) {
            problems.error(
                    "not-a-playbook",
                    node.span(),
                    "a playbook is a list of plays",
                    "begin each play with \"- name: ...\"");
            return Optional.empty();
        }
        if (list.items().isEmpty()) {
            problems.error("not-a-playbook", node.span(), "the playbook has no plays");
        }
        var plays = new ArrayList<Play>();
        for (YamlNode item : list.items()) {
            if (item instanceof Mapping map) {
                play(map).ifPresent(plays::add);
            } else {
                problems.error("not-a-play", item.span(), "a play is a map with hosts and steps");
            }
        }
        return Optional.of(new Playbook(source, plays));
    }

    private Optional<Play> play(Mapping map) {
        Map<String, YamlNode> keys = knownKeys(map);
        YamlNode hosts = keys.get("hosts");
        if (hosts == null && !misspelt(map, "hosts")) {
            problems.error("missing-key", map.span(), "the play has no \"hosts\"");
        }
        if (!keys.containsKey("name") && !keys.containsKey("lab")) {
            problems.error(
                    "missing-key",
                    map.span(),
                    "the play has neither \"name\" nor \"lab\"",
                    "the lab owns what the play makes; it is called after one of them");
        }
        if (!keys.containsKey("steps")
                && !keys.containsKey("verify")
                && !misspelt(map, "steps")
                && !misspelt(map, "verify")) {
            problems.error(
                    "missing-key", map.span(), "the play has neither \"steps\" nor \"verify\"");
        }
        backend(keys.get("firewall_backend"));
        var play =
                new Play(
                        map.span(),
                        scalar(keys, "name"),
                        scalar(keys, "lab"),
                        hosts == null ? map : hosts,
                        mapping(keys, "vars"),
                        inclusion.variables(keys.get("vars_files")),
                        keys.get("tags"),
                        keys.get("serial"),
                        scalar(keys, "max_fail_percentage"),
                        scalar(keys, "any_errors_fatal"),
                        scalar(keys, "become"),
                        scalar(keys, "become_user"),
                        scalar(keys, "firewall_backend"),
                        keys.get("existing"),
                        steps.items(keys.get("steps"), "steps"),
                        checks.items(keys.get("verify"), "verify"));
        return hosts == null ? Optional.empty() : Optional.of(play);
    }

    /// Whether a key that is told as unknown stands for it: one mistake, one error.
    private static boolean misspelt(Mapping map, String key) {
        return map.entries().stream()
                .map(entry -> entry.key().text())
                .filter(name -> !KEYS.contains(name))
                .anyMatch(
                        name ->
                                key.equals(FOREIGN.get(name))
                                        || Suggest.near(name, KEYS)
                                                .filter(key::equals)
                                                .isPresent());
    }

    private Map<String, YamlNode> knownKeys(Mapping map) {
        var keys = new LinkedHashMap<String, YamlNode>();
        for (Mapping.Entry entry : map.entries()) {
            String key = entry.key().text();
            if (KEYS.contains(key)) {
                keys.put(key, entry.value());
            } else if (LATER.contains(key)) {
                problems.error(
                        "not-supported",
                        entry.key().span(),
                        "\"" + key + "\" is not supported by this version");
            } else {
                String other = FOREIGN.get(key);
                problems.error(
                        "unknown-key",
                        entry.key().span(),
                        "\"" + key + "\" is not a key of a play",
                        other != null
                                ? "here they are called \"" + other + "\""
                                : Suggest.hint(key, KEYS));
            }
        }
        return keys;
    }

    private void backend(@Nullable YamlNode node) {
        if (node == null) {
            return;
        }
        String text = node instanceof Scalar scalar ? scalar.text() : "";
        if (!BACKENDS.contains(text)) {
            problems.error(
                    "bad-value",
                    node.span(),
                    "firewall_backend is auto, iptables or nft",
                    Suggest.hint(text, BACKENDS));
        }
    }

    private @Nullable Scalar scalar(Map<String, YamlNode> keys, String key) {
        YamlNode node = keys.get(key);
        if (node == null || node instanceof Scalar) {
            return (Scalar) node;
        }
        problems.error("bad-value", node.span(), "\"" + key + "\" takes a single value");
        return null;
    }

    private @Nullable Mapping mapping(Map<String, YamlNode> keys, String key) {
        YamlNode node = keys.get(key);
        if (node == null || node instanceof Mapping) {
            return (Mapping) node;
        }
        problems.error("bad-value", node.span(), "\"" + key + "\" takes a map");
        return null;
    }
}
