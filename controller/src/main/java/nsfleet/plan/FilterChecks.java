package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.resource.ChainPolicy;
import nsfleet.resource.Filter;
import nsfleet.resource.Step;

import org.jspecify.annotations.Nullable;

/// What a host, or the care for it, does not allow a step of packet filters.
final class FilterChecks {
    private final Work work;
    private final @Nullable Backend backend;

    /// @param backend null where the host has none
    FilterChecks(Work work, @Nullable Backend backend) {
        this.work = work;
        this.backend = backend;
    }

    /// Whether the step is refused; it is told why.
    boolean refuses(Filter want, Step step) {
        if (backend == null) {
            withoutTool(step);
            return true;
        }
        if (mute(want)) {
            work.refuse(
                    step,
                    "nft on this host does not tell its rules as JSON, by which they are compared",
                    "install an nft that can, as the package nftables of most distributions, or say"
                            + " firewall_backend: iptables");
            return true;
        }
        String danger = FilterGuard.unbounded(want);
        if (danger != null && !work.options.confirm()) {
            work.refuse(step, danger, "name the lab's subnet as source, or use --confirm");
            return true;
        }
        if (want instanceof ChainPolicy policy
                && policy.netns().isHost()
                && !work.options.confirm()) {
            work.refuse(
                    step,
                    "the policy of the host's own chain "
                            + policy.hook().chain()
                            + " decides over everything that nobody has a rule for",
                    "policy is for namespaces; on the host it needs --confirm");
            return true;
        }
        return false;
    }

    /// Whether nft was asked for the lab's table, in a namespace that was there, and gave no answer
    /// that can be read: not even that there is none.
    private boolean mute(Filter want) {
        boolean asked =
                work.desired.backend() == Backend.NFT || work.ledger.get(want.key()) != null;
        return backend == Backend.NFT
                && asked
                && work.seen.namespaces().containsKey(want.netns())
                && want.families().stream()
                        .map(
                                family ->
                                        PacketFilters.at(
                                                work.ledger.lab(),
                                                want.netns(),
                                                family,
                                                Backend.NFT,
                                                Hook.INPUT))
                        .anyMatch(at -> !work.seen.filters().containsKey(at));
    }

    private void withoutTool(Step step) {
        Backend asked = work.desired.backend();
        String tool = asked == Backend.NFT ? "nft" : "iptables";
        work.refuse(
                step,
                step.type()
                        + " needs "
                        + tool
                        + (asked == null ? " or nft" : "")
                        + ", and this host has "
                        + (asked == null ? "neither" : "none"),
                "install the package "
                        + (asked == Backend.NFT ? "nftables" : "iptables")
                        + " on it");
    }
}
