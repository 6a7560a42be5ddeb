package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.resource.Route;
import nsfleet.resource.Route.NextHop;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Whether the kernel takes a route in a namespace as it is now, and what it fills in: the device
/// of a gateway, IPv6's default metric.
final class RouteCheck {
    private RouteCheck() {}

    /// The route as it will be listed; null when the kernel refuses it.
    static @Nullable Route accept(Space space, Route route) {
        if (!route.type().equals("unicast")) {
            return filled(route, route.dev(), route.nexthops());
        }
        if (route.src() != null && !space.local(route.src())) {
            return null;
        }
        if (!route.nexthops().isEmpty()) {
            List<NextHop> hops = new ArrayList<>();
            for (NextHop hop : route.nexthops()) {
                InterfaceName dev = hop.dev() == null ? space.towards(hop.via()) : hop.dev();
                if (!usable(space, dev)) {
                    return null;
                }
                hops.add(new NextHop(hop.via(), dev, hop.weight()));
            }
            return filled(route, null, hops);
        }
        InterfaceName dev = route.dev();
        if (dev == null && route.via() != null) {
            dev = space.towards(route.via());
        }
        if (dev == null && route.netns().isHost()) {
            return filled(route, null, List.of()); // the host knows ways that a probe does not show
        }
        return usable(space, dev) ? filled(route, dev, List.of()) : null;
    }

    private static boolean usable(Space space, @Nullable InterfaceName dev) {
        Iface link = dev == null ? null : space.links.get(dev);
        return link != null && link.up;
    }

    private static Route filled(Route r, @Nullable InterfaceName dev, List<NextHop> hops) {
        return new Route(
                r.netns(),
                r.to(),
                Routes.table(r.table()),
                Routes.metric(r),
                r.type(),
                r.via(),
                dev,
                r.src(),
                r.onlink(),
                r.scope(),
                r.mtu(),
                hops);
    }
}
