package nsfleet.filter;

import nsfleet.net.Cidr;

/// Addresses in a network, or all others.
///
/// @param cidr with host bits zero
public record Net(Cidr cidr, boolean not) {
    public Net {
        cidr = cidr.network();
    }

    @Override
    public String toString() {
        return (not ? "not " : "") + cidr;
    }
}
