package nsfleet.resource;

import nsfleet.net.Netns;

/// A network namespace that the lab makes. Its `sysctl` key becomes [Sysctl] resources of the same
/// step, which are written before anything else is in the namespace.
///
/// @param loUp whether loopback is up
public record NetnsResource(Netns netns, boolean loUp) implements Resource {
    @Override
    public Key key() {
        return new Key.OfNetns(netns);
    }
}
