package nsfleet.resource;

import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;

/// An interface. Both ends of a veth are links of their own, with the same step.
///
/// @param mtu a veth whose mtu is not given wants 1500; a bridge follows its ports
/// @param up a made link that says nothing wants `true`
/// @param master a made link that says nothing wants none
/// @param alias the user's text behind our own tag; only on made links (an existing one is never
///   tagged)
/// @param addressesManaged whether the wanted addresses are exactly the [Address] resources of this
///   interface: others are removed from made links, and only reported on existing ones
public record Link(
        Netns netns,
        InterfaceName name,
        LinkKind kind,
        Want<Integer> mtu,
        Want<Mac> mac,
        Want<Boolean> up,
        Want<InterfaceName> master,
        Want<String> alias,
        boolean addressesManaged)
        implements Resource {
    @Override
    public Key.OfLink key() {
        return new Key.OfLink(netns, name);
    }
}
