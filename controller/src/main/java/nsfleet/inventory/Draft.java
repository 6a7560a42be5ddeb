package nsfleet.inventory;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.vault.Vault;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An inventory while its sources are read, one after the other.
final class Draft {
    private final Problems problems;
    private final Map<String, Node> groups = new LinkedHashMap<>();
    private final Map<String, Span> hosts = new LinkedHashMap<>();
    private final Map<String, Path> files = new HashMap<>();
    private @Nullable Path file;
    private final Map<String, Vars> hostVars = new LinkedHashMap<>();
    private final List<Wanted> wanted = new ArrayList<>();
    private final Map<String, List<Runnable>> onceDeclared = new LinkedHashMap<>();

    /// A group in the making.
    private static final class Node {
        final Set<String> hosts = new LinkedHashSet<>();
        final Set<String> children = new LinkedHashSet<>();
        final Vars vars = new Vars();
        int priority = 1;
    }

    /// A group that must be declared somewhere, at last in the last source.
    private record Wanted(String group, Span span, String message) {}

    Draft(Problems problems) {
        this.problems = problems;
        group("all");
        node("all").children.add("ungrouped");
        group("ungrouped");
    }

    /// What is read from now on; null for what is no file.
    void reading(@Nullable Path path) {
        file = path;
    }

    /// Declares a group.
    void group(String name) {
        node(name);
    }

    /// A child that some source must declare, maybe later.
    void childOnceDeclared(String parent, String child, Span span) {
        onceDeclared(child, () -> child(parent, child, span));
    }

    /// A variable of a group that some source must declare, maybe later.
    void variableOnceDeclared(String group, Variable variable) {
        onceDeclared(group, () -> groupVariable(group, variable));
    }

    private void onceDeclared(String group, Runnable action) {
        if (groups.containsKey(group)) {
            action.run();
        } else {
            onceDeclared.computeIfAbsent(group, g -> new ArrayList<>()).add(action);
        }
    }

    /// Remembers that a group is spoken of.
    void wants(String group, Span span, String message) {
        wanted.add(new Wanted(group, span, message));
    }

    Set<String> groupNames() {
        return groups.keySet();
    }

    Set<String> hostNames() {
        return hosts.keySet();
    }

    /// Puts a host into a group; both are made if new.
    void host(String name, String group, Span span) {
        if (hosts.putIfAbsent(name, span) == null && file != null) {
            files.put(name, file);
        }
        node(group).hosts.add(name);
    }

    void hostVariable(String host, Variable variable) {
        hostVars.computeIfAbsent(host, h -> new Vars()).put(variable);
    }

    /// The port that a host's name carries: `box:2222`.
    void port(String host, String port, Span span) {
        hostVars.computeIfAbsent(host, h -> new Vars())
                .putIfAbsent(new Variable("ansible_port", Scalar.of(span, port), true));
    }

    void groupVariable(String group, Variable variable) {
        YamlNode value = variable.value();
        if (!variable.name().equals("ansible_group_priority")) {
            node(group).vars.put(variable);
        } else if (value instanceof Scalar s && number(s) instanceof Integer priority) {
            node(group).priority = priority;
        } else {
            problems.error(
                    "bad-value", value.span(), "`ansible_group_priority` must be a whole number");
        }
    }

    private static @Nullable Integer number(Scalar scalar) {
        return scalar.text().matches("[-+]?[0-9]{1,9}") ? Integer.valueOf(scalar.text()) : null;
    }

    void child(String parent, String child, Span span) {
        group(parent);
        group(child);
        if (child.equals("all")
                || parent.equals(child)
                || below(child, new LinkedHashSet<>()).contains(parent)) {
            problems.error(
                    "group-loop",
                    span,
                    "group `" + child + "` would be below itself, as a child of `" + parent + "`");
        } else {
            node(parent).children.add(child);
        }
    }

    private Node node(String group) {
        Node node = groups.get(group);
        if (node == null) {
            node = new Node();
            groups.put(group, node);
            List<Runnable> waiting = onceDeclared.remove(group);
            if (waiting != null) {
                waiting.forEach(Runnable::run);
            }
        }
        return node;
    }

    private Set<String> below(String group, Set<String> seen) {
        for (String child : node(group).children) {
            if (seen.add(child)) {
                below(child, seen);
            }
        }
        return seen;
    }

    /// Ends reading: remembers what is secret, tells groups that are spoken of but nowhere
    /// declared, gives every group and host its place below `all` and `ungrouped`.
    Inventory build(List<FileVars> beside, List<FileVars> besidePlaybooks, Vault vault) {
        Node all = node("all");
        Set<String> childGroups = new LinkedHashSet<>();
        groups.values().forEach(g -> childGroups.addAll(g.children));
        groups.keySet().stream()
                .filter(g -> !g.equals("all") && !childGroups.contains(g))
                .forEach(all.children::add);
        sortOutUngrouped();
        hostVars.values().forEach(vars -> keep(vars, vault));
        groups.values().forEach(node -> keep(node.vars, vault));
        Map<String, Vars> groupVars = new LinkedHashMap<>();
        groups.forEach((name, node) -> groupVars.put(name, node.vars));
        return new Inventory(
                finished(),
                List.copyOf(hosts.keySet()),
                files,
                groupVars,
                hostVars,
                beside,
                besidePlaybooks,
                vault);
    }

    private static void keep(Vars vars, Vault vault) {
        vars.last().values().forEach(variable -> Vaults.keep(variable, vault));
    }

    /// Tells of groups that were needed and never declared, and of names that are both.
    void check() {
        for (Wanted want : wanted) {
            if (!groups.containsKey(want.group())) {
                problems.error(
                        "unknown-group",
                        want.span(),
                        want.message(),
                        Suggest.hint(want.group(), groups.keySet()));
            }
        }
        hosts.forEach(
                (name, span) -> {
                    if (groups.containsKey(name)) {
                        problems.add(
                                Problem.warning(
                                        "same-name",
                                        span,
                                        "`" + name + "` is the name of a host and of a group"));
                    }
                });
    }

    private void sortOutUngrouped() {
        Set<String> grouped = new LinkedHashSet<>();
        groups.forEach(
                (name, node) -> {
                    if (!name.equals("all") && !name.equals("ungrouped")) {
                        grouped.addAll(node.hosts);
                    }
                });
        Set<String> ungrouped = node("ungrouped").hosts;
        ungrouped.removeAll(grouped);
        hosts.keySet().stream().filter(h -> !grouped.contains(h)).forEach(ungrouped::add);
    }

    private Map<String, Group> finished() {
        Map<String, Integer> depths = new LinkedHashMap<>();
        deepen("all", 0, depths);
        Map<String, Group> done = new LinkedHashMap<>();
        groups.forEach(
                (name, node) ->
                        done.put(
                                name,
                                new Group(
                                        name,
                                        List.copyOf(node.hosts),
                                        List.copyOf(node.children),
                                        allHosts(name),
                                        depths.getOrDefault(name, 0),
                                        node.priority)));
        return done;
    }

    private void deepen(String group, int depth, Map<String, Integer> depths) {
        if (depths.getOrDefault(group, -1) < depth) {
            depths.put(group, depth);
            node(group).children.forEach(child -> deepen(child, depth + 1, depths));
        }
    }

    /// Level by level, as Ansible walks.
    private List<String> allHosts(String group) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>(Set.of(group));
        List<String> level = List.of(group);
        while (!level.isEmpty()) {
            List<String> next = new ArrayList<>();
            for (String name : level) {
                found.addAll(node(name).hosts);
                node(name).children.stream().filter(seen::add).forEach(next::add);
            }
            level = next;
        }
        return List.copyOf(found);
    }
}
