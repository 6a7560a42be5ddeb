package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Policy;
import nsfleet.filter.Ruleset;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterTable;
import nsfleet.record.LabRecord;
import nsfleet.resource.ChainPolicy;
import nsfleet.resource.Desired;
import nsfleet.resource.Filter;
import nsfleet.resource.Key;
import nsfleet.resource.Link;
import nsfleet.resource.Step;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Makes the lab's own chains or tables as wanted. The object is all that the lab has at a [Place],
/// compared by what it means; a step is pending for its own rules only, the first of a place for
/// the jumps, the last for what is too much or out of order.
final class Filters {
    private final Work work;
    private final Things things;
    private final FilterOperations operations;
    private final Passage passage;
    private final List<Part> parts = new ArrayList<>();
    private final Map<Place, SortedMap<Hook, Policy>> before = new HashMap<>();

    /// A rule or policy of a step, and where it stands.
    ///
    /// @param rank orders the rules of a chain before the order of steps does
    private record Part(
            Step step,
            Place place,
            Hook hook,
            Line.@Nullable Rule rule,
            @Nullable Policy policy,
            int rank) {}

    Filters(Work work, Things things) {
        this.work = work;
        this.things = things;
        passage = new Passage(work);
        operations = new FilterOperations(work);
        FilterRules rules = new FilterRules(work);
        Backend backend = backend();
        for (Wanted w : work.wanted.values()) {
            if (w.resource() instanceof Filter filter && backend != null) {
                for (Family family : filter.families()) {
                    Place place = new Place(filter.netns(), family, backend);
                    rules.of(filter)
                            .forEach(
                                    r ->
                                            parts.add(
                                                    new Part(
                                                            w.step(),
                                                            place,
                                                            r.hook(),
                                                            r.rule(),
                                                            null,
                                                            r.first() ? 0 : 1)));
                    if (filter instanceof ChainPolicy(Netns _, var hook, var policy)) {
                        parts.add(new Part(w.step(), place, hook, null, policy, 1));
                    }
                }
            } else if (w.resource() instanceof Link link) {
                for (Family family : Family.values()) {
                    Place place = new Place(Netns.HOST, family, Backend.IPTABLES);
                    passage.of(link, family)
                            .forEach(
                                    rule ->
                                            parts.add(
                                                    new Part(
                                                            w.step(),
                                                            place,
                                                            Hook.FORWARD,
                                                            rule,
                                                            null,
                                                            2)));
                }
            }
        }
        parts.sort(Comparator.comparingInt(Part::rank));
    }

    /// The packet filter that the lab's rules are given to; null where the host has none for it.
    private @Nullable Backend backend() {
        Backend asked = work.desired.backend();
        boolean iptables = work.facts.iptables() && asked != Backend.NFT;
        boolean nft = work.facts.nft() && asked != Backend.IPTABLES;
        return iptables ? Backend.IPTABLES : nft ? Backend.NFT : null;
    }

    /// Where a lab wants something of its own.
    static Set<Netns> places(Desired desired) {
        Set<Netns> places = new HashSet<>();
        for (Wanted w : desired.wanted()) {
            if (w.resource() instanceof Filter filter) {
                places.add(filter.netns());
            } else if (w.resource() instanceof Link link
                    && link.netns().isHost()
                    && link.kind().made()) {
                places.add(Netns.HOST); // its traffic may have to be let through
            }
        }
        return places;
    }

    void filter(Filter want, Todo todo) {
        if (work.model.space(want.netns()) == null) {
            things.missing(want.netns(), InterfaceName.LO, todo.step);
            return;
        }
        if (backend() == null) {
            withoutTool(want, todo.step);
            return;
        }
        String danger = FilterGuard.unbounded(want);
        if (danger != null && !work.options.confirm()) {
            work.refuse(todo.step, danger, "name the lab's subnet as source, or use --confirm");
            return;
        }
        if (want instanceof ChainPolicy policy) {
            if (policy.netns().isHost() && !work.options.confirm()) {
                work.refuse(
                        todo.step,
                        "the policy of the host's own chain "
                                + policy.hook().chain()
                                + " decides over everything that nobody has a rule for",
                        "policy is for namespaces; on the host it needs --confirm");
                return;
            }
            keepBefore(policy);
        }
        settle(want.netns(), todo);
    }

    private void withoutTool(Filter want, Step step) {
        Backend asked = work.desired.backend();
        String tool = asked == Backend.NFT ? "nft" : "iptables";
        work.refuse(
                step,
                step.type()
                        + " needs "
                        + tool
                        + (asked == null ? " or nft" : "")
                        + ", and this host has "
                        + (asked == null ? "neither" : "none"),
                "install the package "
                        + (asked == Backend.NFT ? "nftables" : "iptables")
                        + " on it");
    }

    /// The policies that were there before us, in a namespace that is not ours.
    private void keepBefore(ChainPolicy want) {
        LabRecord.Entry entry = work.ledger.get(want.key());
        if (entry != null && entry.before() != null
                || work.ownNetns(want.netns())
                || backend() != Backend.IPTABLES) {
            return;
        }
        SortedMap<String, String> had = new TreeMap<>();
        had.put("ours", want.policy().name());
        for (Family family : Family.values()) {
            FilterTable table =
                    work.seen
                            .filters()
                            .get(new Observed.FilterAt(want.netns(), family, want.hook().table()));
            String policy = table == null ? null : table.policies().get(want.hook().chain());
            had.put(family.name(), policy == null ? Policy.ACCEPT.name() : policy);
        }
        work.before.put(want.key(), had);
    }

    /// Lets the traffic of an interface through the host.
    void pass(Link link, Todo todo) {
        if (link.netns().isHost()
                && parts.stream().anyMatch(p -> p.rank() == 2 && p.step().equals(todo.step))) {
            settle(Netns.HOST, todo);
        }
    }

    private Ruleset wanted(Place place) {
        Map<Hook, List<Line>> chains = new EnumMap<>(Hook.class);
        Map<Hook, Policy> policies = new EnumMap<>(Hook.class);
        policies.putAll(before.getOrDefault(place, new TreeMap<>()));
        for (Part part : parts) {
            if (!part.place().equals(place)) {
                continue;
            }
            if (part.rule() != null) {
                chains.computeIfAbsent(part.hook(), _ -> new ArrayList<>()).add(part.rule());
            }
            if (part.policy() != null
                    && (place.backend() == Backend.IPTABLES || part.policy() == Policy.DROP)) {
                policies.put(part.hook(), part.policy());
            }
        }
        return new Ruleset(chains, policies);
    }

    private Ruleset have(Place place, Ruleset want) {
        return work.model.filters.of(
                work.ledger.lab(),
                place.netns(),
                place.family(),
                place.backend(),
                want.policies().keySet());
    }

    private static List<Place> places(Netns netns) {
        List<Place> places = new ArrayList<>();
        for (Family family : Family.values()) {
            for (Backend backend : Backend.values()) {
                places.add(new Place(netns, family, backend));
            }
        }
        return places;
    }

    /// The steps that have something in a hook there, in order: or anything there, or at least in
    /// the namespace.
    private List<Step> who(Place place, @Nullable Hook hook) {
        for (Predicate<Part> of :
                List.<Predicate<Part>>of(
                        p -> p.place().equals(place) && (hook == null || p.hook() == hook),
                        p -> p.place().equals(place),
                        p -> p.place().netns().equals(place.netns()))) {
            List<Step> steps =
                    parts.stream()
                            .filter(of)
                            .map(Part::step)
                            .distinct()
                            .sorted(Comparator.comparingInt(Step::sequence))
                            .toList();
            if (!steps.isEmpty()) {
                return steps;
            }
        }
        throw new IllegalStateException("no step has anything in " + place.netns());
    }

    private void settle(Netns netns, Todo todo) {
        for (Place place : places(netns)) {
            Ruleset want = wanted(place);
            if (!have(place, want).equals(want) || !operations.wrongJumps(place).isEmpty()) {
                settle(place, want, todo);
            }
        }
    }

    private void settle(Place place, Ruleset want, Todo todo) {
        Ruleset have = have(place, want);
        List<Part> mine =
                parts.stream()
                        .filter(p -> p.place().equals(place) && p.step().equals(todo.step))
                        .toList();
        boolean pending = missing(have, mine, todo);
        if (todo.step.equals(who(place, null).getFirst()) && want.isEmpty()) {
            todo.remove("rules of " + place.backend(), texts(have));
            pending = true;
        }
        boolean whole = pending;
        for (Map.Entry<Hook, String> wrong : operations.wrongJumps(place).entrySet()) {
            if (!whole && todo.step.equals(who(place, wrong.getKey()).getFirst())) {
                todo.update(
                        "jump to " + wrong.getKey().label(),
                        wrong.getValue(),
                        "1, first in its chain");
                pending = true;
            }
        }
        for (Hook hook : Hook.values()) {
            if (!whole
                    && !have.lines(hook).equals(want.lines(hook))
                    && have.lines(hook).containsAll(want.lines(hook))
                    && todo.step.equals(who(place, hook).getLast())) {
                todo.update(
                        "rules of " + hook.label(),
                        texts(have.lines(hook)),
                        texts(want.lines(hook)));
                pending = true;
            }
        }
        if (pending) {
            operations.replace(place, have, with(have, want, mine)).ifPresent(todo::run);
        }
    }

    /// Tells what a step's own rules and policy lack.
    private static boolean missing(Ruleset have, List<Part> mine, Todo todo) {
        boolean pending = false;
        for (Part part : mine) {
            Line rule = part.rule();
            if (rule != null && !have.lines(part.hook()).contains(rule)) {
                todo.create("rule", part.hook().label() + " " + rule.text());
                pending = true;
            }
            Policy policy = part.policy();
            if (policy != null && policy != next(have, part.hook())) {
                todo.update("policy", next(have, part.hook()).word(), policy.word());
                pending = true;
            }
        }
        return pending;
    }

    private static Policy next(Ruleset have, Hook hook) {
        return have.policies().getOrDefault(hook, Policy.ACCEPT);
    }

    /// What is there and wanted, and what one step adds.
    private static Ruleset with(Ruleset have, Ruleset want, List<Part> mine) {
        Map<Hook, List<Line>> chains = new EnumMap<>(Hook.class);
        want.chains()
                .forEach(
                        (hook, lines) ->
                                chains.put(
                                        hook,
                                        lines.stream()
                                                .filter(
                                                        line ->
                                                                have.lines(hook).contains(line)
                                                                        || mine.stream()
                                                                                .anyMatch(
                                                                                        p ->
                                                                                                p
                                                                                                                        .hook()
                                                                                                                == hook
                                                                                                        && line
                                                                                                                .equals(
                                                                                                                        p
                                                                                                                                .rule())))
                                                .toList()));
        Map<Hook, Policy> policies = new EnumMap<>(Hook.class);
        want.policies()
                .forEach(
                        (hook, policy) -> {
                            boolean own =
                                    mine.stream()
                                            .anyMatch(p -> p.hook() == hook && p.policy() != null);
                            Policy had = have.policies().get(hook);
                            if (own || had != null) {
                                policies.put(hook, own ? policy : Objects.requireNonNull(had));
                            }
                        });
        return new Ruleset(chains, policies);
    }

    private static List<String> texts(List<Line> lines) {
        return lines.stream().map(Line::text).toList();
    }

    private static List<String> texts(Ruleset rules) {
        List<String> texts = new ArrayList<>();
        rules.chains()
                .forEach(
                        (hook, lines) ->
                                texts(lines).forEach(text -> texts.add(hook.label() + " " + text)));
        rules.policies()
                .forEach((hook, policy) -> texts.add(hook.label() + " policy " + policy.word()));
        return texts;
    }

    /// A step is gone, and so are its rules; the last one takes the chains along.
    void leave(LabRecord.Entry entry, Todo todo) {
        Netns netns = entry.key().netns();
        if (work.model.space(netns) == null) {
            return;
        }
        boolean there = places(netns).stream().anyMatch(p -> !have(p, Ruleset.EMPTY).isEmpty());
        if (!work.facts.iptables() && !there && !work.facts.nft()) {
            work.refuse(
                    todo.step,
                    "this rule is still in the kernel, and cannot be taken out without iptables"
                            + " or nft, which this host no longer has",
                    "install the package iptables or nftables on it, or restart it: rules do not"
                            + " outlive that");
            return;
        }
        if (!work.facts.iptables() && !there) {
            work.warnings.add(
                    todo.step.identity()
                            + ": what iptables was given of it may still be in the kernel, and"
                            + " this host no longer has iptables to look");
        }
        SortedMap<String, String> had = entry.before();
        if (had != null
                && entry.key() instanceof Key.OfFilter(Netns _, var type, var chain)
                && type.equals("policy")) {
            restore(netns, chain, had);
        }
        trim(netns, todo);
    }

    /// The policies from before us come back, where ours are still there.
    private void restore(Netns netns, String chain, SortedMap<String, String> had) {
        Hook hook = Hook.valueOf(chain);
        for (Family family : Family.values()) {
            FilterTable table = work.model.filters.table(netns, family, hook.table());
            String now = table == null ? null : table.policies().get(chain);
            String old = had.get(family.name());
            if (now == null || old == null || now.equals(old)) {
                continue;
            }
            if (now.equals(had.get("ours"))) {
                before.computeIfAbsent(
                                new Place(netns, family, Backend.IPTABLES), _ -> new TreeMap<>())
                        .put(hook, Policy.valueOf(old));
            } else {
                work.warnings.add(
                        "the policy of "
                                + chain
                                + (netns.isHost() ? "" : " in " + netns)
                                + " is "
                                + now
                                + ", no longer ours: left as it is");
            }
        }
    }

    /// Takes out what no step wants.
    void trim(Netns netns, Todo todo) {
        for (Place place : places(netns)) {
            Ruleset want = wanted(place);
            Ruleset have = have(place, want);
            SortedMap<Hook, Policy> back = before.getOrDefault(place, new TreeMap<>());
            Ruleset kept = with(have, want, List.of());
            Map<Hook, Policy> policies = new EnumMap<>(Hook.class);
            policies.putAll(kept.policies());
            policies.putAll(back);
            Ruleset next = new Ruleset(kept.chains(), policies);
            if (!next.equals(have)) {
                List<String> gone = texts(have);
                gone.removeAll(texts(next));
                todo.remove("rules", gone);
                operations.replace(place, have, next).ifPresent(todo::run);
            }
        }
    }

    /// Forwarding is needed for what is translated to get through at all; and what others do.
    void warn() {
        boolean onHost = false;
        for (Wanted w : work.wanted.values()) {
            if (!(w.resource() instanceof Filter filter)) {
                continue;
            }
            onHost |= filter.netns().isHost();
            String name = forwarding(filter);
            if (name != null && "0".equals(work.model.sysctl(filter.netns(), name))) {
                work.warnings.add(
                        w.step().identity()
                                + ": "
                                + name
                                + " is 0"
                                + (filter.netns().isHost() ? "" : " in " + filter.netns())
                                + ": nothing is forwarded");
            }
        }
        passage.warn(onHost);
    }

    /// The setting without which it does nothing; null for what needs none.
    static @Nullable String forwarding(Filter filter) {
        return switch (filter) {
            case nsfleet.resource.Masquerade m -> forwarding(m.source().v6());
            case nsfleet.resource.Snat s -> forwarding(s.source().v6());
            case nsfleet.resource.Dnat _,
                    nsfleet.resource.FirewallRule _,
                    nsfleet.resource.Mark _,
                    ChainPolicy _ ->
                    null;
        };
    }

    private static String forwarding(boolean v6) {
        return v6 ? Settings.ALL6 : Settings.IP_FORWARD;
    }
}
