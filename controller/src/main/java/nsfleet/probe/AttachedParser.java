package nsfleet.probe;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.resource.OnLink;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `ip -j neigh show nud permanent`, `bridge -j fdb show` and `tc -j qdisc show`.
final class AttachedParser {
    /// What the kernel gives an interface that nobody gave a discipline (net.core.default_qdisc,
    /// and mq with its children on those with several queues).
    private static final Set<String> BY_ITSELF =
            Set.of("noqueue", "pfifo_fast", "fq_codel", "fq", "mq", "pfifo", "sfq", "cake");

    private AttachedParser() {}

    static List<OnLink.Neighbor> neighbors(Netns netns, JsonNode answer) {
        List<OnLink.Neighbor> all = new ArrayList<>();
        for (JsonNode node : answer) {
            InterfaceName dev = Json.dev(node, "dev");
            Ip ip = Json.ip(node, "dst");
            Mac mac = mac(Json.text(node, "lladdr"));
            if (dev != null && ip != null && mac != null) {
                all.add(new OnLink.Neighbor(netns, dev, ip, mac));
            }
        }
        return all;
    }

    static List<OnLink.Fdb> fdb(Netns netns, JsonNode answer) {
        List<OnLink.Fdb> all = new ArrayList<>();
        for (JsonNode node : answer) {
            InterfaceName dev = Json.dev(node, "ifname");
            Mac mac = mac(Json.text(node, "mac"));
            String state = Json.text(node, "state");
            Ip dst = Json.ip(node, "dst");
            boolean self = self(node);
            boolean ours =
                    dst != null && "permanent".equals(state)
                            || dst == null && !self && "static".equals(state);
            if (dev != null && mac != null && ours) {
                Integer vlan = node.has("vlan") ? node.get("vlan").asInt() : null;
                all.add(new OnLink.Fdb(netns, dev, mac, dst, vlan, self));
            }
        }
        return all;
    }

    private static boolean self(JsonNode node) {
        return Json.flagged(node, "self");
    }

    private static @Nullable Mac mac(@Nullable String text) {
        return text != null && Mac.parse(text) instanceof Parsed.Good<Mac>(var mac) ? mac : null;
    }

    static List<Attached.Qdisc> qdiscs(JsonNode answer) {
        List<Attached.Qdisc> all = new ArrayList<>();
        for (JsonNode node : answer) {
            InterfaceName dev = Json.dev(node, "dev");
            String kind = Json.text(node, "kind");
            if (dev == null || kind == null || BY_ITSELF.contains(kind)) {
                continue;
            }
            String parent = Json.text(node, "parent");
            String handle = Json.text(node, "handle");
            all.add(
                    new Attached.Qdisc(
                            dev,
                            kind,
                            handle == null ? "" : handle,
                            parent == null ? "" : parent,
                            values(kind, node.path("options"))));
        }
        return all;
    }

    private static Map<String, Double> values(String kind, JsonNode options) {
        Map<String, Double> values = new HashMap<>();
        switch (kind) {
            case "tbf" -> {
                put(values, "rate", options.path("rate"), 8);
                put(values, "burst", options.path("burst"), 1);
                put(values, "latency", options.path("lat"), 1);
            }
            case "netem" -> {
                put(values, "limit", options.path("limit"), 1);
                put(values, "delay", options.path("delay").path("delay"), 1e6);
                put(values, "jitter", options.path("delay").path("jitter"), 1e6);
                put(values, "loss", options.path("loss-random").path("loss"), 100);
                put(values, "duplicate", options.path("duplicate").path("duplicate"), 100);
                put(values, "reorder", options.path("reorder").path("reorder"), 100);
                put(values, "corrupt", options.path("corrupt").path("corrupt"), 100);
                put(values, "rate", options.path("rate").path("rate"), 8);
            }
            default -> {}
        }
        return values;
    }

    private static void put(Map<String, Double> values, String name, JsonNode node, double unit) {
        if (node.isNumber()) {
            values.put(name, node.asDouble() * unit);
        }
    }
}
