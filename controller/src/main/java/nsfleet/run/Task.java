package nsfleet.run;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.LabName;
import nsfleet.plan.Options;
import nsfleet.plan.Plan;
import nsfleet.plan.Planner;
import nsfleet.probe.Look;
import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;
import nsfleet.resource.Desired;

/// What is to be done with one lab on a host: the two directions of the one planning function.
sealed interface Task {
    /// Towards the playbook.
    record Apply(Desired desired, Options options) implements Task {
        /// The plan on a host that never had the lab.
        Plan planFromNothing(Sight sight) {
            return Planner.plan(
                    desired,
                    sight.facts(),
                    sight.observed(),
                    LabRecord.none(desired.lab()),
                    SysctlClaims.none(),
                    options);
        }
    }

    /// Towards what was there before.
    record Destroy(LabName lab, Options options) implements Task {}

    /// The lab.
    default LabName lab() {
        return switch (this) {
            case Apply(var desired, _) -> desired.lab();
            case Destroy(var lab, _) -> lab;
        };
    }

    /// What must be looked at beyond the first look.
    default Parsed<Look> look(Sight sight) {
        return with(
                sight,
                (record, claims) ->
                        switch (this) {
                            case Apply(var desired, _) ->
                                    Planner.look(desired, sight.observed(), record, claims);
                            case Destroy(var lab, _) ->
                                    Planner.lookForDestroy(lab, sight.observed(), record, claims);
                        });
    }

    /// The difference between what was seen and what should be. The sight must hold what [#look]
    /// asks for.
    default Parsed<Plan> plan(Sight sight) {
        return with(
                sight,
                (record, claims) ->
                        switch (this) {
                            case Apply(var desired, var options) ->
                                    Planner.plan(
                                            desired,
                                            sight.facts(),
                                            sight.observed(),
                                            record,
                                            claims,
                                            options);
                            case Destroy(var lab, var options) ->
                                    Planner.destroy(
                                            lab,
                                            sight.facts(),
                                            sight.observed(),
                                            record,
                                            claims,
                                            options);
                        });
    }

    private <T> Parsed<T> with(
            Sight sight, java.util.function.BiFunction<LabRecord, SysctlClaims, T> use) {
        return sight.record(lab())
                .then(
                        record ->
                                sight.claims()
                                        .then(claims -> Parsed.good(use.apply(record, claims))));
    }
}
