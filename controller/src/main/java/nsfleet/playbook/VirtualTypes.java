package nsfleet.playbook;

import static nsfleet.playbook.KeySpec.choice;
import static nsfleet.playbook.KeySpec.optional;
import static nsfleet.playbook.KeySpec.required;
import static nsfleet.playbook.ValueKind.BOOLEAN;
import static nsfleet.playbook.ValueKind.DURATION;
import static nsfleet.playbook.ValueKind.INTERFACE;
import static nsfleet.playbook.ValueKind.IP;
import static nsfleet.playbook.ValueKind.IPS;
import static nsfleet.playbook.ValueKind.NAMES;
import static nsfleet.playbook.ValueKind.NETNS;
import static nsfleet.playbook.ValueKind.NUMBER;
import static nsfleet.playbook.ValueKind.TEXT;

import java.util.List;

/// The step types of interfaces that the kernel makes of software, beside veth and bridge.
final class VirtualTypes {
    private static final KeySpec UNDERLAY =
            optional(
                    "underlay",
                    NETNS,
                    "the namespace of link or of outer packets; by default netns");
    private static final KeySpec LINK =
            required("link", INTERFACE, "the interface that it sits on");

    private static final TypeSpec VLAN =
            new TypeSpec(
                    "vlan",
                    "One VLAN of an interface, as an interface of its own.",
                    StepTypes.link(
                            "its name",
                            LINK,
                            required("id", NUMBER, "the VLAN, 1 to 4094"),
                            choice(
                                    "protocol",
                                    "the tag's protocol; 802.1q by default",
                                    "802.1q",
                                    "802.1ad"),
                            UNDERLAY),
                    TypeSpec.Body.KEYS,
                    "- vlan: { name: eth0.10, link: eth0, id: 10 }");

    private static final TypeSpec VXLAN =
            new TypeSpec(
                    "vxlan",
                    "An Ethernet segment over UDP.",
                    StepTypes.link(
                            "its name",
                            required("id", NUMBER, "the segment's number (VNI), up to 16777215"),
                            optional("remote", IPS, "the other end, or a list of ends"),
                            optional("group", IP, "the multicast group of all ends; needs link"),
                            optional("local", IP, "the source address of outer packets"),
                            optional(
                                    "link", INTERFACE, "the interface that outer packets leave by"),
                            optional("port", NUMBER, "the UDP port; 4789 by default"),
                            optional("learning", BOOLEAN, "learns addresses; true by default"),
                            UNDERLAY),
                    TypeSpec.Body.KEYS,
                    "- vxlan: { name: vx7, id: 7, remote: 192.0.2.2, local: 192.0.2.1 }");

    private static final TypeSpec MACVLAN =
            new TypeSpec(
                    "macvlan",
                    "A further interface with an address of its own on the wire of another.",
                    StepTypes.link(
                            "its name",
                            LINK,
                            choice(
                                    "mode",
                                    "how those on one wire see each other; bridge by default",
                                    "bridge",
                                    "private",
                                    "vepa",
                                    "passthru"),
                            UNDERLAY),
                    TypeSpec.Body.KEYS,
                    "- macvlan: { name: eth0, netns: ns1, link: eth0, underlay: host }");

    private static final TypeSpec IPVLAN =
            new TypeSpec(
                    "ipvlan",
                    "A further interface that shares the hardware address of another.",
                    StepTypes.link(
                            "its name",
                            LINK,
                            choice("mode", "at which layer; l3 by default", "l2", "l3", "l3s"),
                            UNDERLAY),
                    TypeSpec.Body.KEYS,
                    "- ipvlan: { name: eth0, netns: ns1, link: eth0, underlay: host, mode: l2 }");

    private static final TypeSpec DUMMY =
            new TypeSpec(
                    "dummy",
                    "An interface that leads nowhere, to put addresses on.",
                    StepTypes.link("its name"),
                    TypeSpec.Body.KEYS,
                    "- dummy: { name: dummy0, address: 192.0.2.1/32 }");

    private static final TypeSpec VRF =
            new TypeSpec(
                    "vrf",
                    "A routing domain: interfaces with it as master use its table.",
                    StepTypes.link("its name", required("table", NUMBER, "its routing table")),
                    TypeSpec.Body.KEYS,
                    "- vrf: { name: red, table: 100 }");

    private static final TypeSpec GRE =
            new TypeSpec(
                    "gre",
                    "A GRE tunnel.",
                    StepTypes.link(
                            "its name",
                            optional("local", IP, "this end"),
                            optional("remote", IP, "the other end"),
                            optional("key", TEXT, "a number that tells tunnels apart"),
                            UNDERLAY),
                    TypeSpec.Body.KEYS,
                    "- gre: { name: gre1, local: 192.0.2.1, remote: 192.0.2.2, key: 7 }");

    private static final TypeSpec IPIP = tunnel("ipip", "A tunnel for IPv4 over IPv4.");
    private static final TypeSpec SIT = tunnel("sit", "A tunnel for IPv6 over IPv4.");

    private static final TypeSpec BOND =
            new TypeSpec(
                    "bond",
                    "Several interfaces as one.",
                    StepTypes.link(
                            "its name",
                            new KeySpec(
                                    "mode",
                                    ValueKind.CHOICE,
                                    true,
                                    "how it uses them",
                                    List.of(
                                            "balance-rr",
                                            "active-backup",
                                            "balance-xor",
                                            "broadcast",
                                            "802.3ad",
                                            "balance-tlb",
                                            "balance-alb"),
                                    List.of(),
                                    false),
                            optional("ports", NAMES, "the interfaces"),
                            optional("miimon", DURATION, "how often carriers are looked at"),
                            choice("lacp_rate", "how often LACP talks", "slow", "fast"),
                            choice(
                                    "xmit_hash_policy",
                                    "what chooses the port of a packet",
                                    "layer2",
                                    "layer2+3",
                                    "layer3+4",
                                    "encap2+3",
                                    "encap3+4",
                                    "vlan+srcmac")),
                    TypeSpec.Body.KEYS,
                    "- bond: { name: bond0, mode: active-backup, ports: [eth1, eth2], miimon: 100ms"
                            + " }");

    static final List<TypeSpec> ALL =
            List.of(VLAN, VXLAN, MACVLAN, IPVLAN, DUMMY, VRF, GRE, IPIP, SIT, BOND);

    private VirtualTypes() {}

    private static TypeSpec tunnel(String kind, String description) {
        return new TypeSpec(
                kind,
                description,
                StepTypes.link(
                        "its name",
                        optional("local", IP, "this end"),
                        optional("remote", IP, "the other end"),
                        UNDERLAY),
                TypeSpec.Body.KEYS,
                "- " + kind + ": { name: tun1, local: 192.0.2.1, remote: 192.0.2.2 }");
    }
}
