package nsfleet.resolve;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.net.LabName;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;
import nsfleet.resource.Resource;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Wanted;

import java.util.HashMap;
import java.util.List;

/// Tells of things that two labs of one run want on one host: each thing has one owner. Settings
/// may be shared, with one value; rules of a packet filter stand in each lab's own chain.
final class LabConflicts {
    private record Claim(LabName lab, Wanted wanted) {}

    private LabConflicts() {}

    static void check(List<Desired> labs, Problems problems) {
        var claims = new HashMap<Key, Claim>();
        for (Desired desired : labs) {
            for (Wanted wanted : desired.wanted()) {
                Claim claim = new Claim(desired.lab(), wanted);
                Claim first = claims.putIfAbsent(wanted.resource().key(), claim);
                if (first != null
                        && !first.lab.equals(desired.lab())
                        && conflict(first.wanted.resource(), wanted.resource())) {
                    problems.add(problem(first, claim));
                }
            }
        }
    }

    private static boolean conflict(Resource one, Resource other) {
        return switch (one.key()) {
            case Key.OfMasquerade _, Key.OfRuleset _ -> false;
            case Key.OfFilter filter ->
                    filter.type().equals("dnat")
                            || filter.type().equals("policy") && !one.equals(other);
            case Key.OfSysctl _ ->
                    one instanceof Sysctl a
                            && other instanceof Sysctl b
                            && !a.value().equals(b.value());
            case Key.OfNetns _,
                    Key.OfLink _,
                    Key.OfAddress _,
                    Key.OfRoute _,
                    Key.OfRule _,
                    Key.OfNeighbor _,
                    Key.OfFdb _,
                    Key.OfQdisc _ ->
                    true;
        };
    }

    private static Problem problem(Claim first, Claim second) {
        Problem problem =
                Problem.error(
                                "two-labs",
                                second.wanted.step().where(),
                                "\""
                                        + second.wanted.step().identity()
                                        + "\" of the lab "
                                        + second.lab
                                        + (second.wanted.resource() instanceof Sysctl
                                                ? " wants another value than the lab "
                                                : " is also made by the lab ")
                                        + first.lab)
                        .hint("plays with one \"lab\" share what they make");
        Span span = first.wanted.step().where();
        return span == null ? problem : problem.see("there", span);
    }
}
