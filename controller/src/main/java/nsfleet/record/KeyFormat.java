package nsfleet.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.resource.Key;

import org.jspecify.annotations.Nullable;

/// Keys as JSON objects: `kind`, `netns` (absent on the host itself), and what the kind has.
final class KeyFormat {
    private KeyFormat() {}

    static ObjectNode write(Key key) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", kind(key));
        if (!key.netns().isHost()) {
            node.put("netns", key.netns().name());
        }
        switch (key) {
            case Key.OfNetns _ -> {}
            case Key.OfLink(Netns _, var name) -> node.put("name", name.value());
            case Key.OfAddress(Netns _, var dev, var address) ->
                    node.put("dev", dev.value()).put("address", address.toString());
            case Key.OfRoute(Netns _, var to, var table, var metric) ->
                    node.put("to", to.toString()).put("table", table).put("metric", metric);
            case Key.OfRule(Netns _, var family, var priority, var selector) ->
                    node.put("family", family(family))
                            .put("priority", priority)
                            .put("selector", selector);
            case Key.OfSysctl(Netns _, var name) -> node.put("name", name);
            case Key.OfNeighbor(Netns _, var dev, var address) ->
                    node.put("dev", dev.value()).put("address", address.text());
            case Key.OfFdb(Netns _, var dev, var mac, var dst, var vlan) -> {
                node.put("dev", dev.value()).put("mac", mac.text());
                if (dst != null) {
                    node.put("dst", dst.text());
                }
                if (vlan != null) {
                    node.put("vlan", vlan.toString());
                }
            }
            case Key.OfQdisc(Netns _, var dev, var part) ->
                    node.put("dev", dev.value()).put("part", part);
            case Key.OfRuleset(Netns _, var lab) -> node.put("lab", lab.value());
            case Key.OfFilter(Netns _, var type, var text) ->
                    node.put("type", type).put("text", text);
            case Key.OfMasquerade(Netns _, var source, var out, var destination) -> {
                node.put("source", source.toString());
                if (out != null) {
                    node.put("out", out.value());
                }
                if (destination != null) {
                    node.put("destination", destination.toString());
                }
            }
        }
        return node;
    }

    private static String kind(Key key) {
        return switch (key) {
            case Key.OfNetns _ -> "netns";
            case Key.OfLink _ -> "link";
            case Key.OfAddress _ -> "address";
            case Key.OfRoute _ -> "route";
            case Key.OfRule _ -> "rule";
            case Key.OfSysctl _ -> "sysctl";
            case Key.OfNeighbor _ -> "neighbor";
            case Key.OfFdb _ -> "fdb";
            case Key.OfQdisc _ -> "qdisc";
            case Key.OfRuleset _ -> "ruleset";
            case Key.OfFilter _ -> "filter";
            case Key.OfMasquerade _ -> "masquerade";
        };
    }

    /// @throws IllegalArgumentException when it is not a key
    static Key read(JsonNode node) {
        Netns netns = new Netns(node.path("netns").asText(""));
        String kind = text(node, "kind");
        return switch (kind) {
            case "netns" -> new Key.OfNetns(netns);
            case "link" -> new Key.OfLink(netns, InterfaceName.of(text(node, "name")));
            case "address" ->
                    new Key.OfAddress(
                            netns,
                            InterfaceName.of(text(node, "dev")),
                            Cidr.of(text(node, "address")));
            case "route" ->
                    new Key.OfRoute(
                            netns,
                            Cidr.of(text(node, "to")),
                            text(node, "table"),
                            node.path("metric").asLong());
            case "rule" ->
                    new Key.OfRule(
                            netns,
                            family(text(node, "family")),
                            node.path("priority").asLong(),
                            text(node, "selector"));
            case "sysctl" -> new Key.OfSysctl(netns, text(node, "name"));
            case "neighbor" ->
                    new Key.OfNeighbor(
                            netns,
                            InterfaceName.of(text(node, "dev")),
                            Ip.of(text(node, "address")));
            case "fdb" -> fdb(netns, node);
            case "qdisc" ->
                    new Key.OfQdisc(netns, InterfaceName.of(text(node, "dev")), text(node, "part"));
            // "chain" is how versions that knew only masquerade wrote it.
            case "ruleset", "chain" -> new Key.OfRuleset(netns, LabName.of(text(node, "lab")));
            case "filter" -> new Key.OfFilter(netns, text(node, "type"), text(node, "text"));
            case "masquerade" -> masquerade(netns, node);
            default -> throw new IllegalArgumentException("unknown kind of thing \"" + kind + "\"");
        };
    }

    private static Key fdb(Netns netns, JsonNode node) {
        String dst = optional(node, "dst");
        String vlan = optional(node, "vlan");
        return new Key.OfFdb(
                netns,
                InterfaceName.of(text(node, "dev")),
                Mac.of(text(node, "mac")),
                dst == null ? null : Ip.of(dst),
                vlan == null ? null : Integer.valueOf(vlan));
    }

    private static Key masquerade(Netns netns, JsonNode node) {
        String out = optional(node, "out");
        String destination = optional(node, "destination");
        return new Key.OfMasquerade(
                netns,
                Cidr.of(text(node, "source")),
                out == null ? null : InterfaceName.of(out),
                destination == null ? null : Cidr.of(destination));
    }

    private static String family(Family family) {
        return family == Family.V4 ? "ipv4" : "ipv6";
    }

    private static Family family(String text) {
        return switch (text) {
            case "ipv4" -> Family.V4;
            case "ipv6" -> Family.V6;
            default -> throw new IllegalArgumentException("\"" + text + "\" is no family");
        };
    }

    static String text(JsonNode node, String name) {
        String value = optional(node, name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value;
    }

    static @Nullable String optional(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || !value.isTextual() ? null : value.asText();
    }
}
