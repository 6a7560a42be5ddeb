package nsfleet.run;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.LabName;
import nsfleet.plan.Operation;
import nsfleet.plan.Plan;
import nsfleet.plan.Planner;
import nsfleet.probe.FirstLook;
import nsfleet.probe.Look;
import nsfleet.probe.Observed;
import nsfleet.probe.Prober;
import nsfleet.record.LabRecord;
import nsfleet.record.RecordFormat;
import nsfleet.record.SysctlClaims;
import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.transport.Frame;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a host looked like at one moment: the first probe's answer, and the second's where there
/// was something to ask.
final class Sight {
    private final FirstLook first;
    private final Observed observed;

    private Sight(FirstLook first, Observed observed) {
        this.first = first;
        this.observed = observed;
    }

    /// The frames that look at everything that `look` names, in one round trip.
    static List<Frame> frames(Look look) {
        List<Frame> frames = new ArrayList<>();
        frames.add(looking(Prober.first()));
        if (!look.isEmpty()) {
            frames.add(Frame.looking("look closer", Prober.second(look), Shell.LOOK));
        }
        return frames;
    }

    /// Reads the answers to [#frames].
    static Parsed<Sight> read(Look look, List<Completion> answers) {
        return answer("the look at the host", answers.getFirst())
                .then(Prober::readFirst)
                .then(
                        first ->
                                look.isEmpty()
                                        ? Parsed.good(new Sight(first, first.observed()))
                                        : new Sight(first, first.observed())
                                                .closer(look, answers.get(1)));
    }

    /// Looks for the first time: facts, network and records.
    ///
    /// @param full also at what plans do not need
    static Parsed<Sight> first(Shell shell, boolean full) {
        return read(
                Look.NOTHING,
                full
                        ? shell.run(List.of(looking(Prober.full())))
                        : shell.run(frames(Look.NOTHING)));
    }

    private static Frame looking(Script script) {
        return Frame.looking("look", script, Shell.LOOK);
    }

    /// Looks at what only some labs need, on top of what was seen.
    Parsed<Sight> closer(Shell shell, Look look) {
        return look.isEmpty()
                ? Parsed.good(this)
                : closer(look, shell.look("look closer", Prober.second(look)));
    }

    private Parsed<Sight> closer(Look look, Completion completion) {
        return answer("the closer look at the host", completion)
                .then(
                        text ->
                                Parsed.good(
                                        new Sight(first, Prober.readSecond(observed, look, text))));
    }

    private static Parsed<String> answer(String what, Completion completion) {
        if (completion instanceof Completion.Exited exited && !exited.truncated() && exited.ok()) {
            return Parsed.good(exited.output());
        }
        String trouble = Shell.trouble(what, completion);
        return Parsed.bad(trouble.isEmpty() ? what + " gave more than can be read" : trouble);
    }

    nsfleet.probe.Facts facts() {
        return first.facts();
    }

    Observed observed() {
        return observed;
    }

    List<String> warnings() {
        return first.warnings();
    }

    Map<String, String> recordTexts() {
        return first.records();
    }

    /// The same host as it will look after a plan.
    Sight after(Plan plan) {
        List<Operation> operations =
                plan.changes().stream().flatMap(change -> change.operations().stream()).toList();
        return new Sight(first, Planner.after(observed, operations));
    }

    Parsed<LabRecord> record(LabName lab) {
        String text = first.records().get(lab.value());
        return text == null ? Parsed.good(LabRecord.none(lab)) : RecordFormat.read(lab, text);
    }

    Parsed<SysctlClaims> claims() {
        return first.claims().isBlank()
                ? Parsed.good(SysctlClaims.none())
                : RecordFormat.readClaims(first.claims());
    }

    /// Why this host cannot be worked on; null when it can.
    @Nullable String unfit(Mission mission) {
        if (facts().busyboxIp()) {
            return "the host's ip is busybox's, which has no network namespaces";
        }
        if (!facts().iproute2()) {
            return "the host has no iproute2 (ip)";
        }
        return switch (mission) {
            case Mission.Preview _ -> rootless();
            case Mission.Apply _ -> rootless();
            case Mission.Destroy _ -> rootless();
            case Mission.Program _ -> rootless();
            case Mission.Verify _, Mission.Facts _, Mission.Labs _ -> null;
        };
    }

    private @Nullable String rootless() {
        return facts().uid() == 0
                ? null
                : "this needs root on the host, and the shell there has user id " + facts().uid();
    }

    String unfitHint(Mission mission) {
        return facts().busyboxIp() || !facts().iproute2()
                ? "install iproute2 there: apt-get install iproute2, dnf install iproute, apk add"
                        + " iproute2"
                : "say `become: true` in the play, or -b, or log in as root; changing networks"
                        + " takes CAP_NET_ADMIN and CAP_SYS_ADMIN";
    }

    Map<String, Object> asData() {
        return StateData.of(first, observed);
    }
}
