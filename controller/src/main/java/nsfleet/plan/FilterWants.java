package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Policy;
import nsfleet.filter.Ruleset;
import nsfleet.net.Family;
import nsfleet.net.Netns;
import nsfleet.resource.ChainPolicy;
import nsfleet.resource.Filter;
import nsfleet.resource.Link;
import nsfleet.resource.Step;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What all steps together want of packet filters, by where it stands, in the order in which it
/// stands there.
final class FilterWants {
    private final Work work;
    private final Map<Place, List<Part>> parts = new HashMap<>();
    private final Map<Place, SortedMap<Hook, Policy>> back = new HashMap<>();
    private final Set<Step> passing = new HashSet<>();

    /// A rule or policy of a step.
    ///
    /// @param rank orders the rules of a chain before the order of steps does
    record Part(Step step, Hook hook, Line.@Nullable Rule rule, @Nullable Policy policy, int rank) {
        /// Its rule, if it has one in a hook.
        Optional<Line.Rule> rule(Hook in) {
            return in == hook ? Optional.ofNullable(rule) : Optional.empty();
        }
    }

    FilterWants(Work work, Passage passage) {
        this.work = work;
        FilterRules rules = new FilterRules(work);
        for (Wanted w : work.wanted.values()) {
            if (w.resource() instanceof Filter filter) {
                filter(w.step(), filter, rules.of(filter));
            } else if (w.resource() instanceof Link link) {
                for (Family family : Family.values()) {
                    pass(w.step(), family, passage.of(link, family));
                }
            }
        }
        parts.values().forEach(all -> all.sort(Comparator.comparingInt(Part::rank)));
    }

    private void filter(Step step, Filter filter, List<FilterRules.Placed> rules) {
        Backend backend = backend();
        if (backend == null) {
            return;
        }
        for (Family family : filter.families()) {
            Place place = new Place(filter.netns(), family, backend);
            for (FilterRules.Placed r : rules) {
                add(place, new Part(step, r.hook(), r.rule(), null, r.first() ? 0 : 1));
            }
            if (filter instanceof ChainPolicy(Netns _, var hook, var policy)) {
                add(place, new Part(step, hook, null, policy, 1));
            }
        }
    }

    private void pass(Step step, Family family, List<Line.Rule> rules) {
        Place place = new Place(Netns.HOST, family, Backend.IPTABLES);
        for (Line.Rule rule : rules) {
            add(place, new Part(step, Hook.FORWARD, rule, null, 2));
            passing.add(step);
        }
    }

    private void add(Place place, Part part) {
        parts.computeIfAbsent(place, _ -> new ArrayList<>()).add(part);
    }

    /// The packet filter that the lab's rules are given to; null where the host has none for it.
    @Nullable Backend backend() {
        Backend asked = work.desired.backend();
        boolean iptables = work.facts.iptables() && asked != Backend.NFT;
        boolean nft = work.facts.nft() && asked != Backend.IPTABLES;
        return iptables ? Backend.IPTABLES : nft ? Backend.NFT : null;
    }

    /// Whether a step has an interface whose traffic must be let through.
    boolean passes(Step step) {
        return passing.contains(step);
    }

    /// All that is wanted there.
    Ruleset of(Place place) {
        Map<Hook, List<Line>> chains = new EnumMap<>(Hook.class);
        Map<Hook, Policy> policies = new EnumMap<>(Hook.class);
        policies.putAll(back(place));
        for (Part part : parts.getOrDefault(place, List.of())) {
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

    /// What one step wants there.
    List<Part> of(Place place, Step step) {
        return parts.getOrDefault(place, List.of()).stream()
                .filter(part -> part.step().equals(step))
                .toList();
    }

    /// From now on a policy from before us is wanted.
    void putBack(Place place, Hook hook, Policy policy) {
        back.computeIfAbsent(place, _ -> new TreeMap<>()).put(hook, policy);
    }

    /// The policies from before us that are wanted.
    SortedMap<Hook, Policy> back(Place place) {
        return back.getOrDefault(place, Collections.emptySortedMap());
    }

    /// Everywhere in a namespace where a lab may have something.
    static List<Place> places(Netns netns) {
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
    ///
    /// @param hook null for any
    List<Step> steps(Place place, @Nullable Hook hook) {
        List<Part> here = parts.getOrDefault(place, List.of());
        List<Part> of = here.stream().filter(part -> hook == null || part.hook() == hook).toList();
        if (of.isEmpty()) {
            of = here;
        }
        if (of.isEmpty()) {
            of =
                    places(place.netns()).stream()
                            .flatMap(other -> parts.getOrDefault(other, List.of()).stream())
                            .toList();
        }
        return of.stream()
                .map(Part::step)
                .distinct()
                .sorted(Comparator.comparingInt(Step::sequence))
                .toList();
    }
}
