package nsfleet.plan;

import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Match;
import nsfleet.filter.Net;
import nsfleet.filter.Ports;
import nsfleet.filter.State;
import nsfleet.filter.Verdict;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.resource.Address;
import nsfleet.resource.ChainPolicy;
import nsfleet.resource.Dnat;
import nsfleet.resource.Filter;
import nsfleet.resource.FirewallRule;
import nsfleet.resource.Mark;
import nsfleet.resource.Masquerade;
import nsfleet.resource.Snat;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// The rules that a step's wish comes to.
final class FilterRules {
    private static final Cidr LOOPBACK = Cidr.of("127.0.0.0/8");
    private static final Cidr LOOPBACK6 = Cidr.of("::1/128");

    private final Work work;

    FilterRules(Work work) {
        this.work = work;
    }

    /// A rule and where it stands.
    ///
    /// @param first before those of the steps before, for it guards against what they let in
    record Placed(Hook hook, Line.Rule rule, boolean first) {
        Placed(Hook hook, Match match, Verdict verdict) {
            this(hook, new Line.Rule(match, verdict), false);
        }
    }

    /// The rules for one of its families, in order.
    List<Placed> of(Filter want) {
        return switch (want) {
            case Masquerade m ->
                    List.of(
                            new Placed(
                                    Hook.NAT_POSTROUTING,
                                    Match.ANY.from(m.source()).to(m.destination()).out(m.out()),
                                    new Verdict.Masquerade()));
            case Snat s ->
                    List.of(
                            new Placed(
                                    Hook.NAT_POSTROUTING,
                                    Match.ANY.from(s.source()).to(s.destination()).out(s.out()),
                                    new Verdict.Snat(s.to())));
            case Dnat dnat -> dnat(dnat);
            case FirewallRule rule ->
                    List.of(new Placed(rule.hook(), rule.match(), rule.verdict()));
            case Mark mark -> mark(mark);
            case ChainPolicy _ -> List.of();
        };
    }

    private static List<Placed> mark(Mark mark) {
        List<Placed> rules = new ArrayList<>();
        rules.add(new Placed(Hook.MANGLE_PREROUTING, mark.match(), mark.set()));
        if (mark.match().in() == null) {
            rules.add(new Placed(Hook.MANGLE_OUTPUT, mark.match(), mark.set()));
        }
        return rules;
    }

    /// From outside, from the namespace itself, and back into the network that it came from: there
    /// the target would answer directly, from an address that nobody asked. What the namespace
    /// itself sends may have a source that the target has no way back to (127.0.0.1, or an address
    /// of another interface), so it gets one that it has.
    private List<Placed> dnat(Dnat want) {
        List<Placed> rules = new ArrayList<>();
        var to = new Verdict.Dnat(want.to(), want.toPort());
        Match port = Match.ANY.of(want.protocol(), Ports.of(want.port()));
        Match entry =
                want.destination() != null
                        ? port.to(want.destination())
                        : port.toHere(want.in() == null);
        rules.add(new Placed(Hook.NAT_PREROUTING, entry.in(want.in()), to));
        Match own = want.destination() != null ? entry : port.toHere(true);
        boolean loopback = want.via() != null && !want.to().v6();
        if (want.destination() == null && !loopback) {
            own = own.destination(new Net(want.to().v6() ? LOOPBACK6 : LOOPBACK, true));
        }
        rules.add(new Placed(Hook.NAT_OUTPUT, own, to));
        Match there = Match.ANY.to(Cidr.of(want.to())).of(want.protocol(), Ports.of(want.toPort()));
        if (!here(want.netns(), want.to())) {
            Cidr net = network(want.netns(), want.to());
            if (net != null) {
                rules.add(
                        new Placed(
                                Hook.NAT_POSTROUTING, there.from(net), new Verdict.Masquerade()));
            }
            rules.add(
                    new Placed(
                            Hook.NAT_POSTROUTING, there.fromHere(true), new Verdict.Masquerade()));
        }
        if (loopback && want.destination() == null) {
            // route_localnet lets neighbours reach what listens on 127.0.0.1 only: nothing but
            // answers may.
            rules.add(
                    new Placed(
                            Hook.INPUT,
                            new Line.Rule(
                                    Match.ANY
                                            .in(want.via())
                                            .to(LOOPBACK)
                                            .states(
                                                    Set.of(
                                                            State.NEW,
                                                            State.INVALID,
                                                            State.UNTRACKED)),
                                    new Verdict.Drop()),
                            true));
        }
        return rules;
    }

    private List<Cidr> addresses(Netns netns) {
        List<Cidr> all = new ArrayList<>();
        for (Wanted w : work.wanted.values()) {
            if (w.resource() instanceof Address a && a.netns().equals(netns)) {
                all.add(a.address());
            }
        }
        Observed.NetnsState seen = work.seen.namespaces().get(netns);
        if (seen != null) {
            seen.links()
                    .values()
                    .forEach(
                            link ->
                                    link.addresses().stream()
                                            .map(Observed.AddressState::address)
                                            .forEach(all::add));
        }
        return all;
    }

    private boolean here(Netns netns, Ip ip) {
        return addresses(netns).stream().anyMatch(a -> a.address().equals(ip));
    }

    /// The network of an interface of the namespace that an address is in; null for none.
    private @Nullable Cidr network(Netns netns, Ip ip) {
        return addresses(netns).stream()
                .filter(a -> a.contains(ip) && a.length() < a.family().bits())
                .max(Comparator.comparingInt(Cidr::length))
                .map(Cidr::network)
                .orElse(null);
    }

    /// Whether something is about a family.
    static boolean in(Filter want, Family family) {
        return want.families().contains(family);
    }
}
