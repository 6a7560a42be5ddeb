package nsfleet.resource;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Source NAT to the address of the outgoing interface: one rule in the lab's own chain.
///
/// @param source host bits zero
/// @param out null for any interface
/// @param destination null for any; host bits zero
public record Masquerade(
        Netns netns, Cidr source, @Nullable InterfaceName out, @Nullable Cidr destination)
        implements Filter {
    @Override
    public Key.OfMasquerade key() {
        return new Key.OfMasquerade(netns, source, out, destination);
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
