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
public record HostJob(
        String host, Target target, Function<Map<String, Object>, Parsed<List<Desired>>> resolve) {}
