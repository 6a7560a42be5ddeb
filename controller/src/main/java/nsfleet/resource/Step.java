package nsfleet.resource;

import nsfleet.diagnostics.Span;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// One step of a lab on one host, after loops and conditions: what reports name.
///
/// @param sequence its place among all steps of the lab on this host, from 0
/// @param identity `TYPE [NS/]NAME`: unique in a lab, stable from run to run
/// @param type the step type
/// @param netns where its thing lives
/// @param name the user's own words for it, if any
/// @param where it was written; null for steps that are known from the record only
/// @param adopt whether it may take over what it does not own
/// @param ignoreErrors whether the host goes on after it failed
/// @param selected whether `--tags` and `--skip-tags` give it its turn; what another one made
///   before stays as it is
/// @param timeout how long its commands may take
public record Step(
        int sequence,
        String identity,
        String type,
        Netns netns,
        @Nullable String name,
        @Nullable Span where,
        boolean adopt,
        boolean ignoreErrors,
        boolean selected,
        Duration timeout) {
    /// What a step's commands may take unless it says otherwise.
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
}
