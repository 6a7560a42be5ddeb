package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.RouteState;
import nsfleet.resource.OnLink;
import nsfleet.resource.Route;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/// Keeps a plan from cutting the branch that it sits on: the interface, address and route that
/// carry its own session, or the host's way out.
final class Guard {
    private final Work work;
    private final Set<InterfaceName> carriers = new LinkedHashSet<>();
    private final Set<Ip> addresses = new LinkedHashSet<>();
    private final Set<Ip> farEnds = new LinkedHashSet<>();
    private final FilterGuard filters;

    Guard(Work work) {
        this.work = work;
        this.filters = new FilterGuard(work.options, carriers);
        carrier(work.facts.uplink());
        carrier(work.facts.uplink6());
        if (work.facts.uplinkAddress() != null) {
            addresses.add(work.facts.uplinkAddress());
        }
        if (work.options.controller() != null) {
            farEnds.add(work.options.controller());
        }
        Observed.NetnsState host = work.seen.namespaces().get(Netns.HOST);
        if (host != null) {
            for (RouteState seen : host.routes()) {
                if (wayOut(seen.route()) && seen.route().via() != null) {
                    farEnds.add(seen.route().via());
                }
            }
            Ip session = work.options.session();
            if (session != null) {
                addresses.add(session);
                host.links().values().stream()
                        .filter(l -> new Iface(l).has(session))
                        .forEach(l -> carriers.add(l.name()));
            }
        }
    }

    private void carrier(@Nullable String name) {
        if (name != null && !name.isEmpty()) {
            carriers.add(new InterfaceName(name));
        }
    }

    private boolean wayOut(Route route) {
        return route.to().isDefault()
                && Routes.table(route.table()).equals("main")
                && route.type().equals("unicast");
    }

    private static long effective(Route route) {
        return route.to().v6() && route.metric() == 0 ? 1024 : route.metric();
    }

    /// Refuses the changes that endanger the way, unless the user confirmed.
    void check(Iterable<Plan.Change> changes) {
        if (work.options.confirm()) {
            return;
        }
        Diversion diversion = new Diversion(work, changes);
        for (Plan.Change change : changes) {
            for (Operation operation : change.operations()) {
                String danger = operation.netns().isHost() ? danger(operation, diversion) : null;
                if (danger != null) {
                    work.refuse(
                            change.step(),
                            danger,
                            "this may cut the connection to the host: --confirm does it, and puts"
                                    + " it back unless the connection survives");
                    break;
                }
            }
        }
    }

    private @Nullable String danger(Operation operation, Diversion diversion) {
        return switch (operation) {
            case Operation.LinkUp(Netns _, var name, var up) ->
                    up ? null : of(name, "would be taken down");
            case Operation.LinkDelete(Netns _, var name) -> of(name, "would be deleted");
            case Operation.LinkMove(Netns _, var name, Netns _, InterfaceName _) ->
                    of(name, "would be moved away");
            case Operation.LinkRename(Netns _, var name, InterfaceName _) ->
                    of(name, "would be renamed");
            case Operation.LinkMaster(Netns _, var name, _) -> of(name, "would change its master");
            case Operation.LinkMac(Netns _, var name, _) ->
                    of(name, "would change its hardware address");
            case Operation.LinkMtu(Netns _, var name, var mtu) ->
                    mtu < 1280 ? of(name, "would lose IPv6 by mtu " + mtu) : null;
            case Operation.AddressDelete(Netns _, var dev, var address) ->
                    addresses.contains(address.address())
                            ? "address " + address + " of " + dev + " carries the connection"
                            : null;
            case Operation.AddressAdd(Netns _, var dev, var address) ->
                    carriers.contains(dev) ? null : covers("the subnet of " + address, address);
            case Operation.RouteDelete(var route) ->
                    wayOut(route) ? "the default route would be removed" : null;
            case Operation.RouteAdd(var route) ->
                    diversion.by(route)
                            ? "the route to "
                                    + route.to()
                                    + " in table "
                                    + route.table()
                                    + " would take the connection, by a rule that leads there"
                            : added(route);
            case Operation.RuleAdd(var rule) ->
                    diversion.by(rule)
                            ? "the rule "
                                    + Rules.words(rule)
                                    + " would take the packets of the connection"
                            : null;
            case Operation.LinkAdd(Netns _, InterfaceName _, var kind) ->
                    kind.underlay().isHost()
                                    && kind.link() != null
                                    && "passthru".equals(kind.options().get("mode"))
                            ? of(kind.link(), "would pass everything on (mode passthru)")
                            : null;
            case Operation.QdiscSet(Netns _, var dev, var netem, var shape, boolean _) ->
                    netem != null && netem.loss() >= 100
                            ? of(dev, "would lose every packet")
                            : slow(netem, shape) ? of(dev, "would be slower than 10kbit") : null;
            case Operation.NeighborSet(var entry) ->
                    farEnds.contains(entry.address())
                            ? of(entry.dev(), "would send the connection to " + entry.mac())
                            : null;
            case Operation.NeighborDelete _,
                    Operation.FdbAdd _,
                    Operation.FdbDelete _,
                    Operation.NetnsAdd _,
                    Operation.NetnsDelete _,
                    Operation.VethAdd _,
                    Operation.LinkAlias _,
                    Operation.LinkSet _,
                    Operation.RuleDelete _,
                    Operation.SysctlWrite _ ->
                    null;
            case Operation.FilterReplace op -> filters.danger(op);
        };
    }

    private static boolean slow(OnLink.@Nullable Netem netem, OnLink.@Nullable Shape shape) {
        return netem != null && netem.rate() > 0 && netem.rate() < 10_000
                || shape != null && shape.rate() < 10_000;
    }

    private @Nullable String of(InterfaceName name, String what) {
        return carriers.contains(name)
                ? "interface " + name + ", which carries the connection, " + what
                : null;
    }

    private @Nullable String covers(String what, Cidr net) {
        for (Ip end : farEnds) {
            if (net.contains(end)) {
                return what + " covers " + end + ", which the connection goes to";
            }
        }
        return null;
    }

    private @Nullable String added(Route route) {
        if (!Routes.table(route.table()).equals("main")) {
            return null;
        }
        if (!route.to().isDefault()) {
            return carriers.contains(Objects.requireNonNullElse(route.dev(), InterfaceName.LO))
                    ? null
                    : covers("the route to " + route.to(), route.to());
        }
        Observed.NetnsState host = work.seen.namespaces().get(Netns.HOST);
        boolean wins =
                host != null
                        && host.routes().stream()
                                .map(RouteState::route)
                                .anyMatch(
                                        have ->
                                                wayOut(have)
                                                        && have.to().equals(route.to())
                                                        && effective(route) < effective(have));
        return wins ? "the new default route would win over the host's own" : null;
    }
}
