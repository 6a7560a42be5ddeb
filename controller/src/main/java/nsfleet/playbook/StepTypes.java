package nsfleet.playbook;

import static nsfleet.playbook.KeySpec.choice;
import static nsfleet.playbook.KeySpec.map;
import static nsfleet.playbook.KeySpec.maps;
import static nsfleet.playbook.KeySpec.optional;
import static nsfleet.playbook.KeySpec.required;
import static nsfleet.playbook.ValueKind.ADDRESSES;
import static nsfleet.playbook.ValueKind.BOOLEAN;
import static nsfleet.playbook.ValueKind.DESTINATION;
import static nsfleet.playbook.ValueKind.DURATION;
import static nsfleet.playbook.ValueKind.ENDS;
import static nsfleet.playbook.ValueKind.FWMARK;
import static nsfleet.playbook.ValueKind.INTERFACE;
import static nsfleet.playbook.ValueKind.IP;
import static nsfleet.playbook.ValueKind.MAC;
import static nsfleet.playbook.ValueKind.MAP;
import static nsfleet.playbook.ValueKind.NAME;
import static nsfleet.playbook.ValueKind.NAMES;
import static nsfleet.playbook.ValueKind.NETNS;
import static nsfleet.playbook.ValueKind.NUMBER;
import static nsfleet.playbook.ValueKind.RANGE;
import static nsfleet.playbook.ValueKind.TEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The step types and their keys.
public final class StepTypes {
    static final KeySpec WHERE =
            optional("netns", NETNS, "the namespace it lives in; the host itself without it");

    private static final List<KeySpec> LINK_ATTRIBUTES =
            List.of(
                    WHERE,
                    optional("address", ADDRESSES, "exactly these, with those of address steps"),
                    optional("mtu", NUMBER, "in bytes"),
                    optional("mac", MAC, "its Ethernet address"),
                    optional("up", BOOLEAN, "administratively up; true by default"),
                    optional("master", INTERFACE, "the bridge that it is a port of"),
                    optional("alias", TEXT, "a text that ip link shows"));

    private static final KeySpec TABLE =
            optional("table", NAME, "a routing table's number or name; main by default");

    private static final TypeSpec NETNS_TYPE =
            new TypeSpec(
                    "netns",
                    "A network namespace, with loopback up.",
                    List.of(
                            required("name", NETNS, "its name"),
                            choice("lo", "whether loopback is up; up by default", "up", "down"),
                            optional("sysctl", MAP, "settings, written before anything is in it")),
                    TypeSpec.Body.NAMES_OR_KEYS,
                    "- netns: ns1");

    private static final TypeSpec VETH =
            new TypeSpec(
                    "veth",
                    "A pair of interfaces, joined like a cable.",
                    link(
                            "name of the end in netns",
                            map(
                                    "peer",
                                    "the other end; on the host unless it has a netns of its own",
                                    link("its name"))),
                    TypeSpec.Body.KEYS,
                    """
                    - veth:
                        name: veth-host
                        address: 10.0.0.1/24
                        peer: { name: eth0, netns: ns1, address: 10.0.0.2/24 }\
                    """);

    private static final TypeSpec BRIDGE =
            new TypeSpec(
                    "bridge",
                    "A software switch.",
                    link(
                            "its name",
                            optional("ports", NAMES, "interfaces that become its ports"),
                            optional("stp", BOOLEAN, "spanning tree"),
                            optional("vlan_filtering", BOOLEAN, "ports tell VLANs apart"),
                            optional("default_pvid", NUMBER, "VLAN of untagged frames; 0 for none"),
                            optional("forward_delay", DURATION, "spanning tree's delay"),
                            optional("ageing", DURATION, "how long a learned address is kept"),
                            optional("mcast_snooping", BOOLEAN, "multicast snooping")),
                    TypeSpec.Body.KEYS,
                    "- bridge: { name: br0, netns: ns1, ports: [eth0, eth1] }");

    private static final TypeSpec INTERFACE_TYPE =
            new TypeSpec(
                    "interface",
                    "An interface that no step makes; keys that are not given stay as they are.",
                    link(
                            "its name",
                            optional("from", INTERFACE, "its name on the host, to move it here")),
                    TypeSpec.Body.KEYS,
                    "- interface: { name: eth1, netns: ns1, from: enp2s0, address: 10.0.1.1/24 }");

    private static final TypeSpec ADDRESS =
            new TypeSpec(
                    "address",
                    "An address on an interface, beside those that other steps want there.",
                    List.of(
                            required("dev", INTERFACE, "the interface"),
                            required("address", ADDRESSES, "the address or addresses"),
                            WHERE),
                    TypeSpec.Body.KEYS,
                    "- address: { netns: ns1, dev: eth0, address: 10.0.0.3/24 }");

    private static final TypeSpec ROUTE =
            new TypeSpec(
                    "route",
                    "A route.",
                    List.of(
                            required("to", DESTINATION, "a network, an address, or default"),
                            optional("via", IP, "the gateway"),
                            optional("dev", INTERFACE, "the interface to leave by"),
                            optional("src", IP, "the source address to prefer"),
                            optional("metric", NUMBER, "lower wins"),
                            TABLE,
                            optional("onlink", BOOLEAN, "the gateway is reachable on dev as it is"),
                            choice("scope", "ip-route(8)", "global", "site", "link", "host"),
                            choice(
                                    "type",
                                    "unicast by default",
                                    "unicast",
                                    "local",
                                    "blackhole",
                                    "unreachable",
                                    "prohibit",
                                    "throw"),
                            maps(
                                    "nexthops",
                                    "several ways at once, instead of via and dev",
                                    List.of(
                                            required("via", IP, "the gateway"),
                                            optional("dev", INTERFACE, "the interface"),
                                            optional("weight", NUMBER, "1 to 256; 1 by default"))),
                            optional("mtu", NUMBER, "of the path, in bytes"),
                            WHERE),
                    TypeSpec.Body.KEYS,
                    "- route: { netns: ns1, to: default, via: 10.0.0.1 }");

    private static final TypeSpec RULE =
            new TypeSpec(
                    "rule",
                    "A policy routing rule: which table decides. Both families without addresses.",
                    List.of(
                            required("priority", NUMBER, "lower is asked first"),
                            optional("table", NAME, "the table to look up"),
                            choice("action", "instead", "blackhole", "unreachable", "prohibit"),
                            optional("not", BOOLEAN, "matches what is not so"),
                            optional("from", DESTINATION, "source address or network"),
                            optional("to", DESTINATION, "destination address or network"),
                            optional("iif", INTERFACE, "came in by"),
                            optional("oif", INTERFACE, "bound to"),
                            optional("fwmark", FWMARK, "firewall mark"),
                            optional("proto", NAME, "IP protocol"),
                            optional("sport", RANGE, "source ports"),
                            optional("dport", RANGE, "destination ports"),
                            optional("uidrange", RANGE, "users, by number"),
                            optional(
                                    "suppress_prefixlength",
                                    NUMBER,
                                    "ignore results with a prefix of this length or shorter"),
                            choice("family", "where no address tells", "ipv4", "ipv6"),
                            WHERE),
                    TypeSpec.Body.KEYS,
                    "- rule: { netns: ns1, priority: 100, from: 10.0.0.0/24, table: 10 }");

    private static final TypeSpec SYSCTL =
            new TypeSpec(
                    "sysctl",
                    "Kernel settings under /proc/sys.",
                    List.of(WHERE),
                    TypeSpec.Body.OPEN,
                    "- sysctl: { net.ipv4.ip_forward: 1 }");

    private static final TypeSpec WIRE =
            new TypeSpec(
                    "wire",
                    "A cable between two ends, on one host or across two.",
                    List.of(
                            required("id", NAME, "what tells wires apart, the same for both hosts"),
                            optional("mtu", NUMBER, "in bytes; 1400 across hosts"),
                            required("between", ENDS, "its two ends")),
                    TypeSpec.Body.KEYS,
                    """
                    - wire:
                        id: a-b
                        between: ["box1/ns1:eth0 10.0.0.1/30", "box2/ns1:eth0 10.0.0.2/30"]\
                    """);

    private static final List<TypeSpec> ALL =
            Stream.of(
                            List.of(NETNS_TYPE, VETH, BRIDGE),
                            VirtualTypes.ALL,
                            List.of(INTERFACE_TYPE, WIRE, ADDRESS, ROUTE, RULE, SYSCTL),
                            OnLinkTypes.ALL,
                            FilterTypes.all())
                    .flatMap(List::stream)
                    .toList();

    // Known to the language, not to this version: named so that nobody looks for a typing mistake.
    private static final List<String> LATER =
            List.of(
                    "wireguard",
                    "bridge_vlan",
                    "attach",
                    "service",
                    "file",
                    "directory",
                    "package",
                    "user",
                    "systemd",
                    "shell");

    private StepTypes() {}

    /// All types of this version, in the order in which they are explained.
    public static List<TypeSpec> all() {
        return ALL;
    }

    /// The type of that name.
    public static Optional<TypeSpec> find(String name) {
        return ALL.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /// Names of types that later versions have.
    static List<String> later() {
        return LATER;
    }

    static List<KeySpec> link(String name, KeySpec... own) {
        var keys = new ArrayList<KeySpec>();
        keys.add(required("name", INTERFACE, name));
        keys.addAll(LINK_ATTRIBUTES);
        keys.addAll(List.of(own));
        return keys;
    }
}
