package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.RandomRules;
import nsfleet.filter.Ruleset;
import nsfleet.net.Family;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.plan.Operation.FilterReplace;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterTable;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// The packet filter of the model, and operations on it.
class FilterTest {
    private static final LabName LAB = LabName.of("t");

    /// A replacement of a random part of all tables, as a plan makes it for what is there.
    private static FilterReplace random(Random random, Backend backend, Observed seen) {
        Ruleset rules = new RandomRules(random, Family.V4).ruleset(3);
        Map<Hook, List<Line>> some = new EnumMap<>(Hook.class);
        Set<String> tables = new java.util.TreeSet<>();
        for (String table : List.of("nat", "mangle", "filter")) {
            if (backend == Backend.NFT || random.nextBoolean()) {
                tables.add(table);
            }
        }
        Set<Hook> gone = java.util.EnumSet.noneOf(Hook.class);
        List<Operation.Jump> stale = new ArrayList<>();
        for (Hook hook : Hook.values()) {
            if (!tables.contains(hook.table())) {
                continue;
            }
            FilterTable table =
                    seen.filters().get(PacketFilters.at(LAB, Netns.HOST, Family.V4, backend, hook));
            stale.addAll(Chains.jumps(table, hook.table(), Chains.name(LAB, hook)));
            if (!rules.lines(hook).isEmpty()) {
                some.put(hook, rules.lines(hook));
            } else if (table != null && table.own().containsKey(Chains.name(LAB, hook))) {
                gone.add(hook);
            }
        }
        return new FilterReplace(
                Netns.HOST,
                Family.V4,
                backend,
                LAB,
                new Ruleset(some, Map.of()),
                gone,
                new TreeMap<>(),
                stale);
    }

    @Test
    void twoReplacementsAreOne() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            for (Backend backend : Backend.values()) {
                Observed seen = Planner.after(Hosts.plain(), List.of());
                seen = Planner.after(seen, List.of(random(random, backend, seen)));
                FilterReplace first = random(random, backend, seen);
                Observed between = Planner.after(seen, List.of(first));
                FilterReplace second = random(random, backend, between);
                Observed after = Planner.after(between, List.of(second));
                FilterReplace third = random(random, backend, after);
                Observed merged = Planner.after(seen, List.of(first.then(second).then(third)));
                Observed apart = Planner.after(after, List.of(third));
                assertThat(State.lines(merged, true))
                        .as("%s, seed %d", backend, seed)
                        .isEqualTo(State.lines(apart, true));
            }
        }
    }
}
