package nsfleet.resolve;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.Route;
import nsfleet.resource.Step;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// `route`.
final class RouteSteps {
    private static final List<String> TYPES =
            List.of("unicast", "local", "blackhole", "unreachable", "prohibit", "throw");
    private static final Set<String> NOWHERE =
            Set.of("blackhole", "unreachable", "prohibit", "throw");

    private final StepReader steps;

    RouteSteps(StepReader steps) {
        this.steps = steps;
    }

    void read(Item.Task task, Mapping body, Place place) {
        var keys = new Keys(body, task.span(), place);
        Netns netns = steps.netns(task, keys);
        Cidr to = keys.destination("to");
        Ip via = keys.ip("via");
        InterfaceName dev = keys.dev("dev");
        Ip src = keys.ip("src");
        String type = keys.choice("type", TYPES);
        String table = keys.read("table", Texts::table);
        Long metric = keys.number("metric", 0, 0xffffffffL);
        boolean onlink = keys.bool("onlink", false);
        String scope = keys.choice("scope", List.of("global", "site", "link", "host"));
        Integer mtu = keys.integer("mtu", 68, 65_535);
        List<Route.NextHop> nexthops = nexthops(keys, netns);
        steps.declaredDev(netns, dev, keys, "dev");
        if (to == null) {
            return;
        }
        to = destination(keys, to, via, src, nexthops);
        families(keys, to, via, src, nexthops);
        if (type != null || !keys.has("type")) {
            ways(keys, type == null ? "unicast" : type, via, dev, onlink);
        }
        if (via != null && !onlink) {
            gateway(keys, netns, via, dev, keys.span("via"));
        }
        if (via == null && dev != null && nexthops.isEmpty()) {
            steps.declared.direct(netns, to);
        }
        var route =
                new Route(
                        netns,
                        to,
                        table == null ? usualTable(type) : table,
                        metric == null ? 0 : metric,
                        type == null ? "unicast" : type,
                        via,
                        dev,
                        src,
                        onlink,
                        scope,
                        mtu,
                        nexthops);
        Step step = steps.make(task, keys, identity(route), netns);
        if (step != null) {
            steps.lab.want(step, route, keys.span("to"), StepReader.problems(keys));
        }
    }

    // iproute2 puts local routes into the table local (iproute_modify in ip/iproute.c).
    private static String usualTable(@Nullable String type) {
        return "local".equals(type) ? "local" : "main";
    }

    private static String identity(Route route) {
        return "route "
                + route.netns().prefix()
                + (route.to().equals(Cidr.DEFAULT4) ? "default" : route.to())
                + (route.table().equals(usualTable(route.type())) ? "" : " table " + route.table())
                + (route.metric() == 0 ? "" : " metric " + route.metric());
    }

    // "default" is of the gateway's family.
    private static Cidr destination(
            Keys keys, Cidr to, @Nullable Ip via, @Nullable Ip src, List<Route.NextHop> nexthops) {
        boolean six =
                via != null && via.v6()
                        || src != null && src.v6()
                        || !nexthops.isEmpty() && nexthops.getFirst().via().v6();
        if (six && "default".equals(keys.text("to"))) {
            return Cidr.DEFAULT6;
        }
        if (!to.equals(to.network())) {
            keys.wrong(
                    "host-bits",
                    keys.span("to"),
                    to + " is an address in a network, not a network",
                    "did you mean " + to.network() + " or " + Cidr.of(to.address()) + "?");
        }
        return to.network();
    }

    private static void families(
            Keys keys, Cidr to, @Nullable Ip via, @Nullable Ip src, List<Route.NextHop> nexthops) {
        family(keys, "via", "the gateway", to, via);
        family(keys, "src", "the source address", to, src);
        for (Route.NextHop hop : nexthops) {
            family(keys, "nexthops", "the gateway", to, hop.via());
        }
    }

    private static void family(Keys keys, String key, String noun, Cidr to, @Nullable Ip ip) {
        if (ip != null && ip.family() != to.family()) {
            keys.wrong(
                    "family",
                    keys.span(key),
                    noun + " is " + name(ip.family()) + ", the destination is " + name(to.family()),
                    null);
        }
    }

    private static String name(Family family) {
        return family == Family.V4 ? "IPv4" : "IPv6";
    }

    private static void ways(
            Keys keys, String type, @Nullable Ip via, @Nullable InterfaceName dev, boolean onlink) {
        boolean some = keys.has("via") || keys.has("dev") || keys.has("nexthops");
        if (NOWHERE.contains(type) && some) {
            keys.wrong("type", "a route of type " + type + " leads nowhere: no via, dev, nexthops");
        } else if (!NOWHERE.contains(type) && !some) {
            keys.wrong(
                    "missing-key", keys.span(), "the route leads nowhere", "it needs via or dev");
        }
        if (keys.has("nexthops") && (keys.has("via") || keys.has("dev"))) {
            keys.wrong("nexthops", "\"nexthops\" stands instead of via and dev");
        }
        boolean local = via != null && via.v6() && via.text().startsWith("fe80:");
        if ((onlink || local) && via != null && dev == null && !keys.has("dev")) {
            keys.wrong(
                    "missing-key",
                    keys.span("via"),
                    local
                            ? "a link-local gateway needs \"dev\": every link has such addresses"
                            : "\"onlink\" needs \"dev\": the link that the gateway is on",
                    null);
        }
    }

    private void gateway(
            Keys keys,
            Netns netns,
            Ip via,
            @Nullable InterfaceName dev,
            nsfleet.diagnostics.Span span) {
        if (via.v6() && via.text().startsWith("fe80:") || steps.declared.onLink(netns, via)) {
            return;
        }
        var networks = steps.declared.networks(netns);
        keys.wrong(
                "off-link",
                span,
                "no interface in " + netns + " has a network that contains the gateway " + via,
                networks.isEmpty()
                        ? "no step before puts an address there"
                        : "the networks there are "
                                + String.join(
                                        ", ", networks.stream().map(Cidr::toString).toList()));
    }

    private List<Route.NextHop> nexthops(Keys keys, Netns netns) {
        var hops = new ArrayList<Route.NextHop>();
        YamlNode node = keys.node("nexthops");
        if (!(node instanceof Sequence list)) {
            return hops;
        }
        if (list.items().isEmpty()) {
            keys.wrong("nexthops", "there are no nexthops");
        }
        for (YamlNode item : list.items()) {
            if (!(item instanceof Mapping map)) {
                keys.wrong("bad-value", item.span(), "a nexthop is a map with via", null);
                continue;
            }
            var hop = new Keys(map, map.span(), keys.place());
            Ip via = hop.ip("via");
            InterfaceName dev = hop.dev("dev");
            Integer weight = hop.integer("weight", 1, 256);
            steps.declaredDev(netns, dev, hop, "dev");
            if (via != null) {
                gateway(hop, netns, via, dev, hop.span("via"));
                hops.add(new Route.NextHop(via, dev, weight == null ? 1 : weight));
            }
            if (!hop.complete()) {
                keys.incomplete();
            }
        }
        return hops;
    }
}
