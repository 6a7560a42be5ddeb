package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.record.LabRecord;
import nsfleet.record.LabRecord.Entry;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;
import nsfleet.resource.Resource;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Wanted;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// What the record says before the operations, after them, and after they failed half way.
final class Recorder {
    private Recorder() {}

    /// The record when all is done: exactly what is wanted.
    static LabRecord next(Work work) {
        List<Entry> entries = new ArrayList<>();
        int[] sequence = {work.ledger.nextSequence()};
        for (Wanted w : work.wanted.values()) {
            if (recorded(work, w.resource())) {
                entries.add(entry(work, w, false, sequence));
            }
        }
        entries.sort(java.util.Comparator.comparingInt(Entry::sequence));
        return record(work, entries);
    }

    /// The record before the first operation: what is recorded now, and with open entries what is
    /// about to be made. A thing that is not there yet is open even when it is recorded: it was
    /// made once, and will be made again.
    static LabRecord intent(Work work) {
        Map<Key, Entry> entries = new LinkedHashMap<>();
        work.ledger.entries().forEach(entry -> entries.put(entry.key(), entry));
        int[] sequence = {work.ledger.nextSequence()};
        for (Wanted w : work.wanted.values()) {
            if (recorded(work, w.resource())) {
                boolean open = !exists(work.seen, work.ledger.lab().value(), w.resource().key());
                entries.put(w.resource().key(), entry(work, w, open, sequence));
            }
        }
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(java.util.Comparator.comparingInt(Entry::sequence));
        return record(work, sorted);
    }

    private static LabRecord record(Work work, List<Entry> entries) {
        Desired.Origin origin =
                entries.isEmpty() && work.wanted.isEmpty() ? null : work.desired.source();
        return new LabRecord(work.ledger.lab(), origin, work.facts.bootId(), entries);
    }

    private static Entry entry(Work work, Wanted w, boolean open, int[] sequence) {
        Key key = w.resource().key();
        Entry known = work.ledger.get(key);
        if (known != null && !w.step().selected()) {
            return known;
        }
        SortedMap<String, String> before = work.before.get(key);
        if (before == null && known != null) {
            before = known.before();
        }
        return new Entry(
                known == null ? sequence[0]++ : known.sequence(),
                w.step().identity(),
                w.step().type(),
                key,
                before,
                Chains.digest(w.resource().toString()),
                open && before == null);
    }

    /// Settings inside our own namespaces and of our own interfaces vanish with them.
    private static boolean recorded(Work work, Resource resource) {
        return !(resource instanceof Sysctl s)
                || (!work.ownNetns(s.netns())
                        && !work.ownLink(s.netns(), Settings.device(s.name())));
    }

    /// After a failure: of what was intended, what is there; and what was there before us, which
    /// still has to be put back.
    static LabRecord afterFailure(Plan plan, Observed now) {
        List<Entry> kept = new ArrayList<>();
        for (Entry e : plan.intent().entries()) {
            if (e.before() != null || exists(now, plan.intent().lab().value(), e.key())) {
                kept.add(tagged(now, plan, e) ? confirmed(e) : e);
            }
        }
        LabRecord intent = plan.intent();
        return new LabRecord(intent.lab(), intent.origin(), intent.bootId(), kept);
    }

    private static boolean tagged(Observed now, Plan plan, Entry entry) {
        InterfaceName name =
                switch (entry.key()) {
                    case Key.OfNetns _ -> InterfaceName.LO;
                    case Key.OfLink link -> link.name();
                    case Key.OfNeighbor _, Key.OfFdb _, Key.OfQdisc _ -> null;
                    case Key.OfAddress _,
                            Key.OfRoute _,
                            Key.OfRule _,
                            Key.OfSysctl _,
                            Key.OfRuleset _,
                            Key.OfFilter _,
                            Key.OfMasquerade _ ->
                            null;
                };
        Observed.NetnsState space = now.namespaces().get(entry.key().netns());
        Observed.LinkState link = name == null || space == null ? null : space.links().get(name);
        return link != null && plan.intent().lab().equals(Ownership.lab(link.alias()));
    }

    private static Entry confirmed(Entry e) {
        return new Entry(e.sequence(), e.step(), e.type(), e.key(), e.before(), e.digest(), false);
    }

    /// Whether a thing is there, whoever made it. What was not looked at may be there.
    static boolean exists(Observed seen, String lab, Key key) {
        Observed.NetnsState space = seen.namespaces().get(key.netns());
        if (space == null) {
            return false;
        }
        return switch (key) {
            case Key.OfNetns _ -> true;
            case Key.OfLink(Netns _, var name) -> space.links().containsKey(name);
            case Key.OfAddress(Netns _, var dev, var address) -> {
                Observed.LinkState link = space.links().get(dev);
                yield link != null
                        && link.addresses().stream().anyMatch(a -> a.address().equals(address));
            }
            case Key.OfRoute route ->
                    space.routes().stream()
                            .anyMatch(
                                    r -> Routes.sameKey(r.route(), Stored.route(route, Map.of())));
            case Key.OfRule rule -> space.rules().stream().anyMatch(r -> r.key().equals(rule));
            case Key.OfSysctl _ -> true;
            case Key.OfNeighbor neighbor -> {
                var all = seen.attached().neighbors().get(neighbor.netns());
                yield all == null || all.stream().anyMatch(n -> n.key().equals(neighbor));
            }
            case Key.OfFdb fdb -> {
                var all = seen.attached().fdb().get(fdb.netns());
                yield all == null || all.stream().anyMatch(f -> f.key().equals(fdb));
            }
            case Key.OfQdisc qdisc -> {
                var all = seen.attached().qdiscs().get(qdisc.netns());
                String kind = qdisc.part().equals("netem") ? "netem" : "tbf";
                yield all == null
                        || all.stream()
                                .anyMatch(
                                        q -> q.dev().equals(qdisc.dev()) && q.kind().equals(kind));
            }
            // One of them is there if any is: the chain is the kernel's object, not the rule.
            case Key.OfRuleset _, Key.OfFilter _, Key.OfMasquerade _ ->
                    seen.filters().keySet().stream().noneMatch(at -> at.netns().equals(key.netns()))
                            || Chains.seen(seen, new LabName(lab), key.netns());
        };
    }
}
