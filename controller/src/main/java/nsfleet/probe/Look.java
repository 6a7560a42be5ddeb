package nsfleet.probe;

import nsfleet.net.Netns;

import java.util.HashSet;
import java.util.Set;

/// What the second probe must read, beyond what the first reads of every host: only what some lab
/// wants, claims or recorded.
///
/// @param sysctls settings; one whose file is not there is simply not answered
/// @param filters tables of the packet filter
/// @param rules6 namespaces whose IPv6 rules matter: each costs a process
public record Look(
        Set<Observed.SysctlAt> sysctls, Set<Observed.FilterAt> filters, Set<Netns> rules6) {
    /// Nothing to read.
    public static final Look NOTHING = new Look(Set.of(), Set.of(), Set.of());

    public Look {
        sysctls = Set.copyOf(sysctls);
        filters = Set.copyOf(filters);
        rules6 = Set.copyOf(rules6);
    }

    /// Nothing to read: no second round trip is needed.
    public boolean isEmpty() {
        return sysctls.isEmpty() && filters.isEmpty() && rules6.isEmpty();
    }

    /// What this and another ask for.
    public Look and(Look other) {
        return new Look(
                both(sysctls, other.sysctls),
                both(filters, other.filters),
                both(rules6, other.rules6));
    }

    private static <T> Set<T> both(Set<T> one, Set<T> other) {
        Set<T> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }
}
