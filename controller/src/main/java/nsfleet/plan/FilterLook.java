package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.net.Family;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.probe.Query;
import nsfleet.record.LabRecord;
import nsfleet.resource.Desired;
import nsfleet.resource.Filter;
import nsfleet.resource.Key;
import nsfleet.resource.Wanted;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// What must be read of packet filters for a plan: each answer costs a process or two on the host.
final class FilterLook {
    private FilterLook() {}

    static void add(Set<Query> all, Desired desired, LabRecord record) {
        Map<Key, Filter> filters = new HashMap<>();
        for (Wanted w : desired.wanted()) {
            if (w.resource() instanceof Filter filter) {
                filters.put(filter.key(), filter);
            }
        }
        // What was there before may be in the other backend.
        for (LabRecord.Entry entry : record.entries()) {
            Key key = entry.key();
            boolean filter =
                    key instanceof Key.OfFilter
                            || key instanceof Key.OfMasquerade
                            || key instanceof Key.OfRuleset;
            if (filter) {
                for (Family family : families(key, filters.get(key))) {
                    place(all, desired.lab(), key.netns(), family, Backend.IPTABLES);
                    place(all, desired.lab(), key.netns(), family, Backend.NFT);
                }
            }
        }
        for (Filter filter : filters.values()) {
            for (Family family : filter.families()) {
                Backend backend = desired.backend() == Backend.NFT ? Backend.NFT : Backend.IPTABLES;
                place(all, desired.lab(), filter.netns(), family, backend);
            }
        }
        boolean passes = Passage.matters(desired);
        if (passes || Passage.mattered(record)) {
            for (Family family : Family.values()) {
                place(all, desired.lab(), Netns.HOST, family, Backend.IPTABLES);
            }
        }
        if (passes) {
            all.add(new Query.Firewalls(Netns.HOST));
        }
    }

    /// Everything that a lab may have in a namespace.
    static void all(Set<Query> all, LabName lab, Netns netns) {
        for (Family family : Family.values()) {
            for (Backend backend : Backend.values()) {
                place(all, lab, netns, family, backend);
            }
        }
    }

    private static Set<Family> families(Key key, @org.jspecify.annotations.Nullable Filter wanted) {
        if (wanted != null) {
            return wanted.families();
        }
        return key instanceof Key.OfMasquerade nat
                ? EnumSet.of(nat.source().family())
                : EnumSet.allOf(Family.class);
    }

    private static void place(
            Set<Query> all, LabName lab, Netns netns, Family family, Backend backend) {
        for (Hook hook : Hook.values()) {
            all.add(PacketFilters.at(lab, netns, family, backend, hook));
        }
    }
}
