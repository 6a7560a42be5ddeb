package nsfleet.cli;

import nsfleet.run.HostJob;
import nsfleet.shell.Secret;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// What a run works on.
///
/// @param playbooks their names as given
/// @param jobs one per host, in the inventory's order
/// @param secrets that no report may show; more become known while hosts are resolved
record Workload(List<String> playbooks, List<HostJob> jobs, Supplier<Collection<Secret>> secrets) {}
