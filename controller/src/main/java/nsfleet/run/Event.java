package nsfleet.run;

import nsfleet.net.Netns;
import nsfleet.plan.Plan;
import nsfleet.verify.CheckResult;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// What happens in a run, in the order in which reports are told. All events of one host come in
/// order; hosts mix.
public sealed interface Event {
    /// The run begins.
    ///
    /// @param run unique, sortable by time
    record RunStart(String command, String run, List<String> playbooks, int hosts)
            implements Event {}

    /// A host's work begins: for progress only, not in the JSON.
    record HostStart(String host) implements Event {}

    /// How a step ended.
    ///
    /// @param lab empty for commands without labs
    /// @param changes what is or was not as wanted
    /// @param commands as run, or as they would be; secrets masked
    /// @param output of a failed step
    /// @param message why it failed or was skipped, with what to do about it; empty otherwise
    /// @param duration null where several steps ran in one process
    /// @param decidedAtApply whether a plan could not know
    record StepDone(
            String host,
            String lab,
            String step,
            String type,
            Netns netns,
            @Nullable String name,
            StepStatus status,
            Plan.Action action,
            List<Plan.Difference> changes,
            List<String> commands,
            String output,
            String message,
            @Nullable Duration duration,
            boolean decidedAtApply)
            implements Event {}

    /// How a check ended.
    record CheckDone(String host, String lab, CheckResult result, Duration duration)
            implements Event {}

    /// Something to know about a host that is not a failure.
    record Warning(String host, String lab, String message) implements Event {}

    /// What a looking command found on a host: facts, labs. JSON prints it as an event of this
    /// kind; text leaves it to the command.
    ///
    /// @param kind `facts` or `labs`
    /// @param values maps, lists, text, numbers and booleans
    record Data(String host, String kind, java.util.Map<String, Object> values) implements Event {}

    /// A host is done.
    ///
    /// @param locked whether it failed since another run holds its lock
    /// @param message why it is failed or unreachable, with a hint; empty otherwise
    record HostDone(
            String host,
            HostStatus status,
            Counts counts,
            boolean locked,
            String message,
            String hint,
            Duration duration)
            implements Event {}

    /// The run is over.
    record RunEnd(
            HostStatus status,
            int exitCode,
            int ok,
            int changed,
            int pending,
            int failed,
            int unreachable,
            int skipped,
            Duration duration)
            implements Event {}

    /// How a step ended.
    enum StepStatus {
        OK,
        CHANGED,
        PENDING,
        REMOVED,
        FAILED,
        SKIPPED
    }

    /// How a host ended.
    enum HostStatus {
        OK,
        CHANGED,
        PENDING,
        FAILED,
        UNREACHABLE,
        SKIPPED
    }

    /// Steps and checks of a host. `changed` counts removed ones too.
    record Counts(
            int ok,
            int changed,
            int pending,
            int failed,
            int skipped,
            int checksPassed,
            int checksFailed,
            int checksInconclusive,
            int checksSkipped) {}
}
