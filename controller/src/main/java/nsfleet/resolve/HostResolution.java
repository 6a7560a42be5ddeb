package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
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
import java.util.function.Function;

/// All plays of one host: its labs in the order in which they are first named.
final class HostResolution {
    private final String host;
    private final Problems problems;
    private final Declared declared = new Declared();
    private final Map<LabName, LabDraft> labs = new LinkedHashMap<>();

    HostResolution(String host, Problems problems) {
        this.host = host;
        this.problems = problems;
    }

    /// Reads the steps of all plays, and then their checks, which look at the end of the run.
    ///
    /// @param scopes what the host sees in a play
    List<Desired> resolve(List<Selected> plays, Function<Selected, Scope> scopes) {
        for (Selected play : plays) {
            LabDraft lab = lab(play);
            Place place = new Place(scopes.apply(play), null, true, problems);
            existing(play.play().existing(), place, lab);
            var steps = new StepReader(declared, lab);
            new Walk(steps::step, () -> lose(lab)).all(play.play().steps(), place);
        }
        for (Selected play : plays) {
            LabDraft lab = lab(play);
            Place place = new Place(scopes.apply(play), null, true, problems);
            var checks = new CheckReader(declared, lab);
            new Walk(checks::check, () -> {}).all(play.play().verify(), place);
        }
        LinkConflicts.check(
                labs.values().stream().flatMap(lab -> lab.links().stream()).toList(), problems);
        List<Desired> desired = labs.values().stream().map(lab -> lab.finish(problems)).toList();
        LabConflicts.check(desired, problems);
        return desired;
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
