package nsfleet.cli;

import nsfleet.run.HostJob;

import java.util.List;

/// What a run works on.
///
/// @param playbooks their names as given
/// @param jobs one per host, in the inventory's order
record Workload(List<String> playbooks, List<HostJob> jobs) {}
