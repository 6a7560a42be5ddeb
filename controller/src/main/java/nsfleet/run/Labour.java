package nsfleet.run;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.LabName;
import nsfleet.plan.Options;
import nsfleet.plan.Plan;
import nsfleet.render.Renderer;
import nsfleet.resource.Check;
import nsfleet.resource.Desired;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/// The labs of one host, one after the other: looked at, planned, and made so.
///
/// Its methods return null when the host was worked on to the end (whatever the steps came to), or
/// what ended it early.
final class Labour {
    private final String host;
    private final Shell shell;
    private Sight sight;
    private final Options planning;
    private final String version;
    private final Tally tally;

    Labour(String host, Shell shell, Sight sight, Options planning, String version, Tally tally) {
        this.host = host;
        this.shell = shell;
        this.sight = sight;
        this.planning = planning;
        this.version = version;
        this.tally = tally;
    }

    /// Compares only. The second lab is compared with what the first will have made.
    @Nullable String preview(List<Desired> labs) {
        Sight seen = sight;
        for (Desired desired : labs) {
            Task task = new Task.Apply(desired, planning);
            Sight before = seen;
            switch (task.look(before).then(look -> before.closer(shell, look))) {
                case Parsed.Bad<Sight>(var message) -> {
                    return message;
                }
                case Parsed.Good<Sight>(var closer) -> {
                    switch (task.plan(closer)) {
                        case Parsed.Bad<Plan>(var message) -> {
                            return message;
                        }
                        case Parsed.Good<Plan>(var plan) -> {
                            new Telling(host, desired.lab(), tally).planned(plan);
                            seen = closer.after(plan);
                        }
                    }
                }
            }
        }
        return null;
    }

    /// Writes the program that makes the labs on this host as it would be without them.
    @Nullable String program(List<Desired> labs) {
        List<Plan> plans = new ArrayList<>();
        Sight bare = sight;
        for (Desired desired : labs) {
            Task.Apply apply = new Task.Apply(desired, planning);
            switch (without(apply, bare)) {
                case Parsed.Bad<Sight>(var message) -> {
                    return message;
                }
                case Parsed.Good<Sight>(var host) -> {
                    Plan plan = apply.planFromNothing(host);
                    if (!plan.refusals().isEmpty()) {
                        new Telling(this.host, desired.lab(), tally).refused(plan);
                        return null;
                    }
                    plans.add(plan);
                    bare = host.after(plan);
                }
            }
        }
        tally.tell(
                new Event.Data(
                        host, "program", Map.of("text", Renderer.program(host, plans).masked())));
        return null;
    }

    /// The host as it would be without the lab: looked at for both ways, then undone in the model.
    private Parsed<Sight> without(Task.Apply apply, Sight seen) {
        Task destroy = new Task.Destroy(apply.lab(), planning);
        return apply.look(seen)
                .then(look -> destroy.look(seen).then(more -> seen.closer(shell, look.and(more))))
                .then(closer -> destroy.plan(closer).then(plan -> Parsed.good(closer.after(plan))));
    }

    /// Makes it so, proves it, verifies it.
    ///
    /// @param done told whether the steps went well; answers, once the hosts at the other ends of
    ///   this one's wires are done too, what is missing there
    @Nullable String apply(
            List<Desired> labs,
            boolean verify,
            boolean verifyAnyway,
            Function<Boolean, List<String>> done) {
        for (Desired desired : labs) {
            String trouble = work(new Task.Apply(desired, planning), desired.lab());
            if (trouble != null) {
                return trouble;
            }
        }
        boolean failed = tally.status() == Event.HostStatus.FAILED;
        List<String> missing = done.apply(!failed);
        for (String wire : missing) {
            new Telling(host, labs.getFirst().lab(), tally).warning(wire);
        }
        return verify ? checks(labs, failed && !verifyAnyway, missing) : null;
    }

    /// Undoes labs in the order given.
    ///
    /// @param undone told each of which anything was there
    @Nullable String destroy(List<LabName> labs, Consumer<LabName> undone) {
        for (LabName lab : labs) {
            Event.Counts before = tally.counts();
            String trouble = work(new Task.Destroy(lab, planning), lab);
            if (!tally.counts().equals(before)) {
                undone.accept(lab);
            }
            if (trouble != null) {
                return trouble;
            }
        }
        return null;
    }

    /// Runs the checks only.
    @Nullable String verify(List<Desired> labs) {
        return checks(labs, false, List.of());
    }

    private @Nullable String work(Task task, LabName lab) {
        Applying applying = new Applying(host, lab, shell, sight, task, tally, version);
        String trouble = applying.run();
        sight = applying.sight();
        return trouble;
    }

    private @Nullable String checks(List<Desired> labs, boolean skip, List<String> missing) {
        for (Desired desired : labs) {
            List<Check> checks = desired.checks();
            String trouble =
                    new Checking(host, desired.lab(), shell, tally, missing).run(checks, skip);
            if (trouble != null) {
                return trouble;
            }
        }
        return null;
    }
}
