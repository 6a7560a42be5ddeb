package nsfleet.run;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Hosts that are worked on together; the next stage begins when all of them are done.
///
/// @param maxFailPercentage more failed or unreachable hosts than this, and no further stage
///   begins; null for no limit
/// @param anyErrorsFatal whether the first failure ends the run: no new host begins, and those at
///   work are sent nothing more
public record Stage(
        List<HostJob> jobs, @Nullable Double maxFailPercentage, boolean anyErrorsFatal) {
    public Stage {
        jobs = List.copyOf(jobs);
    }
}
