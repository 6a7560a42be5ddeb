package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Policy;
import nsfleet.filter.Ruleset;
import nsfleet.net.LabName;
import nsfleet.probe.Observed.FilterTable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What is to be run so that a lab has certain rules at a place, and whether its jumps stand right.
final class FilterOperations {
    private final Work work;
    private final LabName lab;

    FilterOperations(Work work) {
        this.work = work;
        this.lab = work.ledger.lab();
    }

    private @Nullable FilterTable table(Place place, Hook hook) {
        return work.model.filters.table(
                PacketFilters.at(lab, place.netns(), place.family(), place.backend(), hook));
    }

    /// The chain that a jump to ours stands in: the built-in one, or Docker's for others.
    private String anchor(Place place, Hook hook) {
        return hook == Hook.FORWARD
                        && Chains.leadsTo(table(place, hook), hook.chain(), Passage.DOCKER_USER)
                ? Passage.DOCKER_USER
                : hook.chain();
    }

    /// The hooks whose jumps to a chain that is there are not right, and what is wrong in a word.
    SortedMap<Hook, String> wrongJumps(Place place) {
        SortedMap<Hook, String> wrong = new TreeMap<>();
        for (Hook hook : Hook.values()) {
            if (place.backend() == Backend.IPTABLES && wrongJump(place, hook)) {
                int count = Chains.jumps(table(place, hook), "", Chains.name(lab, hook)).size();
                wrong.put(
                        hook,
                        count == 0
                                ? "none"
                                : count == 1 ? "1, behind other rules" : String.valueOf(count));
            }
        }
        return wrong;
    }

    private boolean wrongJump(Place place, Hook hook) {
        FilterTable table = table(place, hook);
        String chain = Chains.name(lab, hook);
        return table != null
                && table.own().containsKey(chain)
                && !Chains.jumpRight(table, anchor(place, hook), chain);
    }

    /// The operation that leaves `next` there; empty where that is there already.
    Optional<Operation> replace(Place place, Ruleset have, Ruleset next) {
        if (place.backend() == Backend.NFT) {
            return have.equals(next) ? Optional.empty() : Optional.of(all(place, next));
        }
        Set<String> tables = new TreeSet<>();
        for (Hook hook : Hook.values()) {
            if (!have.lines(hook).equals(next.lines(hook))
                    || have.policies().get(hook) != next.policies().get(hook)
                    || wrongJump(place, hook)) {
                tables.add(hook.table());
            }
        }
        return tables.isEmpty() ? Optional.empty() : Optional.of(some(place, next, tables));
    }

    private Operation.FilterReplace all(Place place, Ruleset next) {
        return new Operation.FilterReplace(
                place.netns(),
                place.family(),
                place.backend(),
                lab,
                next,
                Set.of(),
                new TreeMap<>(),
                List.of());
    }

    private Operation.FilterReplace some(Place place, Ruleset next, Set<String> tables) {
        Map<Hook, List<Line>> chains = new EnumMap<>(Hook.class);
        Map<Hook, Policy> policies = new EnumMap<>(Hook.class);
        Set<Hook> gone = EnumSet.noneOf(Hook.class);
        SortedMap<Hook, String> anchors = new TreeMap<>();
        List<Operation.Jump> stale = new ArrayList<>();
        for (Hook hook : Hook.values()) {
            if (!tables.contains(hook.table())) {
                continue;
            }
            FilterTable table = table(place, hook);
            String chain = Chains.name(lab, hook);
            stale.addAll(Chains.jumps(table, hook.table(), chain));
            Policy policy = next.policies().get(hook);
            if (policy != null) {
                policies.put(hook, policy);
            }
            if (!next.lines(hook).isEmpty()) {
                chains.put(hook, next.lines(hook));
                if (!anchor(place, hook).equals(hook.chain())) {
                    anchors.put(hook, anchor(place, hook));
                }
            } else if (table != null && table.own().containsKey(chain)) {
                gone.add(hook);
            }
        }
        return new Operation.FilterReplace(
                place.netns(),
                place.family(),
                place.backend(),
                lab,
                new Ruleset(chains, policies),
                gone,
                anchors,
                stale);
    }
}
