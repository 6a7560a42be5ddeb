package nsfleet.probe;

import static nsfleet.probe.Json.dev;
import static nsfleet.probe.Json.ip;
import static nsfleet.probe.Json.text;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.resource.Route;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Routes, from `ip -d -j route show table all`, in the form in which a playbook's route is kept:
/// what the kernel or ip-route(8) fills in by itself is left out.
final class RouteParser {
    /// Who makes routes without being asked.
    private static final Set<String> KERNELS = Set.of("kernel", "ra", "redirect");

    /// Types that lead nowhere. IPv6 prints `dev lo` with them.
    private static final Set<String> DEAD = Set.of("blackhole", "unreachable", "prohibit", "throw");

    private RouteParser() {}

    /// All routes that somebody made, whatever the table. Left out are those that [Route] has no
    /// words for: source-specific ones and those for a TOS, which are other routes to the kernel
    /// too.
    static List<Observed.RouteState> routes(Netns netns, JsonNode answer) {
        var routes = new ArrayList<Observed.RouteState>();
        for (JsonNode node : answer) {
            String protocol = protocol(node);
            if (!KERNELS.contains(protocol)
                    && !type(node).equals("multicast")
                    && !node.has("from")
                    && !node.has("tos")) {
                destination(node)
                        .ifPresent(
                                to ->
                                        routes.add(
                                                new Observed.RouteState(
                                                        route(netns, to, node), protocol)));
            }
        }
        return routes;
    }

    private static Route route(Netns netns, Cidr to, JsonNode node) {
        String type = type(node);
        boolean dead = DEAD.contains(type);
        Ip via = gateway(node);
        List<Route.NextHop> hops = hops(node);
        return new Route(
                netns,
                to,
                table(node),
                metric(to, node),
                type,
                via,
                dead ? null : dev(node, "dev"),
                ip(node, "prefsrc"),
                Json.flagged(node, "onlink"),
                scope(to, type, via != null || node.has("nexthops"), node),
                mtu(node),
                hops);
    }

    /// `default` belongs to the family of what else is there; IPv6 routes always print `pref`.
    static Optional<Cidr> destination(JsonNode node) {
        String dst = text(node, "dst");
        if (dst == null) {
            return Optional.empty();
        }
        if (dst.equals("default")) {
            Ip via = gateway(node);
            boolean v6 = node.has("pref") || !node.has("via") && via != null && via.v6();
            return Optional.of(v6 ? Cidr.DEFAULT6 : Cidr.DEFAULT4);
        }
        return cidr(dst);
    }

    /// A destination; without a length it is one address.
    static Optional<Cidr> cidr(String text) {
        if (text.indexOf('/') < 0) {
            return Ip.parse(text) instanceof Parsed.Good<Ip>(var ip)
                    ? Optional.of(Cidr.of(ip))
                    : Optional.empty();
        }
        return Cidr.parse(text) instanceof Parsed.Good<Cidr>(var cidr)
                ? Optional.of(cidr.network())
                : Optional.empty();
    }

    /// `gateway`, or `via` with a family when it is not the destination's.
    static @Nullable Ip gateway(JsonNode node) {
        Ip gateway = ip(node, "gateway");
        return gateway != null ? gateway : ip(node.path("via"), "host");
    }

    static String table(JsonNode node) {
        String table = text(node, "table");
        return table == null ? "main" : table;
    }

    static String type(JsonNode node) {
        String type = text(node, "type");
        return type == null ? "unicast" : type;
    }

    private static String protocol(JsonNode node) {
        String protocol = text(node, "protocol");
        return protocol == null ? "boot" : protocol;
    }

    /// IPv6 has no metric 0: a route added without one gets 1024 (IP6_RT_PRIO_USER), which is
    /// therefore read as "not given".
    static long metric(Cidr to, JsonNode node) {
        long metric = node.path("metric").asLong(0);
        return to.v6() && metric == 1024 ? 0 : metric;
    }

    /// Null for the scope that iproute2 chooses by itself (iproute_modify in ip/iproute.c). IPv6
    /// has no scopes and always prints `global`.
    private static @Nullable String scope(Cidr to, String type, boolean gateway, JsonNode node) {
        String scope = text(node, "scope");
        String usual =
                switch (type) {
                    case "local", "nat" -> "host";
                    case "broadcast", "multicast", "anycast" -> "link";
                    case "unicast" -> gateway ? "global" : "link";
                    default -> "global";
                };
        return to.v6() || usual.equals(scope) ? null : scope;
    }

    private static @Nullable Integer mtu(JsonNode node) {
        for (JsonNode metric : node.path("metrics")) {
            if (metric.has("mtu")) {
                return metric.get("mtu").asInt();
            }
        }
        return null;
    }

    /// Ways without a gateway have no place in [Route]; a route that holds one compares unequal to
    /// any that a playbook can want.
    private static List<Route.NextHop> hops(JsonNode node) {
        var hops = new ArrayList<Route.NextHop>();
        for (JsonNode hop : node.path("nexthops")) {
            Ip via = gateway(hop);
            InterfaceName dev = dev(hop, "dev");
            if (via != null) {
                hops.add(new Route.NextHop(via, dev, hop.path("weight").asInt(1)));
            }
        }
        return hops;
    }
}
