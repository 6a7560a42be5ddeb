package nsfleet.run;

import nsfleet.diagnostics.Parsed;
import nsfleet.resource.Desired;
import nsfleet.transport.Target;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The work on one host: how to get there, and what it should be.
///
/// @param resolve from the host's facts to the desired state of each of its labs, in the order of
///   the playbooks; bad when an expression fails on these facts
/// @param neighbours the hosts at the other ends of its wires, and the ids of these
public record HostJob(
        String host,
        Target target,
        Function<Map<String, Object>, Parsed<List<Desired>>> resolve,
        Map<String, List<String>> neighbours) {
    /// One without wires.
    public HostJob(
            String host,
            Target target,
            Function<Map<String, Object>, Parsed<List<Desired>>> resolve) {
        this(host, target, resolve, Map.of());
    }
}
