package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.RouteState;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/// A network namespace in the model.
final class Space {
    final Netns netns;
    final TreeMap<InterfaceName, Iface> links = new TreeMap<>();
    final List<RouteState> routes = new ArrayList<>();
    final List<Rule> rules = new ArrayList<>();

    private Space(Netns netns) {
        this.netns = netns;
    }

    /// As the kernel makes it: a loopback that is down.
    static Space fresh(Netns netns) {
        Space space = new Space(netns);
        Iface lo = new Iface(InterfaceName.LO, 1, "", 65536);
        lo.mac = new Mac("00:00:00:00:00:00");
        space.links.put(InterfaceName.LO, lo);
        return space;
    }

    static Space of(Netns netns, Observed.NetnsState seen) {
        Space space = new Space(netns);
        seen.links().forEach((name, link) -> space.links.put(name, new Iface(link)));
        space.routes.addAll(seen.routes());
        space.rules.addAll(seen.rules());
        space.links.values().stream()
                .filter(link -> link.kind.equals("bridge"))
                .forEach(bridge -> bridge.ownMtu = bridge.mtu != space.portMtu(bridge));
        return space;
    }

    Observed.NetnsState state() {
        var states = new TreeMap<InterfaceName, Observed.LinkState>();
        links.forEach((name, link) -> states.put(name, link.state()));
        return new Observed.NetnsState(states, List.copyOf(routes), List.copyOf(rules));
    }

    int nextIndex() {
        return links.values().stream().mapToInt(link -> link.index).max().orElse(0) + 1;
    }

    List<Iface> ports(InterfaceName master) {
        return links.values().stream().filter(link -> master.equals(link.master)).toList();
    }

    /// The mtu that a bridge takes from its ports (br_mtu_auto_adjust in net/bridge/br_if.c).
    int portMtu(Iface bridge) {
        return ports(bridge.name).stream().mapToInt(port -> port.mtu).min().orElse(1500);
    }

    boolean local(Ip ip) {
        return links.values().stream().anyMatch(link -> link.has(ip));
    }

    /// The device over which a gateway is reached: its own where it is an address of ours (table
    /// local comes first), else that of the longest prefix which contains it, directly connected or
    /// by a route without gateway.
    @Nullable InterfaceName towards(Ip via) {
        for (Iface link : links.values()) {
            if (link.up && link.has(via)) {
                return link.name;
            }
        }
        InterfaceName best = null;
        int longest = -1;
        for (Iface link : links.values()) {
            int length = link.up ? link.reaches(via) : -1;
            if (length > longest) {
                longest = length;
                best = link.name;
            }
        }
        for (RouteState seen : routes) {
            Route route = seen.route();
            if (route.via() == null
                    && route.type().equals("unicast")
                    && route.nexthops().isEmpty()
                    && route.to().contains(via)
                    && route.to().length() > longest) {
                longest = route.to().length();
                best = route.dev();
            }
        }
        return best;
    }

    /// Takes away what leads over a device; of a multipath route only those ways.
    void dropRoutes(InterfaceName dev, Predicate<Route> which) {
        List<RouteState> kept = new ArrayList<>();
        for (RouteState seen : routes) {
            Route route = seen.route();
            if (!which.test(route)) {
                kept.add(seen);
            } else if (!route.nexthops().isEmpty()) {
                var hops = route.nexthops().stream().filter(h -> !dev.equals(h.dev())).toList();
                if (!hops.isEmpty()) {
                    kept.add(new RouteState(Routes.withHops(route, hops), seen.protocol()));
                }
            } else if (!dev.equals(route.dev()) || !route.type().equals("unicast")) {
                kept.add(seen);
            }
        }
        routes.clear();
        routes.addAll(kept);
    }
}
