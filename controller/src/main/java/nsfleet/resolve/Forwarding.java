package nsfleet.resolve;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.resource.Address;
import nsfleet.resource.Dnat;
import nsfleet.resource.Filter;
import nsfleet.resource.Key;
import nsfleet.resource.Masquerade;
import nsfleet.resource.Snat;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What translated packets need beside their rules: somebody who forwards them, and, where they
/// come from 127.0.0.1, an interface that lets them out.
final class Forwarding {
    private final Map<Key, Draft> drafts;
    private final Map<Key, Span> places;

    Forwarding(Map<Key, Draft> drafts, Map<Key, Span> places) {
        this.drafts = drafts;
        this.places = places;
    }

    /// The kernel drops packets of 127.0.0.0/8 that leave or come in by another interface than lo,
    /// unless its route_localnet is set (ip-sysctl). We set it where the target is a neighbour on
    /// an interface that the lab makes.
    void throughLoopback() {
        for (Draft draft : List.copyOf(drafts.values())) {
            if (draft instanceof Draft.Done(Wanted(var step, Dnat dnat))
                    && !dnat.to().v6()
                    && dnat.destination() == null) {
                neighbour(dnat.netns(), dnat.to())
                        .ifPresent(
                                dev -> {
                                    drafts.put(dnat.key(), new Draft.Done(step, dnat.via(dev)));
                                    var setting = new Sysctl(dnat.netns(), routeLocalnet(dev), "1");
                                    drafts.putIfAbsent(
                                            setting.key(), new Draft.Done(step, setting));
                                });
            }
        }
    }

    private static String routeLocalnet(InterfaceName dev) {
        return "net.ipv4.conf." + dev.value().replace('.', '/') + ".route_localnet";
    }

    private List<Address> addresses(Netns netns) {
        List<Address> all = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            if (draft instanceof Draft.Done(Wanted(_, Address a)) && a.netns().equals(netns)) {
                all.add(a);
            }
        }
        return all;
    }

    /// The interface of the lab's own in whose network an address is; empty for none, and for an
    /// address of the namespace itself.
    private Optional<InterfaceName> neighbour(Netns netns, Ip ip) {
        List<Address> addresses = addresses(netns);
        if (addresses.stream().anyMatch(a -> a.address().address().equals(ip))) {
            return Optional.empty();
        }
        return addresses.stream()
                .filter(a -> a.address().contains(ip))
                .filter(a -> made(netns, a.dev()))
                .max(Comparator.comparingInt(a -> a.address().length()))
                .map(Address::dev);
    }

    private boolean made(Netns netns, InterfaceName dev) {
        return drafts.get(new Key.OfLink(netns, dev)) instanceof Draft.OfLink link
                && link.kind.made();
    }

    /// Packets that are translated are forwarded ones, save those to the namespace itself.
    void warn(Problems problems) {
        for (Draft draft : List.copyOf(drafts.values())) {
            if (draft instanceof Draft.Done(Wanted(_, Filter filter))) {
                String what = needsForwarding(filter);
                if (what != null && !forwards(filter)) {
                    problems.add(problem(filter, what));
                }
            }
        }
    }

    private @Nullable String needsForwarding(Filter filter) {
        return switch (filter) {
            case Masquerade _ -> "masqueraded";
            case Snat _ -> "given another source";
            case Dnat d ->
                    addresses(d.netns()).stream()
                                    .map(Address::address)
                                    .map(Cidr::address)
                                    .anyMatch(d.to()::equals)
                            ? null
                            : "led somewhere else";
            case nsfleet.resource.FirewallRule _,
                    nsfleet.resource.Mark _,
                    nsfleet.resource.ChainPolicy _ ->
                    null;
        };
    }

    private static boolean v6(Filter filter) {
        return filter.families().contains(nsfleet.net.Family.V6);
    }

    private Problem problem(Filter filter, String what) {
        Netns netns = filter.netns();
        String key = v6(filter) ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward";
        return Problem.warning(
                        "no-forwarding",
                        places.get(filter.key()),
                        "no step turns on forwarding "
                                + (netns.isHost() ? "on the host" : "in " + netns)
                                + ", where packets are to be "
                                + what)
                .hint(
                        "- sysctl: { "
                                + (netns.isHost() ? "" : "netns: " + netns + ", ")
                                + key
                                + ": 1 }");
    }

    private boolean forwards(Filter filter) {
        String family = v6(filter) ? "net.ipv6." : "net.ipv4.";
        return drafts.values().stream()
                .anyMatch(
                        draft ->
                                draft instanceof Draft.Done(Wanted(_, Sysctl sysctl))
                                        && sysctl.netns().equals(filter.netns())
                                        && sysctl.name().startsWith(family)
                                        && (sysctl.name().endsWith(".forwarding")
                                                || sysctl.name().endsWith("ip_forward"))
                                        && !sysctl.value().equals("0"));
    }
}
