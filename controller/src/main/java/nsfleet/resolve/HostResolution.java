package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.resource.Desired;
import nsfleet.vars.Scope;
import nsfleet.vars.Value;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// All plays of one host: its labs in the order in which they are first named.
final class HostResolution {
    private final String host;
    private final Problems problems;
    private final Declared declared = new Declared();
    private final Map<LabName, LabDraft> labs = new LinkedHashMap<>();
    private final Wires wires;
    private final TagFilter filter;
    private final Function<String, Parsed<Ip>> outer;

    /// @param outer the address of a host for the outer packets of wires
    HostResolution(
            String host,
            Wires wires,
            Function<String, Parsed<Ip>> outer,
            TagFilter filter,
            Problems problems) {
        this.filter = filter;
        this.host = host;
        this.wires = wires;
        this.outer = outer;
        this.problems = problems;
    }

    /// Reads the steps of all plays, and then their checks, which look at the end of the run.
    ///
    /// @param scopes what the host sees in a play
    List<Desired> resolve(List<Selected> plays, Function<Selected, Scope> scopes) {
        for (Selected play : plays) {
            LabDraft lab = lab(play);
            Place place = place(play, scopes);
            lab.backend(play.play().firewallBackend(), problems);
            existing(play.play().existing(), place, lab);
            var steps = new StepReader(declared, lab);
            var cables = new WireSteps(steps, host, wires, outer);
            new Walk(
                            (task, where) -> {
                                if (Wires.isWire(task)) {
                                    cables.read(task, where);
                                } else {
                                    steps.step(task, where);
                                }
                            },
                            () -> lose(lab),
                            (task, where) -> {
                                if (Wires.isWire(task)) {
                                    cables.read(task, where);
                                }
                            })
                    .all(play.play().steps(), place);
        }
        for (Selected play : plays) {
            LabDraft lab = lab(play);
            Place place = place(play, scopes);
            var checks = new CheckReader(declared, lab);
            new Walk(checks::check, () -> {}).all(play.play().verify(), place);
        }
        LinkConflicts.check(
                labs.values().stream().flatMap(lab -> lab.links().stream()).toList(), problems);
        List<Desired> desired = labs.values().stream().map(lab -> lab.finish(problems)).toList();
        LabConflicts.check(desired, problems);
        return desired;
    }

    private Place place(Selected play, Function<Selected, Scope> scopes) {
        return new Place(scopes.apply(play), null, new Tags(Set.of(), filter), true, problems)
                .tagged(play.play().tags());
    }

    private LabDraft lab(Selected play) {
        return labs.computeIfAbsent(
                play.lab(), name -> new LabDraft(name, new Desired.Origin(play.source(), host)));
    }

    private void lose(LabDraft lab) {
        lab.partial = true;
        declared.lostAll();
    }

    private void existing(@Nullable YamlNode node, Place place, LabDraft lab) {
        if (node == null) {
            return;
        }
        if (!(place.scope().evaluate(node, problems) instanceof Value.Known(var known))) {
            declared.lostNamespace();
            return;
        }
        List<YamlNode> items = known instanceof Sequence list ? list.items() : List.of(known);
        for (YamlNode item : items) {
            Parsed<Netns> parsed =
                    item instanceof Scalar scalar
                            ? Netns.parse(scalar.text())
                            : Parsed.bad("\"existing\" takes names of namespaces");
            switch (parsed) {
                case Parsed.Good<Netns>(var netns) -> {
                    declared.existing(netns);
                    lab.existing(netns);
                }
                case Parsed.Bad<Netns>(var message) ->
                        problems.error("bad-value", item.span(), message);
            }
        }
    }
}
