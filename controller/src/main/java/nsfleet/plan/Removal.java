package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed.RouteState;
import nsfleet.record.LabRecord.Entry;
import nsfleet.resource.Key;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Step;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/// Takes away what the record has and nobody wants any more: the same for a step that left the
/// playbook and for the whole lab. What goes away with its interface or namespace is not removed
/// one by one.
final class Removal {
    private final Work work;
    private final Things things;
    private final Filters filters;
    private final Sysctls sysctls;
    private final OnLinks onLinks;
    private final Map<String, List<Entry>> leaving = new LinkedHashMap<>();
    private final Set<Key> doomed;

    Removal(Work work, Things things, Filters filters, Sysctls sysctls, OnLinks onLinks) {
        this.onLinks = onLinks;
        this.work = work;
        this.things = things;
        this.filters = filters;
        this.sysctls = sysctls;
        List<Entry> gone =
                work.ledger.entries().stream()
                        .filter(entry -> !work.wanted.containsKey(entry.key()))
                        .toList();
        // Last made, first removed; namespaces go last in any case, since one that was made again
        // is younger than what is recorded of its contents.
        Comparator<List<Entry>> byFirst =
                Comparator.<List<Entry>, Boolean>comparing(
                                list -> !(list.getFirst().key() instanceof Key.OfNetns))
                        .thenComparing(
                                list -> list.stream().mapToInt(Entry::sequence).min().orElse(0));
        gone.stream()
                .sorted(Comparator.comparingInt(Entry::sequence).reversed())
                .collect(
                        Collectors.groupingBy(Entry::step, LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .sorted(byFirst.reversed())
                .forEach(list -> leaving.put(list.getFirst().step(), list));
        doomed =
                gone.stream()
                        .filter(e -> e.before() == null && goes(e.key()))
                        .map(Entry::key)
                        .collect(Collectors.toSet());
    }

    /// Whether it is there, is ours, and so will be deleted.
    private boolean goes(Key key) {
        if (key instanceof Key.OfNetns(var netns)) {
            Space space = work.model.space(netns);
            return space != null
                    && Ownership.of(work.ledger, netns, space) instanceof Ownership.Ours;
        }
        if (key instanceof Key.OfLink(var netns, var name)) {
            Iface link = work.model.link(netns, name);
            return link != null && Ownership.of(work.ledger, netns, link) instanceof Ownership.Ours;
        }
        return false;
    }

    /// Steps of which something leaves, last made first.
    Collection<String> steps() {
        return leaving.keySet();
    }

    boolean isEmpty() {
        return leaving.isEmpty();
    }

    /// A step as the record knows it.
    Step step(String identity) {
        Entry first = entries(identity).getLast();
        return new Step(
                first.sequence(),
                identity,
                first.type(),
                first.key().netns(),
                null,
                null,
                false,
                false,
                true,
                Step.DEFAULT_TIMEOUT);
    }

    private List<Entry> entries(String identity) {
        return leaving.getOrDefault(identity, List.of());
    }

    /// Removes what leaves of one step.
    void remove(String identity, Todo todo) {
        for (Entry entry : entries(identity)) {
            remove(entry, todo);
        }
    }

    private void remove(Entry entry, Todo todo) {
        switch (entry.key()) {
            case Key.OfNetns(var netns) -> netns(netns, entry, todo);
            case Key.OfLink key -> link(key, entry, todo);
            case Key.OfAddress key -> address(key, entry, todo);
            case Key.OfRoute key -> route(key, entry.before(), todo);
            case Key.OfRule key -> rule(key, entry.before(), todo);
            case Key.OfSysctl key -> {
                if (!doomed(key.netns())) {
                    sysctls.release(entry, key, todo);
                }
            }
            case Key.OfNeighbor key -> {
                if (stands(key.netns(), key.dev())) {
                    onLinks.remove(key, entry.before(), todo);
                }
            }
            case Key.OfFdb key -> {
                if (stands(key.netns(), key.dev())) {
                    onLinks.remove(key, entry.before(), todo);
                }
            }
            case Key.OfQdisc key -> {
                if (stands(key.netns(), key.dev())) {
                    onLinks.remove(key, todo);
                }
            }
            case Key.OfRuleset _, Key.OfFilter _, Key.OfMasquerade _ -> {
                if (!doomed(entry.key().netns())) {
                    filters.leave(entry, todo);
                }
            }
        }
    }

    /// Whether an interface is there, and will be.
    private boolean stands(Netns netns, InterfaceName dev) {
        return work.model.link(netns, dev) != null && !doomed(netns, dev);
    }

    private boolean doomed(Netns netns) {
        return doomed.contains(new Key.OfNetns(netns));
    }

    private boolean doomed(Netns netns, @Nullable InterfaceName dev) {
        return doomed(netns) || (dev != null && doomed.contains(new Key.OfLink(netns, dev)));
    }

    private void netns(Netns netns, Entry entry, Todo todo) {
        Space space = work.model.space(netns);
        if (space == null) {
            return;
        }
        SortedMap<String, String> before = entry.before();
        if (before != null) {
            boolean up = "up".equals(before.getOrDefault("lo", "up"));
            Iface lo = space.links.get(InterfaceName.LO);
            if (lo != null && lo.up != up) {
                todo.update("lo", lo.up ? "up" : "down", up ? "up" : "down");
                todo.run(new Operation.LinkUp(netns, InterfaceName.LO, up));
            }
            return;
        }
        if (!(Ownership.of(work.ledger, netns, space) instanceof Ownership.Ours)) {
            work.warnings.add(
                    "namespace " + netns + " was made again by somebody else: left as it is");
            return;
        }
        if (strangers(netns, space, todo)) {
            return;
        }
        todo.remove("netns", netns);
        todo.run(new Operation.NetnsDelete(netns));
    }

    /// Links in it that are not ours stand in the way, or with force go first.
    private boolean strangers(Netns netns, Space space, Todo todo) {
        List<String> foreign = new ArrayList<>();
        for (Iface link : List.copyOf(space.links.values())) {
            if (link.name.equals(InterfaceName.LO)
                    || Ownership.fallback(link.name)
                    || space.links.get(link.name) != link) {
                continue;
            }
            boolean ours = Ownership.of(work.ledger, netns, link) instanceof Ownership.Ours;
            if (!ours) {
                foreign.add(link.name.value());
            }
            if ((ours || work.options.force()) && !link.kind.isEmpty()) {
                todo.run(new Operation.LinkDelete(netns, link.name));
            }
        }
        if (!foreign.isEmpty() && !work.options.force()) {
            work.refuse(
                    todo.step,
                    "namespace " + netns + " holds what is not ours: " + String.join(", ", foreign),
                    "move it away, or use --force");
            return true;
        }
        return false;
    }

    private void link(Key.OfLink key, Entry entry, Todo todo) {
        SortedMap<String, String> before = entry.before();
        if (before != null) {
            new ExistingLinks(work, things).restore(key, before, todo);
            return;
        }
        if (key.netns().isHost()) {
            filters.trim(key.netns(), todo); // what let its traffic through
        }
        Iface link = work.model.link(key.netns(), key.name());
        if (link == null) {
            return;
        }
        String label = key.netns().label(key.name().value());
        if (!(Ownership.of(work.ledger, key.netns(), link) instanceof Ownership.Ours)) {
            work.warnings.add("interface " + label + " is not ours any more: left as it is");
            return;
        }
        todo.remove(link.kind, label);
        todo.run(new Operation.LinkDelete(key.netns(), key.name()));
    }

    private void address(Key.OfAddress key, Entry entry, Todo todo) {
        Iface link = work.model.link(key.netns(), key.dev());
        if (entry.before() != null
                || link == null
                || doomed(key.netns(), key.dev())
                || !link.has(key.address())) {
            return;
        }
        todo.remove("address", key.address());
        Links.dropAddress(
                key.netns(),
                link,
                key.address(),
                link.secondariesOf(key.address()).stream()
                        .filter(other -> stays(key.netns(), key.dev(), other))
                        .toList(),
                todo);
    }

    /// Whether a secondary address is not itself about to go.
    private boolean stays(Netns netns, InterfaceName dev, nsfleet.net.Cidr address) {
        Key key = new Key.OfAddress(netns, dev, address);
        return work.ledger.get(key) == null || work.wanted.containsKey(key);
    }

    private void route(Key.OfRoute key, @Nullable SortedMap<String, String> before, Todo todo) {
        Space space = work.model.space(key.netns());
        if (space == null || doomed(key.netns())) {
            return;
        }
        Route mine = Stored.route(key, before == null ? Map.of() : before);
        boolean back = before != null;
        for (RouteState seen : List.copyOf(space.routes)) {
            if (Routes.sameKey(seen.route(), mine)) {
                if (back && Routes.satisfied(mine, seen.route())) {
                    return;
                }
                if (!doomed(key.netns(), seen.route().dev())) {
                    todo.remove("route", Routes.words(seen.route()));
                    todo.run(new Operation.RouteDelete(seen.route()));
                }
            }
        }
        if (back) {
            todo.update("route", null, Routes.words(mine));
            todo.run(new Operation.RouteAdd(mine));
        }
    }

    private void rule(Key.OfRule key, @Nullable SortedMap<String, String> before, Todo todo) {
        Space space = work.model.space(key.netns());
        if (space == null || doomed(key.netns())) {
            return;
        }
        Rule mine = before == null ? null : Stored.rule(key, before);
        for (Rule seen : List.copyOf(space.rules)) {
            if (seen.key().equals(key)) {
                if (mine != null && Rules.same(mine, seen)) {
                    return;
                }
                todo.remove("rule", seen.priority() + ": " + Rules.words(seen));
                todo.run(new Operation.RuleDelete(seen));
            }
        }
        if (mine != null) {
            todo.update("rule", null, mine.priority() + ": " + Rules.words(mine));
            todo.run(new Operation.RuleAdd(mine));
        }
    }
}
