package nsfleet.resource;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;

/// An address on an interface, from the interface's own `address` key or from an `address` step.
/// IPv6 ones are added with `nodad`: a lab's addresses are usable at once.
public record Address(Netns netns, InterfaceName dev, Cidr address) implements Resource {
    @Override
    public Key.OfAddress key() {
        return new Key.OfAddress(netns, dev, address);
    }
}
