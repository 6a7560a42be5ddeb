package nsfleet.plan;

import nsfleet.probe.Observed;
import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;
import nsfleet.resource.Desired;

import java.util.List;

/// A host over several plans: each is carried out in the model.
final class Run {
    Observed seen;
    LabRecord record;
    SysctlClaims claims = SysctlClaims.none();
    Options options = Options.NONE;

    Run(Observed seen, LabBuilder lab) {
        this.seen = seen;
        this.record = LabRecord.none(lab.lab);
    }

    static Run plain() {
        return new Run(Hosts.plain(), LabBuilder.lab());
    }

    Plan plan(Desired desired) {
        return Planner.plan(desired, Hosts.facts(), seen, record, claims, options);
    }

    Plan plan(LabBuilder lab) {
        return plan(lab.desired());
    }

    Plan destroyed() {
        return Planner.destroy(record.lab(), Hosts.facts(), seen, record, claims, options);
    }

    /// Carries a plan out, if nothing stands in its way.
    Plan apply(Plan plan) {
        if (plan.refusals().isEmpty()) {
            seen = Planner.after(seen, operations(plan));
            record = plan.next();
            claims = plan.claims();
        }
        return plan;
    }

    Plan apply(LabBuilder lab) {
        return apply(plan(lab));
    }

    /// What somebody does by hand.
    Run hand(Operation... operations) {
        seen = Planner.after(seen, List.of(operations));
        return this;
    }

    static List<Operation> operations(Plan plan) {
        return plan.changes().stream().flatMap(c -> c.operations().stream()).toList();
    }
}
