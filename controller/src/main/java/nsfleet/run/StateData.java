package nsfleet.run;

import nsfleet.probe.FirstLook;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.LinkState;
import nsfleet.probe.Observed.NetnsState;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Facts and network state as maps and lists: what `nsfleet facts` prints.
final class StateData {
    private StateData() {}

    static Map<String, Object> of(FirstLook first, Observed observed) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("facts", first.facts().toMap());
        data.put("versions", first.facts().versions());
        Map<String, Object> namespaces = new LinkedHashMap<>();
        observed.namespaces()
                .forEach((netns, state) -> namespaces.put(netns.toString(), namespace(state)));
        data.put("namespaces", namespaces);
        return data;
    }

    private static Map<String, Object> namespace(NetnsState state) {
        Map<String, Object> links = new LinkedHashMap<>();
        state.links().values().forEach(link -> links.put(link.name().value(), link(link)));
        List<Object> routes = new ArrayList<>();
        state.routes().forEach(route -> routes.add(route(route)));
        List<Object> rules = new ArrayList<>();
        state.rules()
                .forEach(
                        rule -> {
                            Map<String, Object> map = new LinkedHashMap<>();
                            map.put(
                                    "family",
                                    rule.family() == nsfleet.net.Family.V4 ? "ipv4" : "ipv6");
                            map.put("priority", rule.priority());
                            map.put("selector", rule.selector());
                            put(map, "table", rule.table());
                            put(map, "action", rule.action());
                            rules.add(map);
                        });
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("links", links);
        map.put("routes", routes);
        map.put("rules", rules);
        return map;
    }

    private static Map<String, Object> link(LinkState link) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("index", link.index());
        put(map, "kind", link.kind().isEmpty() ? null : link.kind());
        map.put("up", link.up());
        map.put("mtu", link.mtu());
        put(map, "mac", link.mac());
        put(map, "master", link.master());
        put(map, "alias", link.alias());
        if (link.peer() != null) {
            map.put("peer", link.peer().netns().label(link.peer().name().value()));
        }
        map.put(
                "addresses",
                link.addresses().stream().map(a -> a.address().toString()).sorted().toList());
        return map;
    }

    private static Map<String, Object> route(Observed.RouteState state) {
        var route = state.route();
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("to", route.to().isDefault() ? "default" : route.to().toString());
        map.put("family", route.to().v6() ? "ipv6" : "ipv4");
        put(map, "type", route.type().equals("unicast") ? null : route.type());
        put(map, "via", route.via());
        put(map, "dev", route.dev());
        put(map, "src", route.src());
        put(map, "metric", route.metric() == 0 ? null : route.metric());
        map.put("table", route.table());
        map.put("protocol", state.protocol());
        if (!route.nexthops().isEmpty()) {
            map.put("nexthops", route.nexthops().stream().map(Object::toString).toList());
        }
        return map;
    }

    private static void put(
            Map<String, Object> map, String key, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            map.put(key, value instanceof Number ? value : value.toString());
        }
    }
}
