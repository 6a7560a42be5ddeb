package nsfleet.playbook;

import static nsfleet.playbook.KeySpec.choice;
import static nsfleet.playbook.KeySpec.optional;
import static nsfleet.playbook.KeySpec.required;
import static nsfleet.playbook.ValueKind.DESTINATION;
import static nsfleet.playbook.ValueKind.ENDPOINT;
import static nsfleet.playbook.ValueKind.FWMARK;
import static nsfleet.playbook.ValueKind.INTERFACE;
import static nsfleet.playbook.ValueKind.IP;
import static nsfleet.playbook.ValueKind.NAME;
import static nsfleet.playbook.ValueKind.PORT;
import static nsfleet.playbook.ValueKind.PORTS;
import static nsfleet.playbook.ValueKind.WORDS;

import java.util.ArrayList;
import java.util.List;

/// The step types of packet filters: NAT, the firewall, marks.
final class FilterTypes {
    private static final TypeSpec MASQUERADE =
            type(
                    "masquerade",
                    "Source NAT to the address of the interface that a packet leaves by.",
                    "- masquerade: { source: 10.0.0.0/24, out: eth0 }",
                    required("source", DESTINATION, "whose packets"),
                    optional("out", INTERFACE, "only when they leave by it"),
                    optional("destination", DESTINATION, "only when they go there"));

    private static final TypeSpec SNAT =
            type(
                    "snat",
                    "Source NAT to one address.",
                    "- snat: { source: 10.0.0.0/24, out: eth0, to: 203.0.113.5 }",
                    required("source", DESTINATION, "whose packets"),
                    required("to", IP, "the address that they get"),
                    optional("out", INTERFACE, "only when they leave by it"),
                    optional("destination", DESTINATION, "only when they go there"));

    private static final TypeSpec DNAT =
            type(
                    "dnat",
                    "A port that leads somewhere else, also from the namespace itself.",
                    "- dnat: { proto: tcp, port: 8080, to: 10.0.0.2:80 }",
                    required("proto", NAME, "tcp, udp or sctp"),
                    required("port", PORT, "that is caught"),
                    required("to", ENDPOINT, "where it leads"),
                    optional("in", INTERFACE, "only what comes in by it, wherever it goes"),
                    optional("destination", DESTINATION, "only what goes there"));

    private static final TypeSpec FIREWALL =
            type(
                    "firewall",
                    "A rule of the firewall, after those of the steps before; or a chain's policy.",
                    "- firewall: { netns: ns1, chain: INPUT, proto: tcp, port: 22, action: accept"
                            + " }",
                    new KeySpec(
                            "chain",
                            ValueKind.CHOICE,
                            true,
                            "which packets: to, through or from the namespace",
                            List.of("INPUT", "FORWARD", "OUTPUT"),
                            List.of(),
                            false),
                    choice("action", "what happens", "accept", "drop", "reject", "log"),
                    optional("in", INTERFACE, "came in by it"),
                    optional("out", INTERFACE, "leaves by it"),
                    optional("source", DESTINATION, "comes from there"),
                    optional("destination", DESTINATION, "goes there"),
                    optional("proto", NAME, "the protocol, by name or number"),
                    optional("port", PORTS, "destination ports"),
                    optional("state", WORDS, "new, established, related, invalid, untracked"),
                    choice("policy", "what no rule decides, instead of a rule", "accept", "drop"));

    private static final TypeSpec MARK =
            type(
                    "mark",
                    "The firewall mark of packets, which rule steps can ask for.",
                    "- mark: { netns: ns1, source: 10.0.0.0/24, set: 0x1 }",
                    required("set", FWMARK, "the mark"),
                    optional("in", INTERFACE, "only what comes in by it"),
                    optional("source", DESTINATION, "comes from there"),
                    optional("destination", DESTINATION, "goes there"),
                    optional("proto", NAME, "the protocol, by name or number"),
                    optional("port", PORTS, "destination ports"));

    private FilterTypes() {}

    static List<TypeSpec> all() {
        return List.of(MASQUERADE, SNAT, DNAT, FIREWALL, MARK);
    }

    private static TypeSpec type(String name, String description, String example, KeySpec... own) {
        var keys = new ArrayList<>(List.of(own));
        keys.add(StepTypes.WHERE);
        return new TypeSpec(name, description, keys, TypeSpec.Body.KEYS, example);
    }
}
