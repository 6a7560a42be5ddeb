package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed.RouteState;
import nsfleet.record.LabRecord;
import nsfleet.resource.Address;
import nsfleet.resource.Key;
import nsfleet.resource.NetnsResource;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Step;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.SortedMap;
import java.util.TreeMap;

/// Makes namespaces, addresses, routes and rules as wanted.
final class Things {
    private final Work work;
    private final boolean thorough;

    /// @param thorough whether each thing is looked at again after every later step: what the
    ///   kernel would not take yet is then left for later
    Things(Work work, boolean thorough) {
        this.work = work;
        this.thorough = thorough;
    }

    void netns(NetnsResource want, Todo todo) {
        Netns netns = want.netns();
        Space space = work.model.space(netns);
        String tag = Ownership.tag(work.ledger.lab(), null);
        if (space == null) {
            todo.create("netns", netns);
            todo.run(new Operation.NetnsAdd(netns));
            todo.run(new Operation.LinkAlias(netns, InterfaceName.LO, tag));
            if (want.loUp()) {
                todo.run(new Operation.LinkUp(netns, InterfaceName.LO, true));
            }
            return;
        }
        Iface lo = space.links.get(InterfaceName.LO);
        if (lo == null) {
            return;
        }
        switch (Ownership.of(work.ledger, netns, space)) {
            case Ownership.OtherLab(var lab) -> {
                otherLab(work, todo.step, "namespace " + netns, lab);
                return;
            }
            case Ownership.Foreign _ -> {
                if (!todo.step.adopt()) {
                    boolean again = work.ledger.get(want.key()) != null;
                    work.refuse(
                            todo.step,
                            "namespace "
                                    + netns
                                    + (again
                                            ? " was made again by somebody else and is not ours"
                                            : " exists and is not ours"),
                            "adopt: true takes it over; destroy then leaves it as it was. Steps"
                                    + " that only use it need it under existing:");
                    return;
                }
                work.before.putIfAbsent(want.key(), map("lo", lo.up ? "up" : "down"));
            }
            case Ownership.Adopted _ -> {}
            case Ownership.Ours _ -> {
                if (!tag.equals(lo.alias)) {
                    todo.update("tag", lo.alias, tag);
                    todo.run(new Operation.LinkAlias(netns, InterfaceName.LO, tag));
                }
            }
        }
        if (lo.up != want.loUp()) {
            todo.update("lo", lo.up ? "up" : "down", want.loUp() ? "up" : "down");
            todo.run(new Operation.LinkUp(netns, InterfaceName.LO, want.loUp()));
        }
    }

    static void otherLab(Work work, Step step, String what, LabName lab) {
        work.refuse(
                step,
                what + " belongs to lab " + lab,
                "if this play was renamed, say formerly: ["
                        + lab
                        + "]; else destroy that lab first");
    }

    static SortedMap<String, String> map(String... pairs) {
        SortedMap<String, String> map = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    void address(Address want, Todo todo) {
        Iface link = work.model.link(want.netns(), want.dev());
        if (link == null) {
            missing(want.netns(), want.dev(), todo.step);
            return;
        }
        if (link.has(want.address())) {
            if (work.wasThere(want.key()) && !work.ownLink(want.netns(), want.dev())) {
                work.before.putIfAbsent(want.key(), map());
            }
            return;
        }
        if (thorough && !work.model.has(want.netns(), link, want.address().family())) {
            return; // when a later step has made it possible
        }
        if (todo.step.type().equals("address")) {
            todo.create("address", want.address());
        } else {
            Wanted link0 = work.wanted.get(new Key.OfLink(want.netns(), want.dev()));
            boolean peer =
                    link0 != null
                            && link0.resource() instanceof nsfleet.resource.Link l
                            && Links.isPeer(l);
            todo.update(peer ? "peer.address" : "address", null, want.address());
        }
        todo.run(new Operation.AddressAdd(want.netns(), want.dev(), want.address()));
    }

    /// An interface that no step makes is not there.
    void missing(Netns netns, InterfaceName dev, Step step) {
        Wanted link = work.wanted.get(new Key.OfLink(netns, dev));
        if (link != null && work.refused(link.step())) {
            return;
        }
        if (work.model.space(netns) == null) {
            Wanted space = work.wanted.get(new Key.OfNetns(netns));
            if (space == null || !work.refused(space.step())) {
                work.refuse(
                        step,
                        "namespace " + netns + " does not exist",
                        work.desired.existing().contains(netns)
                                ? "it is listed under existing: make it first"
                                : leftOut(new Key.OfNetns(netns)));
            }
            return;
        }
        work.refuse(
                step,
                "interface " + netns.label(dev.value()) + " does not exist",
                link != null && link.step().selected()
                        ? "the step that makes it stands later"
                        : leftOut(new Key.OfLink(netns, dev)));
    }

    private @Nullable String leftOut(Key key) {
        Step step = work.leftOut(key);
        return step == null
                ? null
                : "the step \""
                        + step.identity()
                        + "\" makes it, which --tags or --skip-tags leaves out";
    }

    void route(Route want, Todo todo) {
        Space space = work.model.space(want.netns());
        if (space == null) {
            missing(want.netns(), InterfaceName.LO, todo.step);
            return;
        }
        if (want.dev() != null && !space.links.containsKey(want.dev())) {
            missing(want.netns(), want.dev(), todo.step);
            return;
        }
        RouteState have = null;
        for (RouteState seen : space.routes) {
            if (Routes.sameKey(seen.route(), want)) {
                if (Routes.satisfied(want, seen.route())) {
                    keepRoute(want, seen);
                    return;
                }
                have = seen;
            }
        }
        if (thorough && RouteCheck.accept(space, want) == null) {
            return; // when a later step has made it possible
        }
        if (have == null) {
            todo.create("route", Routes.words(want));
        } else {
            if (!ours(want, have)
                    && !adopt(todo.step, want.key(), "route", Routes.words(have.route()))) {
                return;
            }
            if (!ours(want, have)) {
                work.before.putIfAbsent(want.key(), Stored.of(have.route()));
            }
            todo.update(Routes.differences(want, have.route()));
            todo.run(new Operation.RouteDelete(have.route()));
        }
        todo.run(new Operation.RouteAdd(want));
    }

    /// One that is there already and that nobody recorded stays after us.
    private void keepRoute(Route want, RouteState seen) {
        if (work.wasThere(want.key()) && !ours(want, seen)) {
            work.before.putIfAbsent(want.key(), Stored.of(seen.route()));
        }
    }

    private boolean ours(Route want, RouteState have) {
        return work.ledger.get(want.key()) != null
                || work.ownNetns(want.netns())
                || work.ownLink(want.netns(), have.route().dev());
    }

    /// Whether the step may change what somebody else made.
    private boolean adopt(Step step, Key key, String what, String words) {
        if (!step.adopt()) {
            String where = key.netns().isHost() ? "" : " in " + key.netns();
            work.refuse(
                    step,
                    what + " " + words + where + " exists and is not ours",
                    "adopt: true takes it over; destroy then puts it back");
        }
        return step.adopt();
    }

    void rule(Rule want, Todo todo) {
        Space space = work.model.space(want.netns());
        if (space == null) {
            missing(want.netns(), InterfaceName.LO, todo.step);
            return;
        }
        LabRecord.Entry entry = work.ledger.get(want.key());
        boolean ours = entry != null || work.ownNetns(want.netns());
        Rule have = null;
        for (Rule seen : space.rules) {
            if (Rules.sameKey(seen, want)) {
                have = seen;
                if (Rules.differences(want, seen).isEmpty()) {
                    break;
                }
            }
        }
        if (have == null) {
            todo.create("rule", Rules.words(want));
            todo.run(new Operation.RuleAdd(want));
            return;
        }
        if (Rules.differences(want, have).isEmpty()) {
            if (!ours && work.wasThere(want.key())) {
                work.before.putIfAbsent(want.key(), Stored.of(have));
            }
            return;
        }
        if (!ours
                && !adopt(
                        todo.step,
                        want.key(),
                        "rule",
                        want.priority() + ": " + Rules.words(have))) {
            return;
        }
        if (!ours) {
            work.before.putIfAbsent(want.key(), Stored.of(have));
        }
        todo.update(Rules.differences(want, have));
        todo.run(new Operation.RuleDelete(have));
        todo.run(new Operation.RuleAdd(want));
    }
}
