package nsfleet.cli;

import nsfleet.run.HostJob;
import nsfleet.run.Stage;
import nsfleet.shell.Secret;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/// What a run works on.
///
/// @param playbooks their names as given
/// @param stages of hosts, one after the other; a job for each host
/// @param secrets that no report may show; more become known while hosts are resolved
record Workload(List<String> playbooks, List<Stage> stages, Supplier<Collection<Secret>> secrets) {
    /// One per host, in the order of the stages.
    List<HostJob> jobs() {
        return stages.stream().flatMap(stage -> stage.jobs().stream()).toList();
    }
}
