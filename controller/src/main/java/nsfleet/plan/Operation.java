package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.resource.LinkKind;
import nsfleet.resource.OnLink;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

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

    /// Replaces a lab's own chain atomically and puts its jump first, by `iptables-restore
    /// --noflush`; an empty chain is removed with its jump.
    ///
    /// @param table such as `nat`
    /// @param hook the built-in chain that jumps to it, such as `POSTROUTING`
    /// @param chain our own, at most 28 characters
    /// @param rules in order, each without `-A CHAIN `, in the form that `iptables-save` prints
    /// @param comment what the jump says of itself: `nsfleet:LAB`
    /// @param jumpsToRemove how many jumps of ours stand in the hook already and must go first
    record ChainReplace(
            Netns netns,
            Family family,
            String table,
            String hook,
            String chain,
            List<String> rules,
            String comment,
            int jumpsToRemove)
            implements Operation {}
}
