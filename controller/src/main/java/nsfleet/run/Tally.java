package nsfleet.run;

import nsfleet.run.Event.CheckDone;
import nsfleet.run.Event.Counts;
import nsfleet.run.Event.HostStatus;
import nsfleet.run.Event.StepDone;
import nsfleet.run.Event.StepStatus;
import nsfleet.verify.CheckResult;

/// Counts what is told of one host, and passes it on.
final class Tally {
    private final EventSink sink;
    private final boolean allowInconclusive;
    private int ok;
    private int changed;
    private int pending;
    private int failed;
    private int ignored;
    private int skipped;
    private int passed;
    private int checksFailed;
    private int inconclusive;
    private int checksSkipped;
    private String message = "";
    private String hint = "";

    Tally(EventSink sink, boolean allowInconclusive) {
        this.sink = sink;
        this.allowInconclusive = allowInconclusive;
    }

    void tell(Event event) {
        sink.accept(event);
    }

    /// @param tolerated a failure that the playbook allows (`ignore_errors`)
    void step(StepDone step, boolean tolerated) {
        switch (step.status()) {
            case OK -> ok++;
            case CHANGED, REMOVED -> changed++;
            case PENDING -> pending++;
            case SKIPPED -> skipped++;
            case FAILED -> {
                if (tolerated) {
                    ignored++;
                } else {
                    failed++;
                    blame("step " + step.step() + ": " + firstLine(step.message()));
                }
            }
        }
        sink.accept(step);
    }

    void check(CheckDone check) {
        CheckResult result = check.result();
        switch (result.status()) {
            case PASSED -> passed++;
            case FAILED -> {
                checksFailed++;
                blame("check " + result.check().identity() + ": " + firstLine(result.message()));
            }
            case INCONCLUSIVE -> {
                inconclusive++;
                if (!allowInconclusive) {
                    blame(
                            "check "
                                    + result.check().identity()
                                    + ": "
                                    + firstLine(result.message()));
                }
            }
            case SKIPPED -> checksSkipped++;
        }
        sink.accept(check);
    }

    /// A failure that is no step's and no check's.
    void trouble(String text, String whatToDo) {
        failed++;
        blame(text);
        if (hint.isEmpty()) {
            hint = whatToDo;
        }
    }

    private void blame(String text) {
        if (message.isEmpty()) {
            message = text;
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    HostStatus status() {
        if (failed > 0 || checksFailed > 0 || (inconclusive > 0 && !allowInconclusive)) {
            return HostStatus.FAILED;
        }
        return changed > 0 ? HostStatus.CHANGED : pending > 0 ? HostStatus.PENDING : HostStatus.OK;
    }

    /// The first failure in one line; empty when there was none.
    String message() {
        return message;
    }

    String hint() {
        return hint;
    }

    Counts counts() {
        return new Counts(
                ok,
                changed,
                pending,
                failed + ignored,
                skipped,
                passed,
                checksFailed,
                inconclusive,
                checksSkipped);
    }

    /// How a step with nothing to do, or something, is told.
    static StepStatus status(boolean pendingOnly, nsfleet.plan.Plan.Change change) {
        if (!change.pending()) {
            return StepStatus.OK;
        }
        if (pendingOnly) {
            return StepStatus.PENDING;
        }
        return change.action() == nsfleet.plan.Plan.Action.REMOVE
                ? StepStatus.REMOVED
                : StepStatus.CHANGED;
    }
}
