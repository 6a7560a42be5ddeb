package nsfleet.resource;

import nsfleet.filter.Hook;
import nsfleet.filter.Policy;
import nsfleet.net.Family;
import nsfleet.net.Netns;

import java.util.EnumSet;
import java.util.Set;

/// What becomes of packets that no rule of a chain ends the way of, of both families.
///
/// @param hook INPUT, FORWARD or OUTPUT
public record ChainPolicy(Netns netns, Hook hook, Policy policy) implements Filter {
    @Override
    public Key.OfFilter key() {
        return new Key.OfFilter(netns, "policy", hook.chain());
    }

    @Override
    public Set<Family> families() {
        return EnumSet.allOf(Family.class);
    }
}
