package nsfleet.probe;

import static nsfleet.probe.Json.text;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Mac;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Interfaces with their addresses, from `ip -d -j address show`.
final class LinkParser {
    private LinkParser() {}

    /// Whether this iproute2 and kernel say who made an address (6.3 and 5.18): loopback's own then
    /// say `kernel_lo`.
    static boolean showsProtocol(JsonNode answer) {
        for (JsonNode link : answer) {
            for (JsonNode address : link.path("addr_info")) {
                if (address.has("protocol")) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The interfaces, without peers; those with names that we refuse are left out.
    static SortedMap<InterfaceName, Observed.LinkState> links(
            JsonNode answer, boolean protocolShown) {
        var links = new TreeMap<InterfaceName, Observed.LinkState>();
        for (JsonNode node : answer) {
            InterfaceName name = Json.dev(node, "ifname");
            if (name != null) {
                links.put(name, link(name, node, protocolShown));
            }
        }
        return links;
    }

    private static Observed.LinkState link(
            InterfaceName name, JsonNode node, boolean protocolShown) {
        String kind = text(node.path("linkinfo"), "info_kind");
        return new Observed.LinkState(
                name,
                node.path("ifindex").asInt(),
                kind == null ? "" : kind,
                Json.flagged(node, "UP"),
                node.path("mtu").asInt(),
                mac(node),
                Json.dev(node, "master"),
                text(node, "ifalias"),
                null,
                null,
                options(node.path("linkinfo").path("info_data")),
                addresses(node, protocolShown));
    }

    /// Tunnels print an IP address in this place.
    static @Nullable Mac mac(JsonNode node) {
        String text = text(node, "address");
        return text != null && Mac.parse(text) instanceof Parsed.Good<Mac>(var mac) ? mac : null;
    }

    private static Map<String, String> options(JsonNode data) {
        var options = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> option : data.properties()) {
            if (option.getValue().isValueNode()) {
                options.put(option.getKey(), option.getValue().asText());
            }
        }
        return options;
    }

    private static Set<Observed.AddressState> addresses(JsonNode link, boolean protocolShown) {
        var addresses = new LinkedHashSet<Observed.AddressState>();
        boolean loopback = Json.flagged(link, "LOOPBACK");
        for (JsonNode node : link.path("addr_info")) {
            Cidr address = address(node);
            if (address != null) {
                addresses.add(
                        new Observed.AddressState(
                                address,
                                counted(node, address, loopback, protocolShown),
                                !address.v6() && Json.flag(node, "secondary")));
            }
        }
        return addresses;
    }

    static @Nullable Cidr address(JsonNode node) {
        Ip ip = Json.ip(node, "local");
        int length = node.path("prefixlen").asInt(-1);
        return ip == null || length < 0 || length > ip.family().bits()
                ? null
                : new Cidr(ip, length);
    }

    /// False for what nobody asked for: loopback's own addresses, those with a lifetime (DHCP,
    /// router advertisements), and the kernel's link-local ones. The last say so where protocols
    /// are shown; elsewhere every address in fe80::/64 is taken for one.
    private static boolean counted(
            JsonNode node, Cidr address, boolean loopback, boolean protocolShown) {
        String protocol = text(node, "protocol");
        if (protocol != null && protocol.startsWith("kernel_") || Json.flag(node, "dynamic")) {
            return false;
        }
        String shown = address.toString();
        if (loopback && (shown.equals("127.0.0.1/8") || shown.equals("::1/128"))) {
            return false;
        }
        boolean linkLocal =
                address.network().toString().equals("fe80::/64")
                        && "link".equals(text(node, "scope"));
        return !linkLocal || protocolShown;
    }
}
