package nsfleet.inventory;

import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.inventory.Layer.Rank;
import nsfleet.vault.Vault;
import nsfleet.yaml.Scalar;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Hosts, groups and their variables, with Ansible's meaning. Immutable.
public final class Inventory {
    /// The names of the machine itself (Ansible's C.LOCALHOST).
    static final Set<String> LOCALHOST = Set.of("localhost", "127.0.0.1", "::1");

    private final Map<String, Group> groups;
    private final List<String> asWritten;
    private final Map<String, Path> files;
    private final Map<String, List<Group>> groupsOf;
    private final Map<String, Vars> groupVars;
    private final Map<String, Vars> hostVars;
    private final List<FileVars> beside;
    private final List<FileVars> besidePlaybooks;
    private final Vault vault;
    private final @Nullable String localhost;
    private final Map<String, Map<String, Variable>> merged = new ConcurrentHashMap<>();

    Inventory(
            Map<String, Group> groups,
            List<String> asWritten,
            Map<String, Path> files,
            Map<String, Vars> groupVars,
            Map<String, Vars> hostVars,
            List<FileVars> beside,
            List<FileVars> besidePlaybooks,
            Vault vault) {
        this.groups = groups;
        this.asWritten = List.copyOf(asWritten);
        this.files = Map.copyOf(files);
        this.groupVars = groupVars;
        this.hostVars = hostVars;
        this.beside = beside;
        this.besidePlaybooks = besidePlaybooks;
        this.vault = vault;
        Map<String, List<Group>> of = new HashMap<>();
        hosts().forEach(host -> of.put(host, new ArrayList<>()));
        groups.values().stream()
                .filter(g -> !g.name().equals("all"))
                .sorted(
                        Comparator.comparingInt(Group::depth)
                                .thenComparingInt(Group::priority)
                                .thenComparing(Group::name))
                .forEach(g -> g.allHosts().forEach(h -> of.getOrDefault(h, List.of()).add(g)));
        this.groupsOf = of;
        this.localhost = asWritten.stream().filter(LOCALHOST::contains).findFirst().orElse(null);
    }

    /// All hosts in Ansible's order: that of the groups, then as written.
    public List<String> hosts() {
        Group all = groups.get("all");
        return all == null ? List.of() : all.allHosts();
    }

    /// All hosts in the order in which they were first written: globs find them so.
    List<String> hostsAsWritten() {
        return asWritten;
    }

    /// All groups, `all` and `ungrouped` first.
    public Collection<Group> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    /// The group of that name; null when there is none.
    public @Nullable Group group(String name) {
        return groups.get(name);
    }

    /// Whether there is a host of that name, the implicit localhost not counted.
    public boolean has(String host) {
        return groupsOf.containsKey(host);
    }

    /// The host that a name of the machine itself stands for, though no host is called so: the one
    /// that is called by another of these names, else the implicit localhost of that name, which is
    /// in no group, not even `all`.
    ///
    /// @return null for any other name
    @Nullable String localhost(String name) {
        return !LOCALHOST.contains(name) ? null : localhost == null ? name : localhost;
    }

    /// The file of the inventory that names a host first: Ansible's `inventory_file`.
    ///
    /// @return absolute; null for a host of a list on the command line, and for no host
    public @Nullable String file(String host) {
        Path file = files.get(host);
        return file == null ? null : file.toString();
    }

    /// Where that file is: Ansible's `inventory_dir`.
    public @Nullable String directory(String host) {
        Path file = files.get(host);
        return file == null ? null : String.valueOf(file.getParent());
    }

    /// What opens the encrypted values in the variables.
    public Vault vault() {
        return vault;
    }

    /// The names of all groups that a host is in, directly or not, without `all`, sorted: Ansible's
    /// `group_names`.
    public List<String> groupNames(String host) {
        return groupsOf.getOrDefault(host, List.of()).stream().map(Group::name).sorted().toList();
    }

    /// The variables of a host, merged by Ansible's precedence: those of [#layers], of which a
    /// later one replaces an earlier one as a whole.
    ///
    /// @return by name; empty for a host that does not exist
    public Map<String, Variable> variables(String host) {
        return merged.computeIfAbsent(host, this::merge);
    }

    private Map<String, Variable> merge(String host) {
        Map<String, Variable> all = new LinkedHashMap<>();
        layers(host).forEach(layer -> all.putAll(layer.vars().last()));
        return Collections.unmodifiableMap(all);
    }

    /// All places that variables of a host come from, from weak to strong: inventory variables of
    /// `all`, of other groups (by depth, priority, name), group_vars/all beside the inventory,
    /// beside the playbook, other group_vars likewise, inventory variables of the host, host_vars.
    ///
    /// @return empty for a host that does not exist
    public List<Layer> layers(String host) {
        Group all = groups.get("all");
        boolean implicit = !has(host);
        if (all == null || implicit && !host.equals(localhost(host))) {
            return List.of();
        }
        List<Group> own = groupsOf.getOrDefault(host, List.of());
        List<Layer> layers = new ArrayList<>();
        add(layers, Rank.ALL, List.of(all), groupVars);
        add(layers, Rank.GROUP, own, groupVars);
        beside.forEach(f -> add(layers, Rank.ALL_FILE, List.of(all), f.groups()));
        besidePlaybooks.forEach(f -> add(layers, Rank.ALL_PLAYBOOK_FILE, List.of(all), f.groups()));
        beside.forEach(f -> add(layers, Rank.GROUP_FILE, own, f.groups()));
        besidePlaybooks.forEach(f -> add(layers, Rank.GROUP_PLAYBOOK_FILE, own, f.groups()));
        Vars vars = implicit ? implicitVars() : hostVars.getOrDefault(host, Vars.NONE);
        layers.add(new Layer(Rank.HOST, host, 0, 0, vars));
        beside.forEach(f -> add(layers, Rank.HOST_FILE, host, f.hosts()));
        besidePlaybooks.forEach(f -> add(layers, Rank.HOST_PLAYBOOK_FILE, host, f.hosts()));
        return layers;
    }

    private static void add(
            List<Layer> layers, Rank rank, List<Group> groups, Map<String, Vars> vars) {
        for (Group group : groups) {
            Vars own = vars.get(group.name());
            if (own != null) {
                layers.add(new Layer(rank, group.name(), group.depth(), group.priority(), own));
            }
        }
    }

    private static void add(List<Layer> layers, Rank rank, String host, Map<String, Vars> vars) {
        Vars own = vars.get(host);
        if (own != null) {
            layers.add(new Layer(rank, host, 0, 0, own));
        }
    }

    private static Vars implicitVars() {
        var vars = new Vars();
        var nowhere = new Span(new Source("implicit localhost", ""), 1, 1, 1);
        vars.put(new Variable("ansible_connection", Scalar.string(nowhere, "local"), false));
        return vars;
    }

    /// The whole inventory in the shape of `ansible-inventory --list`: `_meta.hostvars`, and of
    /// each group that has some its `hosts` and `children`. Keys are sorted.
    ///
    /// @param wanted the hosts to list, of all groups
    /// @param value how a variable's value is shown; null stands for itself
    public Map<String, Object> list(
            Predicate<String> wanted, Function<Variable, @Nullable Object> value) {
        Map<String, Object> list = new TreeMap<>();
        Map<String, Object> hostvars = new TreeMap<>();
        for (String host : hosts().stream().filter(wanted).toList()) {
            Map<String, @Nullable Object> vars = new TreeMap<>();
            variables(host).forEach((name, v) -> vars.put(name, value.apply(v)));
            if (!vars.isEmpty()) {
                hostvars.put(host, vars);
            }
        }
        list.put("_meta", Map.of("hostvars", hostvars));
        for (Group group : groups.values()) {
            Map<String, Object> shape = new TreeMap<>();
            List<String> own = group.hosts().stream().filter(wanted).toList();
            if (!own.isEmpty() && !group.name().equals("all")) {
                shape.put("hosts", own);
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

    /// The tree below a group, in the shape of `ansible-inventory --graph`, line by line; empty for
    /// a group that does not exist.
    public List<String> graph(String group) {
        List<String> lines = new ArrayList<>();
        draw(group, 0, lines);
        return lines;
    }

    private void draw(String name, int depth, List<String> lines) {
        Group group = groups.get(name);
        if (group == null) {
            return;
        }
        lines.add(branch(depth) + "@" + name + ":");
        group.children().forEach(child -> draw(child, depth + 1, lines));
        if (!name.equals("all")) {
            group.hosts().forEach(host -> lines.add(branch(depth + 1) + host));
        }
    }

    private static String branch(int depth) {
        return depth == 0 ? "" : "  |".repeat(depth) + "--";
    }
}
