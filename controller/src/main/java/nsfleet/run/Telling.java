package nsfleet.run;

import nsfleet.net.LabName;
import nsfleet.plan.Plan;
import nsfleet.plan.Plan.Change;
import nsfleet.plan.Plan.Refusal;
import nsfleet.render.Renderer;
import nsfleet.resource.Step;
import nsfleet.run.Event.StepDone;
import nsfleet.run.Event.StepStatus;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// Makes events of what came of a lab's steps.
final class Telling {
    private final String host;
    private final LabName lab;
    private final Tally tally;

    Telling(String host, LabName lab, Tally tally) {
        this.host = host;
        this.lab = lab;
        this.tally = tally;
    }

    void warnings(Plan plan) {
        plan.warnings().forEach(this::warning);
    }

    void warning(String message) {
        tally.tell(new Event.Warning(host, lab.value(), message));
    }

    /// What a plan would do; where something stands in the way, that.
    void planned(Plan plan) {
        warnings(plan);
        if (!plan.refusals().isEmpty()) {
            refused(plan);
            return;
        }
        for (Change change : plan.changes()) {
            change(change, change.pending() ? StepStatus.PENDING : StepStatus.OK, "", "", null);
        }
    }

    /// Nothing was run: the refused steps failed, and the others had no turn.
    void refused(Plan plan) {
        for (Change change : plan.changes()) {
            Refusal refusal = refusal(plan, change.step());
            if (refusal != null) {
                change(change, StepStatus.FAILED, "", message(refusal), null);
            } else if (change.pending()) {
                change(
                        change,
                        StepStatus.SKIPPED,
                        "",
                        "nothing is run on this host while a step is refused",
                        null);
            } else {
                change(change, StepStatus.OK, "", "", null);
            }
        }
        for (Refusal refusal : plan.refusals()) {
            Step step = refusal.step();
            if (step == null) {
                tally.trouble(refusal.message(), refusal.hint() == null ? "" : refusal.hint());
            } else if (plan.changes().stream().noneMatch(change -> change.step().equals(step))) {
                change(
                        new Change(step, Plan.Action.NONE, List.of(), List.of()),
                        StepStatus.FAILED,
                        "",
                        message(refusal),
                        null);
            }
        }
    }

    private static @Nullable Refusal refusal(Plan plan, Step step) {
        return plan.refusals().stream().filter(r -> step.equals(r.step())).findFirst().orElse(null);
    }

    private static String message(Refusal refusal) {
        return refusal.message() + (refusal.hint() == null ? "" : "\n" + refusal.hint());
    }

    void change(
            Change change,
            StepStatus status,
            String output,
            String message,
            @Nullable Duration duration) {
        Step step = change.step();
        tally.step(
                new StepDone(
                        host,
                        lab.value(),
                        step.identity(),
                        step.type(),
                        step.netns(),
                        step.name(),
                        status,
                        change.action(),
                        change.differences(),
                        change.operations().stream().map(Renderer::command).toList(),
                        output,
                        message,
                        duration,
                        false),
                step.ignoreErrors());
    }
}
