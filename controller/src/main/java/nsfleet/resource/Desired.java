package nsfleet.resource;

import nsfleet.filter.Backend;
import nsfleet.net.LabName;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The desired state of one lab on one host: everything that its steps want, in the order written,
/// and its checks.
///
/// @param source the playbook's name as the record keeps it, and the host's name in the inventory
/// @param steps all steps, also those that want nothing new, in order
/// @param wanted what they want; no key twice
/// @param existing namespaces that are there already and not ours
/// @param backend what rules of packet filters are given to; null for whatever the host has,
///   iptables first
public record Desired(
        LabName lab,
        Origin source,
        List<Step> steps,
        List<Wanted> wanted,
        List<Check> checks,
        List<nsfleet.net.Netns> existing,
        @Nullable Backend backend) {

    /// Who applied a lab: kept in the record, so that another playbook does not take it over by
    /// accident.
    ///
    /// @param playbook the file's name
    /// @param host the name in the inventory
    public record Origin(String playbook, String host) {}

    /// One that leaves the choice of packet filter to the host.
    public Desired(
            LabName lab,
            Origin source,
            List<Step> steps,
            List<Wanted> wanted,
            List<Check> checks,
            List<nsfleet.net.Netns> existing) {
        this(lab, source, steps, wanted, checks, existing, null);
    }

    public Desired {
        steps = List.copyOf(steps);
        wanted = List.copyOf(wanted);
        checks = List.copyOf(checks);
        existing = List.copyOf(existing);
    }
}
