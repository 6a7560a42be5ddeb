package nsfleet.run;

import nsfleet.plan.Options;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How a run goes about its work.
///
/// @param forks hosts at one time
/// @param hostTimeout after which a host is given up; null for never
/// @param lockTimeout how long to wait for another run on a host
/// @param allowInconclusive whether a check that could not be carried out counts as passed
/// @param version of nsfleet, for the records that it writes
/// @param planning what the plan may do
public record Settings(
        int forks,
        @Nullable Duration hostTimeout,
        Duration lockTimeout,
        boolean allowInconclusive,
        String version,
        Options planning) {}
