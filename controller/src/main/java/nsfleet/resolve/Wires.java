package nsfleet.resolve;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Suggest;
import nsfleet.net.Cidr;
import nsfleet.net.LabName;
import nsfleet.playbook.Item;
import nsfleet.vars.Scope;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/// All wires of a run. A wire step is evaluated for every host of its play, also those that do not
/// take part in this run, and put together by id: so each host knows its ends, whichever host's
/// evaluation named them.
final class Wires {
    private record Id(LabName lab, String id) {}

    private final Map<Id, Wire> all = new LinkedHashMap<>();
    private final Map<Item.Task, List<Wire>> steps = new IdentityHashMap<>();
    private final Problems problems;

    private Wires(Problems problems) {
        this.problems = problems;
    }

    /// Goes through all plays.
    ///
    /// @param scopes what a host sees in a play, without facts
    static Wires of(
            List<Selected> plays, BiFunction<String, Selected, Scope> scopes, Problems problems) {
        var wires = new Wires(problems);
        for (Selected play : plays) {
            if (!hasWires(play.play().steps())) {
                continue;
            }
            for (String host : play.all()) {
                Place place =
                        new Place(scopes.apply(host, play), null, Tags.NONE, true, new Problems());
                new Walk((task, where) -> wires.take(play, task, where, problems), () -> {})
                        .all(play.play().steps(), place);
            }
        }
        wires.check();
        return wires;
    }

    private static boolean hasWires(List<Item> items) {
        return items.stream()
                .anyMatch(
                        item ->
                                switch (item) {
                                    case Item.Task task -> isWire(task);
                                    case Item.Block block -> hasWires(block.items());
                                });
    }

    static boolean isWire(Item.Task task) {
        return task.type().name().equals("wire");
    }

    private void take(Selected play, Item.Task task, Place where, Problems told) {
        if (!isWire(task)) {
            return;
        }
        var own = new Problems();
        Wire wire =
                WireReader.read(
                        play.lab(),
                        task,
                        new Place(
                                where.scope(), where.netns(), where.tags(), where.certain(), own));
        own.all().forEach(told::add);
        if (wire == null) {
            return;
        }
        Wire first = all.putIfAbsent(new Id(wire.lab(), wire.id()), wire);
        if (first == null) {
            steps.computeIfAbsent(task, _ -> new ArrayList<>()).add(wire);
            ends(play, wire);
        } else if (!first.same(wire)) {
            problems.add(
                    Problem.error(
                                    "two-values",
                                    wire.span(),
                                    "the wire "
                                            + wire.id()
                                            + " has other ends for another host of the play: "
                                            + wire.one().label()
                                            + " - "
                                            + wire.other().label()
                                            + " and "
                                            + first.one().label()
                                            + " - "
                                            + first.other().label())
                            .hint("an id means one wire: give each its own, with ${index} say"));
        }
    }

    private void ends(Selected play, Wire wire) {
        for (WireEnd end : List.of(wire.one(), wire.other())) {
            if (!play.all().contains(end.host())) {
                problems.error(
                        "wire-host",
                        end.span(),
                        "the play is not for a host \"" + end.host() + "\"",
                        Suggest.hint(end.host(), play.all()));
            }
        }
        WireEnd one = wire.one();
        WireEnd other = wire.other();
        if (one.label().equals(other.label())) {
            problems.error(
                    "bad-value",
                    other.span(),
                    "both ends of the wire are " + one.label(),
                    "loop over one host less, or give the ends names of their own");
        }
        if (!Objects.equals(wire.mtu(one), wire.mtu(other))) {
            problems.add(
                    Problem.warning(
                            "mtu-mismatch",
                            other.span(),
                            "the ends of the wire "
                                    + wire.id()
                                    + " have different mtus: "
                                    + wire.mtu(one)
                                    + " and "
                                    + wire.mtu(other)));
        }
        addresses(wire, list(one), list(other));
    }

    private static List<Cidr> list(WireEnd end) {
        List<Cidr> addresses = end.addresses();
        return addresses == null ? List.of() : addresses;
    }

    private void addresses(Wire wire, List<Cidr> here, List<Cidr> there) {
        for (Cidr address : here) {
            if (there.stream().anyMatch(a -> a.address().equals(address.address()))) {
                problems.error(
                        "duplicate-address",
                        wire.other().span(),
                        "both ends of the wire " + wire.id() + " have " + address.address(),
                        null);
                return;
            }
        }
        boolean meet =
                here.stream()
                        .anyMatch(
                                a ->
                                        there.stream()
                                                .anyMatch(
                                                        b ->
                                                                a.contains(b.address())
                                                                        && b.contains(
                                                                                a.address())));
        if (!here.isEmpty() && !there.isEmpty() && !meet) {
            problems.add(
                    Problem.warning(
                            "wire-networks",
                            wire.other().span(),
                            "the ends of the wire "
                                    + wire.id()
                                    + " have no network in common: they reach each other by routes"
                                    + " only"));
        }
    }

    /// Two wires of one host must not have one number.
    private void check() {
        Map<String, Wire> numbers = new HashMap<>();
        for (Wire wire : all.values()) {
            if (!wire.across()) {
                continue;
            }
            for (String host : List.of(wire.one().host(), wire.other().host())) {
                Wire first = numbers.putIfAbsent(wire.number() + " " + host, wire);
                if (first != null) {
                    problems.add(
                            Problem.error(
                                            "duplicate-number",
                                            wire.span(),
                                            "the wires "
                                                    + first.id()
                                                    + " and "
                                                    + wire.id()
                                                    + " come to one VXLAN number, "
                                                    + wire.number()
                                                    + ", on "
                                                    + host)
                                    .see("first here", first.span())
                                    .hint("give one of them another id"));
                }
            }
        }
    }

    /// Both hosts of a wire are worked on together, or the checks of the first would find nobody.
    void inOneBatch(List<Batch> batches) {
        for (Wire wire : all.values()) {
            for (Batch batch : batches) {
                boolean one = batch.hosts().contains(wire.one().host());
                boolean other = batch.hosts().contains(wire.other().host());
                boolean elsewhere =
                        batches.stream()
                                .anyMatch(
                                        b -> b != batch && b.hosts().contains(wire.other().host()));
                if (one && !other && elsewhere) {
                    problems.error(
                            "wire-batches",
                            wire.span(),
                            "the wire "
                                    + wire.id()
                                    + " joins "
                                    + wire.one().host()
                                    + " and "
                                    + wire.other().host()
                                    + ", which are in different batches of \"serial\"",
                            null);
                }
            }
        }
    }

    /// The wires of a step that have an end on a host.
    List<Wire> of(Item.Task task, String host) {
        return steps.getOrDefault(task, List.of()).stream()
                .filter(wire -> !wire.on(host).isEmpty())
                .toList();
    }

    /// All that have an end on a host and the other on another one.
    Collection<Wire> across(String host) {
        return all.values().stream()
                .filter(wire -> wire.across() && !wire.on(host).isEmpty())
                .toList();
    }
}
