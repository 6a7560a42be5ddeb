package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.record.LabRecord;
import nsfleet.record.LabRecord.Entry;
import nsfleet.record.SysctlClaims;
import nsfleet.resource.Key;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The record, by key, completed by what the tags in the kernel say: a lab whose record was lost is
/// still known by them.
final class Ledger {
    private final LabRecord record;
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    private Ledger(LabRecord record) {
        this.record = record;
    }

    /// @param wanted where the lab is to have rules: what is there already is about them
    /// @param bootId of the running system: a record of another boot tells of things that are gone
    static Ledger of(
            LabRecord record,
            String bootId,
            Observed seen,
            SysctlClaims claims,
            Set<Netns> wanted) {
        boolean valid = record.bootId().equals(bootId);
        Ledger ledger = new Ledger(valid ? record : LabRecord.none(record.lab()));
        List<Entry> found = new ArrayList<>();
        ledger.namespaces(seen, found);
        ledger.links(seen, found);
        List<Entry> recorded = ledger.record.entries();
        List<Key> known = recorded.stream().map(Entry::key).toList();
        // What only its tag tells of was made before everything that is recorded: it is removed
        // last, so that nothing which is recorded stands on it any more.
        int sequence = recorded.stream().mapToInt(Entry::sequence).min().orElse(0);
        List<Entry> lost = found.stream().filter(entry -> !known.contains(entry.key())).toList();
        sequence -= lost.size();
        for (Entry entry : lost) {
            ledger.put(numbered(entry, sequence++));
        }
        recorded.forEach(ledger::put);
        ledger.chains(seen, wanted);
        ledger.claims(claims);
        return ledger;
    }

    private static Entry numbered(Entry e, int sequence) {
        return new Entry(sequence, e.step(), e.type(), e.key(), e.before(), e.digest(), e.open());
    }

    LabName lab() {
        return record.lab();
    }

    /// The record as it was read; empty when it was of another boot.
    LabRecord record() {
        return record;
    }

    @Nullable Entry get(Key key) {
        return entries.get(key);
    }

    Collection<Entry> entries() {
        return List.copyOf(entries.values());
    }

    int nextSequence() {
        return entries.values().stream().mapToInt(Entry::sequence).max().orElse(-1) + 1;
    }

    /// Whether a step type makes interfaces of this kind, by the kernel's name.
    static boolean makes(String type, String kind) {
        return type.equals("wire")
                ? kind.equals("veth") || kind.equals("vxlan")
                : kind.equals(type);
    }

    private void put(Entry entry) {
        entries.put(entry.key(), entry);
    }

    private void namespaces(Observed seen, List<Entry> found) {
        seen.namespaces()
                .forEach(
                        (netns, state) -> {
                            Observed.LinkState lo = state.links().get(InterfaceName.LO);
                            if (!netns.isHost() && lo != null && tagged(lo)) {
                                Key key = new Key.OfNetns(netns);
                                found.add(entry("netns " + netns, "netns", key));
                            }
                        });
    }

    private void links(Observed seen, List<Entry> found) {
        seen.namespaces()
                .forEach(
                        (netns, state) ->
                                state.links()
                                        .forEach((name, link) -> link(netns, name, link, found)));
    }

    private void link(Netns netns, InterfaceName name, Observed.LinkState link, List<Entry> found) {
        if (name.equals(InterfaceName.LO) || !tagged(link)) {
            return;
        }
        String step = link.kind() + " " + netns.label(name.value());
        Observed.Peer peer = link.peer();
        if (peer != null) {
            Entry other = get(new Key.OfLink(peer.netns(), peer.name()));
            for (Entry seen : found) {
                if (seen.key().equals(new Key.OfLink(peer.netns(), peer.name()))) {
                    other = seen;
                }
            }
            step = other == null ? step : other.step();
        }
        found.add(entry(step, link.kind(), new Key.OfLink(netns, name)));
    }

    /// What the lab has in packet filters that no entry tells of: it may also be what let the
    /// traffic of an interface through the host.
    private void chains(Observed seen, Set<Netns> wanted) {
        for (Netns netns : seen.namespaces().keySet()) {
            boolean told =
                    wanted.contains(netns)
                            || entries.keySet().stream()
                                    .filter(key -> key.netns().equals(netns))
                                    .anyMatch(
                                            key ->
                                                    key instanceof Key.OfFilter
                                                            || key instanceof Key.OfMasquerade
                                                            || key instanceof Key.OfRuleset);
            if (!told && Chains.seen(seen, lab(), netns)) {
                Key key = new Key.OfRuleset(netns, lab());
                String step = "firewall " + netns.prefix() + Ownership.tag(lab(), null);
                put(numbered(entry(step, "firewall", key), nextSequence()));
            }
        }
    }

    private void claims(SysctlClaims claims) {
        for (SysctlClaims.Claim claim : claims.claims()) {
            Key key = new Key.OfSysctl(Netns.HOST, claim.name());
            if (claim.wanted().containsKey(lab()) && get(key) == null) {
                put(numbered(entry("sysctl " + claim.name(), "sysctl", key), nextSequence()));
            }
        }
    }

    private boolean tagged(Observed.LinkState link) {
        return lab().equals(Ownership.lab(link.alias()));
    }

    private static Entry entry(String step, String type, Key key) {
        return new Entry(0, step, type, key, null, "", false);
    }
}
