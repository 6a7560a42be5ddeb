package nsfleet.run;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.LabName;
import nsfleet.plan.Plan;
import nsfleet.plan.Plan.Change;
import nsfleet.plan.Planner;
import nsfleet.probe.Look;
import nsfleet.record.LabRecord;
import nsfleet.record.RecordScripts;
import nsfleet.record.SysctlClaims;
import nsfleet.render.Rendered;
import nsfleet.render.Renderer;
import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.transport.Frame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Makes one lab on one host what its task says, and proves it: the intent is recorded, the
/// operations run, the record is confirmed, and the host is looked at again, all in one round trip
/// when nothing goes wrong.
final class Applying {
    private final Shell shell;
    private final Task task;
    private final Telling telling;
    private final String version;
    private Sight sight;

    Applying(
            String host,
            LabName lab,
            Shell shell,
            Sight sight,
            Task task,
            Tally tally,
            String version) {
        this.shell = shell;
        this.sight = sight;
        this.task = task;
        this.telling = new Telling(host, lab, tally);
        this.version = version;
    }

    /// What the host looks like now.
    Sight sight() {
        return sight;
    }

    /// Null when done (whatever came of the steps); otherwise what ended it.
    @Nullable String run() {
        return switch (task.look(sight).then(look -> sight.closer(shell, look))) {
            case Parsed.Bad<Sight>(var message) -> message;
            case Parsed.Good<Sight>(var closer) -> {
                sight = closer;
                yield switch (task.plan(sight)) {
                    case Parsed.Bad<Plan>(var message) -> message;
                    case Parsed.Good<Plan>(var plan) -> follow(plan);
                };
            }
        };
    }

    private @Nullable String follow(Plan plan) {
        telling.warnings(plan);
        if (!plan.refusals().isEmpty()) {
            telling.refused(plan);
            return null;
        }
        if (!plan.pending()) {
            return nothingToRun(plan);
        }
        Progress progress = new Progress(plan);
        String trouble = carryOut(plan, progress);
        if (trouble == null && !progress.failed()) {
            trouble = prove(progress);
        }
        progress.tell(telling);
        return trouble;
    }

    private @Nullable String nothingToRun(Plan plan) {
        if (needsWriting(plan)) {
            Completion written =
                    shell.run(List.of(changing("record", record(plan.next(), plan.claims()))))
                            .getFirst();
            String trouble = Shell.trouble("writing the record", written);
            if (!trouble.isEmpty()) {
                return trouble;
            }
        }
        new Progress(plan).tell(telling);
        return null;
    }

    private boolean needsWriting(Plan plan) {
        return !(sight.record(task.lab()) instanceof Parsed.Good<LabRecord>(var now)
                        && now.equals(plan.next()))
                || !(sight.claims() instanceof Parsed.Good<SysctlClaims>(var claims)
                        && claims.equals(plan.claims()));
    }

    /// Runs a plan to its end, or to the first failure that is not to be ignored.
    private @Nullable String carryOut(Plan plan, Progress progress) {
        List<Rendered> todo = Renderer.frames(plan);
        Plan current = plan;
        // Each round ends in success, in a failure, or has one more step to leave out: it cannot go
        // on for ever.
        for (int round = 0; round <= plan.changes().size() + 1; round++) {
            String trouble = attempt(current, todo, progress);
            if (trouble != null || !progress.unfinished()) {
                return trouble;
            }
            boolean singly = progress.blameless();
            if (!singly && !progress.mayGoOn()) {
                return recordWhatIs(current);
            }
            switch (task.plan(sight)) {
                case Parsed.Bad<Plan>(var message) -> {
                    return message;
                }
                case Parsed.Good<Plan>(var again) -> current = again;
            }
            List<Change> rest = progress.restOf(current);
            todo = singly ? Renderer.singly(rest) : Renderer.frames(rest);
        }
        return null;
    }

    /// One round trip: intent, operations, record, look.
    private @Nullable String attempt(Plan plan, List<Rendered> todo, Progress progress) {
        Look look = look(plan);
        List<Frame> frames = new ArrayList<>();
        SysctlClaims intended = plan.intentClaims();
        frames.add(changing("intent", record(plan.intent(), told(intended))));
        todo.forEach(rendered -> frames.add(rendered.frame()));
        SysctlClaims claims = plan.claims();
        frames.add(
                changing("record", record(plan.next(), claims.equals(intended) ? null : claims)));
        List<Frame> again = Sight.frames(look);
        frames.addAll(again);
        List<Completion> answers = shell.run(frames);
        String intent = Shell.trouble("writing the record", answers.getFirst());
        progress.take(todo, answers.subList(1, todo.size() + 1));
        if (!intent.isEmpty()) {
            return intent;
        }
        List<Completion> looks = answers.subList(answers.size() - again.size(), answers.size());
        return seen(Sight.read(look, looks));
    }

    private @Nullable String seen(Parsed<Sight> now) {
        return switch (now) {
            case Parsed.Bad<Sight>(var message) -> message;
            case Parsed.Good<Sight>(var fresh) -> {
                sight = fresh;
                yield null;
            }
        };
    }

    /// What to ask after the operations: also of namespaces and interfaces that they make.
    private Look look(Plan plan) {
        return task.look(sight.after(plan)) instanceof Parsed.Good<Look>(var look)
                ? look
                : Look.NOTHING;
    }

    /// After a failure the record must own what really was made, and nothing else.
    private @Nullable String recordWhatIs(Plan plan) {
        LabRecord real = Planner.afterFailure(plan, sight.observed());
        Completion written =
                shell.run(List.of(changing("record", record(real, plan.intentClaims()))))
                        .getFirst();
        String trouble = Shell.trouble("writing the record", written);
        return trouble.isEmpty() ? null : trouble;
    }

    /// The promise: nothing is left to do. A gap in the kernel model gets one repair round, and is
    /// told.
    private @Nullable String prove(Progress progress) {
        switch (task.plan(sight)) {
            case Parsed.Bad<Plan>(var message) -> {
                return message;
            }
            case Parsed.Good<Plan>(var left) -> {
                if (!left.pending()) {
                    return null;
                }
                telling.warning("model-gap: done again after the first round: " + names(left));
                String trouble = attempt(left, Renderer.frames(left), progress.repairing(left));
                return trouble != null ? trouble : settled(progress);
            }
        }
    }

    private @Nullable String settled(Progress progress) {
        return switch (task.plan(sight)) {
            case Parsed.Bad<Plan>(var message) -> message;
            case Parsed.Good<Plan>(var left) -> {
                left.changes().stream().filter(Change::pending).forEach(progress::notProven);
                yield null;
            }
        };
    }

    private static String names(Plan plan) {
        return String.join(
                ", ",
                plan.changes().stream()
                        .filter(Change::pending)
                        .map(c -> c.step().identity())
                        .toList());
    }

    /// The table of settings, unless the host was seen to have it so.
    private @Nullable SysctlClaims told(SysctlClaims claims) {
        return sight.claims() instanceof Parsed.Good<SysctlClaims>(var there)
                        && there.equals(claims)
                ? null
                : claims;
    }

    private Script record(LabRecord record, @Nullable SysctlClaims claims) {
        return RecordScripts.write(record, claims, version);
    }

    private static Frame changing(String label, Script script) {
        return Frame.changing(label, script, Shell.LOOK);
    }
}
