package nsfleet.resource;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.SortedMap;

/// What sort of interface a [Link] is, and what that sort has of its own.
public sealed interface LinkKind {
    /// How `ip -d link` names the kind in `linkinfo.info_kind`; empty where there is none
    /// (physical, loopback).
    String kernelName();

    /// One end of a veth pair.
    ///
    /// @param first whether this is the end that the step's `name` names; it stands for the pair in
    ///   identities
    record Veth(Netns peerNetns, InterfaceName peer, boolean first) implements LinkKind {
        @Override
        public String kernelName() {
            return "veth";
        }
    }

    /// A bridge.
    ///
    /// @param options by the names that `ip link set ... type bridge` takes and `ip -d -j link`
    ///   prints: stp_state, vlan_filtering, vlan_default_pvid, forward_delay, ageing_time,
    ///   mcast_snooping; only those that were given. Values are the kernel's: 0 or 1, and
    ///   hundredths of a second
    record Bridge(SortedMap<String, Long> options) implements LinkKind {
        @Override
        public String kernelName() {
            return "bridge";
        }
    }

    /// An interface that no step makes.
    ///
    /// @param from its name on the host, when it is to be moved and renamed from there
    record Existing(@Nullable InterfaceName from) implements LinkKind {
        @Override
        public String kernelName() {
            return "";
        }
    }

    /// Whether the lab makes such a link, and so owns what is on it.
    default boolean made() {
        return !(this instanceof Existing);
    }
}
