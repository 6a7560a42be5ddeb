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

    /// A kind that the kernel makes of software: bridge, vlan, vxlan, macvlan and so on.
    ///
    /// @param kernelName its type in ip-link(8)
    /// @param underlay where `link` is looked up and outer packets travel
    /// @param link the lower device; null for kinds that need none
    /// @param options by the words of `ip link add ... type KIND` (see [LinkOptions]); only those
    ///   that were given
    record Virtual(
            String kernelName,
            Netns underlay,
            @Nullable InterfaceName link,
            SortedMap<String, String> options)
            implements LinkKind {}

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
