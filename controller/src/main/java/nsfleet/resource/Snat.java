package nsfleet.resource;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Source NAT to one address.
///
/// @param source host bits zero
/// @param out null for any interface
/// @param destination null for any; host bits zero
public record Snat(
        Netns netns, Cidr source, @Nullable InterfaceName out, @Nullable Cidr destination, Ip to)
        implements Filter {
    @Override
    public Key.OfFilter key() {
        return new Key.OfFilter(netns, "snat", words());
    }

    /// `SOURCE [out DEV] [DEST]`.
    public String words() {
        return source
                + (out == null ? "" : " out " + out)
                + (destination == null ? "" : " " + destination);
    }

    @Override
    public Set<Family> families() {
        return Set.of(source.family());
    }
}
