package nsfleet.resolve;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Hosts that are worked on together; the next batch begins when all of them are done.
///
/// @param maxFailPercentage more failed or unreachable hosts than this, and no further batch
///   begins; null for no limit
/// @param anyErrorsFatal whether the first failure ends the run
public record Batch(
        List<String> hosts, @Nullable Double maxFailPercentage, boolean anyErrorsFatal) {
    public Batch {
        hosts = List.copyOf(hosts);
    }
}
