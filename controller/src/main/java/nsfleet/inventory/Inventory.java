package nsfleet.inventory;

import nsfleet.yaml.Yaml;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Hosts, groups and their variables, with Ansible's meaning. Immutable.
public final class Inventory {
    private final Map<String, Group> groups;
    private final Map<String, List<String>> groupsOf;
    private final Map<String, Map<String, Variable>> groupVars;
    private final Map<String, Map<String, Variable>> hostVars;
    private final List<FileVars> beside;
    private final List<FileVars> besidePlaybooks;
    private final Map<String, Map<String, Variable>> merged = new ConcurrentHashMap<>();

    Inventory(
            Map<String, Group> groups,
            Map<String, Map<String, Variable>> groupVars,
            Map<String, Map<String, Variable>> hostVars,
            List<FileVars> beside,
            List<FileVars> besidePlaybooks) {
        this.groups = groups;
        this.groupVars = groupVars;
        this.hostVars = hostVars;
        this.beside = beside;
        this.besidePlaybooks = besidePlaybooks;
        Map<String, List<String>> of = new LinkedHashMap<>();
        hosts().forEach(host -> of.put(host, new java.util.ArrayList<>()));
        groups.values().stream()
                .filter(g -> !g.name().equals("all"))
                .sorted(
                        Comparator.comparingInt(Group::depth)
                                .thenComparingInt(Group::priority)
                                .thenComparing(Group::name))
                .forEach(
                        g ->
                                g.allHosts()
                                        .forEach(h -> of.getOrDefault(h, List.of()).add(g.name())));
        this.groupsOf = of;
    }

    /// All hosts in Ansible's order: that of the groups, then as written.
    public List<String> hosts() {
        Group all = groups.get("all");
        return all == null ? List.of() : all.allHosts();
    }

    /// All groups, `all` and `ungrouped` first.
    public Collection<Group> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    /// The group of that name; null when there is none.
    public @Nullable Group group(String name) {
        return groups.get(name);
    }

    /// Whether there is a host of that name.
    public boolean has(String host) {
        return groupsOf.containsKey(host);
    }

    /// The names of all groups that a host is in, directly or not, without `all`, sorted: Ansible's
    /// `group_names`.
    public List<String> groupNames(String host) {
        return groupsOf.getOrDefault(host, List.of()).stream().sorted().toList();
    }

    /// The variables of a host, merged by Ansible's precedence: inventory variables of `all`, of
    /// other groups (by depth, priority, name), group_vars/all beside the inventory, beside the
    /// playbook, other group_vars likewise, inventory variables of the host, host_vars. A later one
    /// replaces an earlier one as a whole.
    ///
    /// @return by name; empty for a host that does not exist
    public Map<String, Variable> variables(String host) {
        return has(host) ? merged.computeIfAbsent(host, this::merge) : Map.of();
    }

    private Map<String, Variable> merge(String host) {
        List<String> names = groupsOf.getOrDefault(host, List.of());
        Map<String, Variable> all = new LinkedHashMap<>(vars(groupVars, "all"));
        names.forEach(group -> all.putAll(vars(groupVars, group)));
        for (List<FileVars> files : List.of(beside, besidePlaybooks)) {
            files.forEach(f -> all.putAll(vars(f.groups(), "all")));
        }
        for (List<FileVars> files : List.of(beside, besidePlaybooks)) {
            files.forEach(f -> names.forEach(group -> all.putAll(vars(f.groups(), group))));
        }
        all.putAll(vars(hostVars, host));
        for (List<FileVars> files : List.of(beside, besidePlaybooks)) {
            files.forEach(f -> all.putAll(vars(f.hosts(), host)));
        }
        return Collections.unmodifiableMap(all);
    }

    private static Map<String, Variable> vars(Map<String, Map<String, Variable>> of, String name) {
        return of.getOrDefault(name, Map.of());
    }

    /// The whole inventory in the shape of `ansible-inventory --list`: `_meta.hostvars`, and of
    /// each group that has some its `hosts` and `children`. Keys are sorted; values are as written,
    /// with `${...}` not evaluated.
    public Map<String, Object> list() {
        Map<String, Object> list = new TreeMap<>();
        Map<String, Object> hostvars = new TreeMap<>();
        for (String host : hosts()) {
            Map<String, @Nullable Object> vars = new TreeMap<>();
            variables(host).forEach((name, v) -> vars.put(name, Yaml.toJava(v.value())));
            if (!vars.isEmpty()) {
                hostvars.put(host, vars);
            }
        }
        list.put("_meta", Map.of("hostvars", hostvars));
        for (Group group : groups.values()) {
            Map<String, Object> shape = new TreeMap<>();
            if (!group.hosts().isEmpty() && !group.name().equals("all")) {
                shape.put("hosts", group.hosts());
            }
            if (!group.children().isEmpty()) {
                shape.put("children", group.children());
            }
            if (!shape.isEmpty()) {
                list.put(group.name(), shape);
            }
        }
        return list;
    }
}
