package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Policy;
import nsfleet.net.Family;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterTable;
import nsfleet.record.LabRecord;
import nsfleet.resource.ChainPolicy;

import org.jspecify.annotations.Nullable;

import java.util.SortedMap;
import java.util.TreeMap;

/// The policies of built-in chains of iptables, which are there before us and after.
final class ChainPolicies {
    private final Work work;
    private final FilterWants wants;

    ChainPolicies(Work work, FilterWants wants) {
        this.work = work;
        this.wants = wants;
    }

    /// The policies that were there before us, in a namespace that is not ours.
    void keep(ChainPolicy want) {
        LabRecord.Entry entry = work.ledger.get(want.key());
        if (entry != null && entry.before() != null
                || work.ownNetns(want.netns())
                || wants.backend() != Backend.IPTABLES) {
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

    /// The policies from before us come back, where ours are still there.
    ///
    /// @param had null in a namespace of our own, where they were the kernel's
    void restore(Netns netns, Hook hook, @Nullable SortedMap<String, String> had) {
        for (Family family : Family.values()) {
            FilterTable table = work.model.filters.table(netns, family, hook.table());
            String now = table == null ? null : table.policies().get(hook.chain());
            String old = had == null ? Policy.ACCEPT.name() : had.get(family.name());
            if (now == null || old == null || now.equals(old)) {
                continue;
            }
            if (had == null || now.equals(had.get("ours"))) {
                wants.putBack(
                        new Place(netns, family, Backend.IPTABLES), hook, Policy.valueOf(old));
            } else {
                work.warnings.add(
                        "the policy of "
                                + hook.chain()
                                + (netns.isHost() ? "" : " in " + netns)
                                + " is "
                                + now
                                + ", no longer ours: left as it is");
            }
        }
    }
}
