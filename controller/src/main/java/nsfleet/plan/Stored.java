package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.resource.Key;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What was there before us, as the record's `before` keeps it: attributes by name.
final class Stored {
    private Stored() {}

    static SortedMap<String, String> of(Route route) {
        SortedMap<String, String> map = new TreeMap<>();
        map.put("type", route.type());
        put(map, "via", route.via());
        put(map, "dev", route.dev());
        put(map, "src", route.src());
        put(map, "scope", route.scope());
        put(map, "mtu", route.mtu());
        if (route.onlink()) {
            map.put("onlink", "true");
        }
        if (!route.nexthops().isEmpty()) {
            map.put(
                    "nexthops",
                    String.join(";", route.nexthops().stream().map(Stored::hop).toList()));
        }
        return map;
    }

    private static String hop(Route.NextHop hop) {
        return hop.via() + " " + hop.weight() + (hop.dev() == null ? "" : " " + hop.dev());
    }

    static Route route(Key.OfRoute key, Map<String, String> map) {
        String mtu = map.get("mtu");
        return new Route(
                key.netns(),
                key.to(),
                key.table(),
                key.metric(),
                map.getOrDefault("type", "unicast"),
                ip(map.get("via")),
                dev(map.get("dev")),
                ip(map.get("src")),
                map.containsKey("onlink"),
                map.get("scope"),
                mtu == null ? null : Integer.valueOf(mtu),
                hops(map.get("nexthops")));
    }

    private static List<Route.NextHop> hops(@Nullable String text) {
        List<Route.NextHop> hops = new ArrayList<>();
        if (text != null) {
            for (String hop : text.split(";")) {
                String[] words = hop.split(" ");
                hops.add(
                        new Route.NextHop(
                                Ip.of(words[0]),
                                words.length > 2 ? InterfaceName.of(words[2]) : null,
                                Integer.parseInt(words[1])));
            }
        }
        return hops;
    }

    static SortedMap<String, String> of(Rule rule) {
        SortedMap<String, String> map = new TreeMap<>();
        if (rule.not()) {
            map.put("not", "true");
        }
        put(map, "from", rule.from());
        put(map, "to", rule.to());
        put(map, "iif", rule.iif());
        put(map, "oif", rule.oif());
        put(map, "fwmark", rule.fwmark());
        put(map, "proto", rule.proto());
        put(map, "sport", rule.sport());
        put(map, "dport", rule.dport());
        put(map, "uidrange", rule.uidrange());
        put(map, "table", rule.table());
        put(map, "action", rule.action());
        put(map, "suppress_prefixlength", rule.suppressPrefixlength());
        return map;
    }

    static Rule rule(Key.OfRule key, Map<String, String> map) {
        String from = map.get("from");
        String to = map.get("to");
        String suppress = map.get("suppress_prefixlength");
        return new Rule(
                key.netns(),
                key.family(),
                key.priority(),
                map.containsKey("not"),
                from == null ? null : Cidr.of(from),
                to == null ? null : Cidr.of(to),
                dev(map.get("iif")),
                dev(map.get("oif")),
                map.get("fwmark"),
                map.get("proto"),
                map.get("sport"),
                map.get("dport"),
                map.get("uidrange"),
                map.get("table"),
                map.get("action"),
                suppress == null ? null : Integer.valueOf(suppress));
    }

    static @Nullable Ip ip(@Nullable String text) {
        return text == null ? null : Ip.of(text);
    }

    static @Nullable InterfaceName dev(@Nullable String text) {
        return text == null ? null : InterfaceName.of(text);
    }

    private static void put(Map<String, String> map, String key, @Nullable Object value) {
        if (value != null) {
            map.put(key, value.toString());
        }
    }
}
