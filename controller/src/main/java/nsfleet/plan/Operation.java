package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Ruleset;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.resource.LinkKind;
import nsfleet.resource.OnLink;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// One thing to do on a host: a line of an `ip -batch`, or a command. Each has one template under
/// `templates/ops/`, and one case in the kernel model.
public sealed interface Operation {
    /// Where it runs.
    Netns netns();

    /// `ip netns add`. The new namespace's forwarding, rp_filter and accept_redirects are set to
    /// the kernel's defaults, which a new namespace does not always have (it copies IPv4 settings
    /// of the initial one).
    record NetnsAdd(Netns created) implements Operation {
        @Override
        public Netns netns() {
            return Netns.HOST;
        }
    }

    /// Ends the processes inside (TERM, 5 s, KILL) and deletes the name. Links in it were deleted
    /// one by one before: deletion of a namespace is asynchronous.
    record NetnsDelete(Netns deleted) implements Operation {
        @Override
        public Netns netns() {
            return Netns.HOST;
        }
    }

    /// `ip link add ... type veth`: makes both ends where they belong.
    record VethAdd(Netns netns, InterfaceName name, Netns peerNetns, InterfaceName peer)
            implements Operation {}

    /// `ip link add ... type KIND`: made in the underlay, and at once where it belongs.
    record LinkAdd(Netns netns, InterfaceName name, LinkKind.Virtual kind) implements Operation {}

    /// `ip link del`.
    record LinkDelete(Netns netns, InterfaceName name) implements Operation {}

    /// Moves an interface to a namespace and renames it on the way.
    record LinkMove(Netns netns, InterfaceName name, Netns to, InterfaceName newName)
            implements Operation {}

    /// Renames an interface where it is.
    record LinkRename(Netns netns, InterfaceName name, InterfaceName newName)
            implements Operation {}

    /// `up` or `down`.
    record LinkUp(Netns netns, InterfaceName name, boolean up) implements Operation {}

    /// Sets the mtu in bytes.
    record LinkMtu(Netns netns, InterfaceName name, int mtu) implements Operation {}

    /// Sets the address of the interface.
    record LinkMac(Netns netns, InterfaceName name, Mac mac) implements Operation {}

    /// Puts it under a master, or (null) frees it.
    record LinkMaster(Netns netns, InterfaceName name, @Nullable InterfaceName master)
            implements Operation {}

    /// Sets the alias; empty removes it.
    record LinkAlias(Netns netns, InterfaceName name, String alias) implements Operation {}

    /// `ip link set ... type KIND`: sets options of its kind.
    ///
    /// @param options by the words of [nsfleet.resource.LinkOptions]
    record LinkSet(Netns netns, InterfaceName name, String kind, Map<String, String> options)
            implements Operation {}

    /// `ip address add`; IPv6 with nodad.
    record AddressAdd(Netns netns, InterfaceName dev, Cidr address) implements Operation {}

    /// `ip address del`.
    record AddressDelete(Netns netns, InterfaceName dev, Cidr address) implements Operation {}

    /// `ip route add`.
    record RouteAdd(Route route) implements Operation {
        @Override
        public Netns netns() {
            return route.netns();
        }
    }

    /// `ip route del`, by key.
    record RouteDelete(Route route) implements Operation {
        @Override
        public Netns netns() {
            return route.netns();
        }
    }

    /// `ip rule add`, always with a priority.
    record RuleAdd(Rule rule) implements Operation {
        @Override
        public Netns netns() {
            return rule.netns();
        }
    }

    /// `ip rule del`.
    record RuleDelete(Rule rule) implements Operation {
        @Override
        public Netns netns() {
            return rule.netns();
        }
    }

    /// `ip neigh replace ... nud permanent`.
    record NeighborSet(OnLink.Neighbor entry) implements Operation {
        @Override
        public Netns netns() {
            return entry.netns();
        }
    }

    /// `ip neigh del`.
    record NeighborDelete(OnLink.Neighbor entry) implements Operation {
        @Override
        public Netns netns() {
            return entry.netns();
        }
    }

    /// `bridge fdb append`.
    record FdbAdd(OnLink.Fdb entry) implements Operation {
        @Override
        public Netns netns() {
            return entry.netns();
        }
    }

    /// `bridge fdb del`.
    record FdbDelete(OnLink.Fdb entry) implements Operation {
        @Override
        public Netns netns() {
            return entry.netns();
        }
    }

    /// `tc qdisc`: what an interface does with packets that leave by it; nothing of both is the
    /// kernel's default.
    ///
    /// @param afresh whether there is one that must go first
    record QdiscSet(
            Netns netns,
            InterfaceName dev,
            OnLink.@Nullable Netem netem,
            OnLink.@Nullable Shape shape,
            boolean afresh)
            implements Operation {}

    /// Writes settings under `/proc/sys`, in order.
    record SysctlWrite(Netns netns, String name, String value) implements Operation {}

    /// Replaces what a lab has in the packet filter of a namespace, for one family and backend, in
    /// one atomic change for each table, and touches nothing else. With iptables, our chains are
    /// declared anew and their jumps put first, by `iptables-restore --noflush`; with nft, the
    /// lab's table is deleted and made in one transaction.
    ///
    /// @param wanted what is there afterwards, with iptables only of the tables that change; only
    ///   rules
    /// @param gone with iptables: our chains that are there and go away
    /// @param anchors the built-in chain that leads to ours, or one of another that is there for it
    /// @param stale jumps of ours that stand already and go first
    record FilterReplace(
            Netns netns,
            Family family,
            Backend backend,
            LabName lab,
            Ruleset wanted,
            Set<Hook> gone,
            SortedMap<Hook, String> anchors,
            List<Jump> stale)
            implements Operation {
        public FilterReplace {
            gone = Set.copyOf(gone);
            stale = List.copyOf(stale);
        }

        /// Where the jump to our chain stands.
        public String anchor(Hook hook) {
            return anchors.getOrDefault(hook, hook.chain());
        }

        /// Of a lab's table in nft; `nsfleet_`, and digits of a digest of its name.
        public String nftTable() {
            return Chains.nftTable(lab);
        }

        /// Of our chain in iptables.
        public String chain(Hook hook) {
            return Chains.name(lab, hook);
        }

        /// The tables of iptables that it changes.
        public Set<String> tables() {
            return FilterMerge.tables(this);
        }

        /// This and a later one at the same place, as one operation.
        public FilterReplace then(FilterReplace later) {
            return FilterMerge.of(this, later);
        }

        /// Which tag our jumps and rules carry.
        public String tag() {
            return Ownership.tag(lab, null);
        }
    }

    /// A rule of a chain that leads to one of ours.
    ///
    /// @param table of iptables
    /// @param rule as it is listed
    record Jump(String table, String chain, String rule) {}
}
