package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Policy;
import nsfleet.filter.Ruleset;
import nsfleet.plan.Operation.FilterReplace;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Two replacements at one place as one: each says all of the tables that it changes.
final class FilterMerge {
    private FilterMerge() {}

    /// What leaves the host as both do, one after the other.
    static FilterReplace of(FilterReplace first, FilterReplace later) {
        if (first.backend() == Backend.NFT) {
            return later;
        }
        Set<String> anew = tables(later);
        Map<Hook, List<Line>> chains = new EnumMap<>(Hook.class);
        Map<Hook, Policy> policies = new EnumMap<>(Hook.class);
        SortedMap<Hook, String> anchors = new TreeMap<>();
        Set<Hook> gone = EnumSet.noneOf(Hook.class);
        for (Hook hook : Hook.values()) {
            FilterReplace last = anew.contains(hook.table()) ? later : first;
            if (last.wanted().chains().containsKey(hook)) {
                chains.put(hook, last.wanted().lines(hook));
                if (last.anchors().containsKey(hook)) {
                    anchors.put(hook, last.anchor(hook));
                }
            } else if (first.gone().contains(hook) || later.gone().contains(hook)) {
                gone.add(hook);
            }
            Policy policy = last.wanted().policies().get(hook);
            if (policy != null) {
                policies.put(hook, policy);
            }
        }
        // The jumps that stand already are those that stood before the first.
        List<Operation.Jump> stale = new ArrayList<>(first.stale());
        Set<String> before = tables(first);
        later.stale().stream().filter(jump -> !before.contains(jump.table())).forEach(stale::add);
        return new FilterReplace(
                later.netns(),
                later.family(),
                later.backend(),
                later.lab(),
                new Ruleset(chains, policies),
                gone,
                anchors,
                stale);
    }

    /// The tables of iptables that an operation changes.
    static Set<String> tables(FilterReplace op) {
        Set<String> names = new TreeSet<>();
        op.wanted().chains().keySet().forEach(hook -> names.add(hook.table()));
        op.wanted().policies().keySet().forEach(hook -> names.add(hook.table()));
        op.gone().forEach(hook -> names.add(hook.table()));
        op.stale().forEach(jump -> names.add(jump.table()));
        return names;
    }
}
