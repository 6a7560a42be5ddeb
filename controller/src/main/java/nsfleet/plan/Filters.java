package nsfleet.plan;

import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Policy;
import nsfleet.filter.Ruleset;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.plan.FilterWants.Part;
import nsfleet.record.LabRecord;
import nsfleet.resource.ChainPolicy;
import nsfleet.resource.Desired;
import nsfleet.resource.Filter;
import nsfleet.resource.Key;
import nsfleet.resource.Link;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// Makes the lab's own chains or tables as wanted. The object is all that the lab has at a [Place],
/// compared by what it means; a step is pending for its own rules only, the first of a place for
/// the jumps, the last for what is too much or out of order.
final class Filters {
    private final Work work;
    private final Things things;
    private final FilterOperations operations;
    private final Passage passage;
    private final FilterWants wants;
    private final ChainPolicies policies;
    private final FilterChecks checks;

    Filters(Work work, Things things) {
        this.work = work;
        this.things = things;
        passage = new Passage(work);
        operations = new FilterOperations(work);
        wants = new FilterWants(work, passage);
        policies = new ChainPolicies(work, wants);
        checks = new FilterChecks(work, wants.backend());
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
        if (checks.refuses(want, todo.step)) {
            return;
        }
        if (want instanceof ChainPolicy policy) {
            policies.keep(policy);
        }
        settle(want.netns(), todo);
    }

    /// Lets the traffic of an interface through the host.
    void pass(Link link, Todo todo) {
        if (link.netns().isHost() && wants.passes(todo.step)) {
            settle(Netns.HOST, todo);
        }
    }

    private Ruleset have(Place place, Ruleset want) {
        return work.model.filters.of(
                work.ledger.lab(),
                place.netns(),
                place.family(),
                place.backend(),
                want.policies().keySet());
    }

    private void settle(Netns netns, Todo todo) {
        for (Place place : FilterWants.places(netns)) {
            Ruleset want = wants.of(place);
            if (!have(place, want).equals(want) || !operations.wrongJumps(place).isEmpty()) {
                settle(place, want, todo);
            }
        }
    }

    private void settle(Place place, Ruleset want, Todo todo) {
        Ruleset have = have(place, want);
        List<Part> mine = wants.of(place, todo.step);
        boolean pending = missing(have, mine, todo);
        if (todo.step.equals(wants.steps(place, null).getFirst()) && want.isEmpty()) {
            todo.remove("rules of " + place.backend(), texts(have));
            pending = true;
        }
        boolean whole = pending;
        for (Map.Entry<Hook, String> wrong : operations.wrongJumps(place).entrySet()) {
            if (!whole && todo.step.equals(wants.steps(place, wrong.getKey()).getFirst())) {
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
                    && todo.step.equals(wants.steps(place, hook).getLast())) {
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
                        (hook, lines) -> {
                            Set<Line> stay = new HashSet<>(have.lines(hook));
                            mine.forEach(part -> part.rule(hook).ifPresent(stay::add));
                            chains.put(hook, lines.stream().filter(stay::contains).toList());
                        });
        Map<Hook, Policy> policies = new EnumMap<>(Hook.class);
        policies.putAll(have.policies());
        policies.keySet().retainAll(want.policies().keySet());
        for (Part part : mine) {
            Policy policy = want.policies().get(part.hook());
            if (part.policy() != null && policy != null) {
                policies.put(part.hook(), policy);
            }
        }
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
        boolean there =
                FilterWants.places(netns).stream().anyMatch(p -> !have(p, Ruleset.EMPTY).isEmpty());
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
        if (entry.key() instanceof Key.OfFilter(Netns _, var type, var chain)
                && type.equals("policy")) {
            policies.restore(netns, Hook.valueOf(chain), entry.before());
        }
        trim(netns, todo);
    }

    /// Takes out what no step wants.
    void trim(Netns netns, Todo todo) {
        for (Place place : FilterWants.places(netns)) {
            Ruleset want = wants.of(place);
            Ruleset have = have(place, want);
            SortedMap<Hook, Policy> back = wants.back(place);
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
