package nsfleet.report;

import nsfleet.run.Event.CheckDone;
import nsfleet.run.Event.HostDone;
import nsfleet.run.Event.StepDone;
import nsfleet.run.Event.StepStatus;
import nsfleet.verify.CheckResult.Status;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was told of one host.
final class HostLog {
    final String host;
    final List<CheckDone> checks = new ArrayList<>();
    private final Map<String, List<StepDone>> steps = new LinkedHashMap<>();
    @Nullable HostDone done;

    HostLog(String host) {
        this.host = host;
    }

    void add(StepDone step) {
        steps.computeIfAbsent(step.lab(), _ -> new ArrayList<>()).add(step);
    }

    /// By lab, in the order told.
    Map<String, List<StepDone>> steps() {
        return steps;
    }

    /// Whether a step or a check of it says what went wrong.
    boolean explained() {
        return steps.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(step -> step.status() == StepStatus.FAILED)
                || checks.stream()
                        .map(check -> check.result().status())
                        .anyMatch(s -> s == Status.FAILED || s == Status.INCONCLUSIVE);
    }
}
