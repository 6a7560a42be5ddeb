package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Facts;
import nsfleet.probe.Observed;
import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;
import nsfleet.resource.Address;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;
import nsfleet.resource.Link;
import nsfleet.resource.NetnsResource;
import nsfleet.resource.Step;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// One planning: what is wanted, seen and recorded, the model as it stands, and what was found out
/// on the way.
final class Work {
    final Desired desired;
    final Facts facts;
    final Observed seen;
    final Ledger ledger;
    final SysctlClaims claims;
    final Options options;
    Model model;
    final Map<Key, Wanted> wanted = new LinkedHashMap<>();

    /// What was there before us, of things that were not recorded yet.
    final Map<Key, SortedMap<String, String>> before = new HashMap<>();

    /// Settings of the host that other labs need, or that are no longer as we left them.
    final Set<String> warnings = new LinkedHashSet<>();

    private final List<Plan.Refusal> refusals = new ArrayList<>();
    private final Set<Step> refused = new LinkedHashSet<>();

    Work(
            Desired desired,
            Facts facts,
            Observed seen,
            LabRecord record,
            SysctlClaims claims,
            Options options) {
        this.desired = desired;
        this.facts = facts;
        this.seen = seen;
        this.claims =
                claims.bootId().equals(facts.bootId())
                        ? claims
                        : new SysctlClaims(facts.bootId(), List.of());
        this.ledger = Ledger.of(record, facts.bootId(), seen, this.claims, Filters.places(desired));
        this.options = options;
        this.model = new Model(seen);
        for (Wanted w : desired.wanted()) {
            // What a step that has no turn made before stays wanted; what it never made is not.
            if (w.step().selected() || ledger.get(w.resource().key()) != null) {
                wanted.put(w.resource().key(), w);
            }
        }
    }

    /// The step that would make a thing if it had its turn; null for none.
    @Nullable Step leftOut(Key key) {
        return desired.wanted().stream()
                .filter(w -> !w.step().selected() && w.resource().key().equals(key))
                .map(Wanted::step)
                .findFirst()
                .orElse(null);
    }

    void refuse(@Nullable Step step, String message, @Nullable String hint) {
        Plan.Refusal refusal = new Plan.Refusal(step, message, hint);
        if (!refusals.contains(refusal)) {
            refusals.add(refusal);
        }
        if (step != null) {
            refused.add(step);
        }
    }

    /// Of the first thing only: what follows from it needs no words of its own.
    boolean refused(Step step) {
        return refused.contains(step);
    }

    List<Plan.Refusal> refusals() {
        return refusals;
    }

    @Nullable Link wantedLink(Netns netns, InterfaceName name) {
        Wanted w = wanted.get(new Key.OfLink(netns, name));
        return w != null && w.resource() instanceof Link link ? link : null;
    }

    Collection<Cidr> wantedAddresses(Netns netns, InterfaceName dev) {
        List<Cidr> all = new ArrayList<>();
        for (Wanted w : wanted.values()) {
            if (w.resource() instanceof Address a
                    && a.netns().equals(netns)
                    && a.dev().equals(dev)) {
                all.add(a.address());
            }
        }
        return all;
    }

    /// Whether a thing that is not recorded was there before this plan.
    boolean wasThere(Key key) {
        return ledger.get(key) == null && Recorder.exists(seen, ledger.lab().value(), key);
    }

    /// Whether the lab makes or made this namespace, and so owns all that is in it.
    boolean ownNetns(Netns netns) {
        Key key = new Key.OfNetns(netns);
        Wanted w = wanted.get(key);
        LabRecord.Entry entry = ledger.get(key);
        boolean adopted = (entry != null && entry.before() != null) || before.containsKey(key);
        return !adopted && (entry != null || (w != null && w.resource() instanceof NetnsResource));
    }

    /// Whether the lab makes or made this interface.
    boolean ownLink(Netns netns, @Nullable InterfaceName dev) {
        if (dev == null) {
            return false;
        }
        Key key = new Key.OfLink(netns, dev);
        if (before.containsKey(key)) {
            return false;
        }
        Iface link = model.link(netns, dev);
        if (link != null && ledger.lab().equals(Ownership.lab(link.alias))) {
            return true;
        }
        LabRecord.Entry entry = ledger.get(key);
        Link want = wantedLink(netns, dev);
        return entry != null ? entry.before() == null : want != null && want.kind().made();
    }
}
