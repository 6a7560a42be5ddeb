package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.probe.Attached.Qdisc;
import nsfleet.probe.Feature;
import nsfleet.probe.Query;
import nsfleet.resource.Key;
import nsfleet.resource.OnLink;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// Makes and removes what is kept on interfaces.
final class OnLinks {
    private final Work work;
    private final Things things;

    OnLinks(Work work, Things things) {
        this.work = work;
        this.things = things;
    }

    /// What must be looked at for a thing of this key.
    static void look(Set<Query> all, Key key) {
        switch (key) {
            case Key.OfNeighbor(var netns, _, _) -> all.add(new Query.OnLinks(netns, "neighbors"));
            case Key.OfFdb(var netns, _, _, _, _) -> all.add(new Query.OnLinks(netns, "fdb"));
            case Key.OfQdisc(var netns, _, var part) -> {
                all.add(new Query.OnLinks(netns, "qdiscs"));
                all.add(part.equals("netem") ? Feature.NETEM : Feature.TBF);
            }
            default -> {}
        }
    }

    void make(OnLink want, Todo todo) {
        if (work.model.link(want.netns(), want.dev()) == null) {
            things.missing(want.netns(), want.dev(), todo.step);
            return;
        }
        switch (want) {
            case OnLink.Neighbor neighbor -> neighbor(neighbor, todo);
            case OnLink.Fdb entry -> fdb(entry, todo);
            case OnLink.Netem netem ->
                    qdisc(want, Feature.NETEM, "netem", Qdiscs.values(netem), todo);
            case OnLink.Shape shape -> qdisc(want, Feature.TBF, "tbf", Qdiscs.values(shape), todo);
        }
    }

    private void neighbor(OnLink.Neighbor want, Todo todo) {
        List<OnLink.Neighbor> all = work.model.attached.neighbors(want.netns()).orElse(List.of());
        OnLink.Neighbor have =
                all.stream().filter(n -> n.key().equals(want.key())).findFirst().orElse(null);
        if (have != null && foreign(want)) {
            if (!have.mac().equals(want.mac()) && !todo.step.adopt()) {
                work.refuse(
                        todo.step,
                        "a permanent entry for "
                                + want.address()
                                + " on "
                                + want.netns().label(want.dev().value())
                                + " exists and is not ours",
                        "adopt: true takes it over; destroy then puts it back");
                return;
            }
            work.before.putIfAbsent(want.key(), Things.map("mac", have.mac().text()));
        }
        if (have == null) {
            todo.create("neighbor", want.address() + " " + want.mac());
        } else if (!have.mac().equals(want.mac())) {
            todo.update("mac", have.mac(), want.mac());
        } else {
            return;
        }
        todo.run(new Operation.NeighborSet(want));
    }

    /// Whether a thing that is there was there before us.
    private boolean foreign(OnLink want) {
        return work.wasThere(want.key()) && !work.ownLink(want.netns(), want.dev());
    }

    private void fdb(OnLink.Fdb want, Todo todo) {
        var all = work.model.attached.fdb(want.netns());
        if (all.isEmpty()) {
            missingTool("bridge", todo);
            return;
        }
        if (all.get().stream().anyMatch(f -> f.key().equals(want.key()))) {
            if (foreign(want)) {
                work.before.putIfAbsent(want.key(), Things.map());
            }
            return;
        }
        if (todo.step.type().equals("fdb")) {
            todo.create("fdb", words(want.key()));
        } else {
            todo.update("remote", null, want.dst());
        }
        todo.run(new Operation.FdbAdd(want));
    }

    private void missingTool(String tool, Todo todo) {
        work.refuse(
                todo.step,
                "this step needs " + tool + ", and the host has none",
                "it comes with iproute2; on some distributions in a package of its own,"
                        + " iproute-tc");
    }

    private void qdisc(
            OnLink want, Feature feature, String kind, Map<String, Double> values, Todo todo) {
        var all = work.model.attached.qdiscs(want.netns(), want.dev());
        if (all.isEmpty()) {
            missingTool("tc", todo);
            return;
        }
        if (Boolean.FALSE.equals(work.seen.features().get(feature.word()))) {
            work.refuse(
                    todo.step, "this kernel has no " + feature.words(), VirtualLinks.hint(feature));
            return;
        }
        if (all.get().stream().anyMatch(q -> !own(want, q))) {
            work.refuse(
                    todo.step,
                    want.netns().label(want.dev().value())
                            + " has a queueing discipline that is not ours: "
                            + all.get().getFirst().kind(),
                    "take it away first: tc qdisc del dev " + want.dev() + " root");
            return;
        }
        Qdisc have = Qdiscs.of(kind, all.get());
        if (have == null) {
            todo.create(kind, words(want.key()));
        } else {
            List<Plan.Difference> wrong = Qdiscs.wrong(have, values);
            boolean misplaced = !have.parent().equals(place(want, kind, all.get()));
            if (wrong.isEmpty() && !misplaced) {
                return;
            }
            todo.update(wrong);
            if (misplaced) {
                todo.update("place", have.parent(), place(want, kind, all.get()));
            }
        }
        set(want.netns(), want.dev(), all.get(), want, todo);
    }

    /// A tbf sits below a netem of ours.
    private static String place(OnLink want, String kind, List<Qdisc> all) {
        return kind.equals("tbf") && Qdiscs.of("netem", all) != null ? "1:1" : "";
    }

    /// On an interface of ours everything is ours; elsewhere what we recorded.
    private boolean own(OnLink want, Qdisc qdisc) {
        String part =
                qdisc.kind().equals("netem") ? "netem" : qdisc.kind().equals("tbf") ? "shape" : "";
        return work.ownLink(want.netns(), want.dev())
                || work.ledger.get(new Key.OfQdisc(want.netns(), want.dev(), part)) != null;
    }

    /// Sets one part, and leaves the other as it is.
    private void set(
            Netns netns, InterfaceName dev, List<Qdisc> have, @Nullable OnLink part, Todo todo) {
        OnLink.Netem netem =
                part instanceof OnLink.Netem n
                        ? n
                        : Qdiscs.of("netem", have) == null ? null : wantedNetem(netns, dev);
        OnLink.Shape shape =
                part instanceof OnLink.Shape s
                        ? s
                        : Qdiscs.of("tbf", have) == null ? null : wantedShape(netns, dev);
        todo.run(new Operation.QdiscSet(netns, dev, netem, shape, !have.isEmpty()));
    }

    private OnLink.@Nullable Netem wantedNetem(Netns netns, InterfaceName dev) {
        Wanted w = work.wanted.get(new Key.OfQdisc(netns, dev, "netem"));
        return w != null && w.resource() instanceof OnLink.Netem netem ? netem : null;
    }

    private OnLink.@Nullable Shape wantedShape(Netns netns, InterfaceName dev) {
        Wanted w = work.wanted.get(new Key.OfQdisc(netns, dev, "shape"));
        return w != null && w.resource() instanceof OnLink.Shape shape ? shape : null;
    }

    void remove(Key.OfNeighbor key, @Nullable SortedMap<String, String> before, Todo todo) {
        OnLink.Neighbor have =
                work.model.attached.neighbors(key.netns()).orElse(List.of()).stream()
                        .filter(n -> n.key().equals(key))
                        .findFirst()
                        .orElse(null);
        if (before != null) {
            Mac old = Mac.of(before.getOrDefault("mac", ""));
            if (have == null || !have.mac().equals(old)) {
                todo.update("mac", have == null ? null : have.mac(), old);
                todo.run(
                        new Operation.NeighborSet(
                                new OnLink.Neighbor(key.netns(), key.dev(), key.address(), old)));
            }
        } else if (have != null) {
            todo.remove("neighbor", key.address());
            todo.run(new Operation.NeighborDelete(have));
        }
    }

    void remove(Key.OfFdb key, @Nullable SortedMap<String, String> before, Todo todo) {
        if (before != null) {
            return;
        }
        work.model.attached.fdb(key.netns()).orElse(List.of()).stream()
                .filter(f -> f.key().equals(key))
                .findFirst()
                .ifPresent(
                        have -> {
                            todo.remove("fdb", words(key));
                            todo.run(new Operation.FdbDelete(have));
                        });
    }

    void remove(Key.OfQdisc key, Todo todo) {
        List<Qdisc> have = work.model.attached.qdiscs(key.netns(), key.dev()).orElse(List.of());
        String kind = key.part().equals("netem") ? "netem" : "tbf";
        if (Qdiscs.of(kind, have) == null) {
            return;
        }
        List<Qdisc> rest = new ArrayList<>(have);
        rest.removeIf(q -> q.kind().equals(kind));
        todo.remove(kind, words(key));
        set(key.netns(), key.dev(), rest, null, todo);
    }

    private static String words(Key key) {
        return switch (key) {
            case Key.OfFdb(var netns, var dev, var mac, var dst, var vlan) ->
                    netns.label(dev.value())
                            + " "
                            + mac
                            + (vlan == null ? "" : " vlan " + vlan)
                            + (dst == null ? "" : " dst " + dst);
            case Key.OfQdisc(var netns, var dev, _) -> netns.label(dev.value());
            default -> key.toString();
        };
    }
}
