package nsfleet.probe;

import java.util.Set;

/// What the second probe must read, beyond what the first reads of every host: only what some lab
/// wants, claims or recorded.
///
/// @param sysctls settings; one whose file is not there is simply not answered
/// @param filters tables of the packet filter
public record Look(Set<Observed.SysctlAt> sysctls, Set<Observed.FilterAt> filters) {
    public Look {
        sysctls = Set.copyOf(sysctls);
        filters = Set.copyOf(filters);
    }

    /// Nothing to read: no second round trip is needed.
    public boolean isEmpty() {
        return sysctls.isEmpty() && filters.isEmpty();
    }
}
