package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.inventory.HostPattern;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.Variable;
import nsfleet.net.Ip;
import nsfleet.playbook.Item;
import nsfleet.playbook.Play;
import nsfleet.playbook.Playbook;
import nsfleet.resource.Desired;
import nsfleet.shell.Secret;
import nsfleet.vars.Expressions;
import nsfleet.vars.HostView;
import nsfleet.vars.Scope;
import nsfleet.vars.Value;
import nsfleet.vars.World;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// Playbooks and inventory become the desired state of each host. Resolving hosts is pure and may
/// be done by several threads.
public final class Resolver {
    private static final String UNDERLAY = "nsfleet_underlay";
    private static final Set<String> OUTER = Set.of(UNDERLAY, "ansible_host", "ansible_connection");
    private static final String PASSWORDS = "ansible_(.*_)?(pass|password)|ansible_.*_passphrase";

    private final Inventory inventory;
    private final List<Selected> plays;
    private final World world;
    private final Expressions expressions = new Expressions();
    private final Wires wires;
    private final List<Batch> batches;
    private final Function<String, Parsed<Ip>> lookup;
    private final TagFilter tags;

    /// Who takes part.
    ///
    /// @param limit what `--limit` says; null for everybody
    /// @param allowEmpty whether a pattern may match nothing
    /// @param tags which steps and checks have their turn
    public record Selection(@Nullable HostPattern limit, boolean allowEmpty, TagFilter tags) {
        /// Everybody that the plays name.
        public static final Selection ALL = new Selection(null, false, TagFilter.ALL);
    }

    /// Whether commands run as another user, as the plays of a host say.
    ///
    /// @param enabled null when no play says anything
    /// @param user null when no play says anything
    public record Become(@Nullable Boolean enabled, @Nullable String user) {}

    /// Finds out who takes part in which play, and tells what is wrong with expressions for
    /// whatever host.
    ///
    /// @param extra the variables of the command line
    public Resolver(
            Inventory inventory,
            List<Playbook> playbooks,
            List<Variable> extra,
            Selection selection,
            Problems problems) {
        this(inventory, playbooks, extra, selection, Ip::parse, problems);
    }

    /// @param lookup from the name by which a host is reached to its address
    public Resolver(
            Inventory inventory,
            List<Playbook> playbooks,
            List<Variable> extra,
            Selection selection,
            Function<String, Parsed<Ip>> lookup,
            Problems problems) {
        this.lookup = lookup;
        this.tags = selection.tags();
        this.inventory = inventory;
        var extras = new LinkedHashMap<String, Variable>();
        extra.forEach(variable -> extras.put(variable.name(), variable));
        this.world = new World(inventory, groups(inventory), extras);
        this.plays =
                new PlaySelection(
                                inventory,
                                limit(selection, problems),
                                selection.allowEmpty(),
                                problems)
                        .select(playbooks, this::nobody);
        for (Playbook playbook : playbooks) {
            for (Play play : playbook.plays()) {
                form(play, problems);
            }
        }
        this.batches = Batches.of(this.plays, this::nobody, problems);
        this.wires = Wires.of(plays, (host, play) -> scope(host, play, null), problems);
        wires.inOneBatch(batches);
    }

    /// The batches in which the hosts are worked on, one after the other.
    public List<Batch> batches() {
        return batches;
    }

    /// What a play's own keys can see, before there is a host.
    private Scope nobody(Play play) {
        return with(expressions.scope(world, new HostView("", List.of(), List.of(), null)), play);
    }

    /// The wires of a host whose other end is on another one: that host's name to their ids.
    public Map<String, List<String>> neighbours(String host) {
        var neighbours = new TreeMap<String, List<String>>();
        for (Wire wire : wires.across(host)) {
            String far = wire.far(host);
            if (far != null) {
                neighbours.computeIfAbsent(far, _ -> new ArrayList<>()).add(wire.id());
            }
        }
        return neighbours;
    }

    /// Where outer packets to a host go: what its variable says, or where it is reached.
    private Parsed<Ip> outer(String host) {
        var own = new Problems();
        Map<String, Object> values = connection(host, OUTER, own);
        Object given = values.get(UNDERLAY);
        if (given != null) {
            return Ip.parse(given.toString());
        }
        if ("local".equals(values.get("ansible_connection"))) {
            return Parsed.bad("nobody knows by which address others reach " + host);
        }
        Object address = values.getOrDefault("ansible_host", host);
        return lookup.apply(String.valueOf(address));
    }

    /// The hosts that take part, in the order of the inventory; then the implicit localhost.
    public List<String> hosts() {
        var taking = new LinkedHashSet<String>();
        plays.forEach(play -> taking.addAll(play.hosts()));
        var hosts = new LinkedHashSet<>(inventory.hosts());
        hosts.retainAll(taking);
        hosts.addAll(taking);
        return List.copyOf(hosts);
    }

    /// The desired state of a host: one for each lab that a play of it names, in order.
    ///
    /// @param facts of the host; null before anybody looked. Then everything that needs them is
    ///   left out silently
    /// @param problems everything that is wrong
    public List<Desired> resolve(
            String host, @Nullable Map<String, Object> facts, Problems problems) {
        return new HostResolution(host, wires, this::outer, tags, problems)
                .resolve(of(host), play -> scope(host, play, facts));
    }

    /// Variables of a host that say how to reach it, evaluated: String, Long, Boolean, List, Map;
    /// passwords as [Secret].
    ///
    /// @param names those that are needed: others may hold what nsfleet cannot evaluate
    public Map<String, Object> connection(String host, Set<String> names, Problems problems) {
        List<Selected> own = of(host);
        Scope scope =
                own.isEmpty()
                        ? expressions.scope(world, new HostView(host, List.of(), List.of(), null))
                        : scope(host, own.getFirst(), null);
        var variables = new TreeMap<>(inventory.variables(host));
        variables.putAll(world.extra());
        variables.keySet().retainAll(names);
        var values = new LinkedHashMap<String, Object>();
        variables.forEach(
                (name, variable) -> {
                    if (scope.value(variable, problems) instanceof Value.Known(var node)) {
                        Object plain = plain(node);
                        if (plain != null) {
                            values.put(
                                    name,
                                    name.matches(PASSWORDS)
                                            ? new Secret(
                                                    name,
                                                    node instanceof Scalar s
                                                            ? s.text()
                                                            : plain.toString())
                                            : plain);
                        }
                    }
                });
        return values;
    }

    /// What the plays of a host say of `become`. There is one connection for all of them: two
    /// different users are an error.
    public Become become(String host, Problems problems) {
        Boolean enabled = null;
        String user = null;
        Span first = null;
        for (Selected play : of(host)) {
            Place place = new Place(scope(host, play, null), null, Tags.NONE, true, problems);
            Scalar become = play.play().become();
            if (become != null) {
                var keys = single("become", become, place);
                Boolean read = keys.bool("become");
                enabled =
                        enabled == null
                                ? read
                                : Boolean.valueOf(enabled || Boolean.TRUE.equals(read));
            }
            Scalar name = play.play().becomeUser();
            if (name == null) {
                continue;
            }
            String read = single("become_user", name, place).text("become_user");
            if (user != null && read != null && first != null && !user.equals(read)) {
                problems.add(
                        nsfleet.diagnostics.Problem.error(
                                        "two-values",
                                        name.span(),
                                        "the plays of " + host + " name two users to become")
                                .see("first here", first));
            } else if (user == null) {
                user = read;
                first = name.span();
            }
        }
        return new Become(enabled, user);
    }

    /// The secrets that were seen while evaluating: every output masks them.
    public List<Secret> secrets() {
        return expressions.secrets();
    }

    private static Keys single(String key, Scalar value, Place place) {
        var map =
                new Mapping(
                        value.span(),
                        List.of(new Mapping.Entry(Scalar.string(value.span(), key), value)));
        return new Keys(map, value.span(), place);
    }

    private List<Selected> of(String host) {
        return plays.stream().filter(play -> play.hosts().contains(host)).toList();
    }

    private Scope scope(String host, Selected play, @Nullable Map<String, Object> facts) {
        return with(
                expressions.scope(world, new HostView(host, play.all(), play.counted(), facts)),
                play.play());
    }

    /// A play's variables, and over them those of its files.
    private static Scope with(Scope scope, Play play) {
        Scope all = scope.with(play.vars());
        for (Mapping file : play.varsFiles()) {
            all = all.with(file);
        }
        return all;
    }

    private @Nullable Set<String> limit(Selection selection, Problems problems) {
        HostPattern limit = selection.limit();
        return limit == null
                ? null
                : Set.copyOf(limit.select(inventory, problems, selection.allowEmpty()));
    }

    private static Map<String, List<String>> groups(Inventory inventory) {
        var groups = new LinkedHashMap<String, List<String>>();
        inventory.groups().forEach(group -> groups.put(group.name(), group.allHosts()));
        return groups;
    }

    private void form(Play play, Problems problems) {
        Scope.checkNames(play.vars(), problems);
        if (play.vars() != null) {
            expressions.check(play.vars(), problems);
        }
        for (Mapping file : play.varsFiles()) {
            Scope.checkNames(file, problems);
            expressions.check(file, problems);
        }
        form(play.steps(), problems);
        form(play.verify(), problems);
    }

    private void form(List<Item> items, Problems problems) {
        for (Item item : items) {
            Scope.checkNames(item.common().vars(), problems);
            for (Mapping.Entry entry : item.common().entries()) {
                if (entry.key().text().equals("when") && entry.value() instanceof Scalar when) {
                    expressions.checkCondition(when, problems);
                } else {
                    expressions.check(entry.value(), problems);
                }
            }
            switch (item) {
                case Item.Task task -> expressions.check(task.body(), problems);
                case Item.Block block -> form(block.items(), problems);
            }
        }
    }

    private static @Nullable Object plain(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.value();
            case Sequence list -> {
                var items = new ArrayList<Object>();
                list.items().forEach(item -> items.add(String.valueOf(plain(item))));
                yield items;
            }
            case Mapping map -> {
                var entries = new LinkedHashMap<String, Object>();
                map.entries()
                        .forEach(
                                e -> entries.put(e.key().text(), String.valueOf(plain(e.value()))));
                yield entries;
            }
        };
    }
}
