package nsfleet.playbook;

import static nsfleet.playbook.KeySpec.choice;
import static nsfleet.playbook.KeySpec.optional;
import static nsfleet.playbook.KeySpec.required;
import static nsfleet.playbook.ValueKind.BOOLEAN;
import static nsfleet.playbook.ValueKind.DURATION;
import static nsfleet.playbook.ValueKind.ENDPOINT;
import static nsfleet.playbook.ValueKind.INTERFACE;
import static nsfleet.playbook.ValueKind.IP;
import static nsfleet.playbook.ValueKind.NETNS;
import static nsfleet.playbook.ValueKind.NUMBER;
import static nsfleet.playbook.ValueKind.PERCENT;
import static nsfleet.playbook.ValueKind.PORT;
import static nsfleet.playbook.ValueKind.REGEX;
import static nsfleet.playbook.ValueKind.SHELL;
import static nsfleet.playbook.ValueKind.TEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The types of checks (`verify`) and their keys.
public final class CheckTypes {
    // Every check takes these, inside its map or beside its type.
    private static final List<KeySpec> COMMON =
            List.of(
                    optional("netns", NETNS, "where to look from; the host itself without it"),
                    optional("name", TEXT, "its identity, when given"),
                    optional("retries", NUMBER, "further tries after the first; 0 by default"),
                    optional("interval", DURATION, "between tries; 1s by default"),
                    optional("timeout", DURATION, "of one try; 10s by default"));

    private static final List<TypeSpec> ALL =
            List.of(
                    type(
                            "ping",
                            "Packets go there and come back.",
                            "- ping: { netns: ns1, to: 10.0.0.1 }",
                            required("to", TEXT, "an address or a name"),
                            optional("count", NUMBER, "packets; 1 by default"),
                            optional("size", NUMBER, "payload in bytes"),
                            optional("df", BOOLEAN, "do not fragment"),
                            optional("source", TEXT, "an address or an interface"),
                            optional("vrf", INTERFACE, "the VRF to ping in"),
                            optional("loss", PERCENT, "at most this much; any without it"),
                            optional("rtt", DURATION, "the average is at most this"),
                            choice("expect", "reachable by default", "reachable", "unreachable")),
                    type(
                            "listening",
                            "A process listens on a port.",
                            "- listening: { port: 22 }",
                            required("port", PORT, "the port"),
                            choice("proto", "tcp by default", "tcp", "udp"),
                            optional("address", IP, "the address that it is bound to"),
                            optional("process", TEXT, "the name of the process"),
                            choice("expect", "listening by default", "listening", "not listening")),
                    type(
                            "sockets",
                            "The sockets of a namespace, collected, and counted if asked.",
                            "- sockets: { netns: ns1, state: established, count: 0 }",
                            choice(
                                    "state",
                                    "all without it",
                                    "established",
                                    "syn-sent",
                                    "syn-recv",
                                    "fin-wait-1",
                                    "fin-wait-2",
                                    "time-wait",
                                    "closed",
                                    "close-wait",
                                    "last-ack",
                                    "listening",
                                    "closing",
                                    "connected",
                                    "synchronized",
                                    "bucket",
                                    "big",
                                    "all"),
                            choice("proto", "both without it", "tcp", "udp"),
                            optional("port", PORT, "local or of the peer"),
                            optional("count", NUMBER, "exactly so many")),
                    type(
                            "tcp",
                            "A TCP connection can be made.",
                            "- tcp: { netns: ns1, to: \"10.0.0.1:22\" }",
                            required("to", ENDPOINT, "where to; [ADDRESS]:PORT for IPv6"),
                            choice("expect", "open by default", "open", "closed")),
                    type(
                            "route",
                            "What ip route get says of a destination.",
                            "- route: { netns: ns1, to: 192.0.2.1, via: 10.0.0.1 }",
                            required("to", IP, "the destination"),
                            optional("via", IP, "the gateway"),
                            optional("dev", INTERFACE, "the interface to leave by"),
                            optional("src", IP, "the source address"),
                            choice("expect", "reachable by default", "reachable", "unreachable")),
                    type(
                            "command",
                            "A command ends as expected.",
                            "- command: { run: \"ip -br addr\", matches: veth-host }",
                            required("run", SHELL, "the command"),
                            optional("rc", NUMBER, "its exit status; 0 by default"),
                            optional("matches", REGEX, "is found in its output"),
                            optional("not_matches", REGEX, "is not found in its output")));

    private static final List<String> LATER =
            List.of(
                    "udp",
                    "http",
                    "dns",
                    "interface",
                    "conntrack",
                    "throughput",
                    "mtu",
                    "reachability");

    private CheckTypes() {}

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

    private static TypeSpec type(String name, String description, String example, KeySpec... own) {
        var keys = new ArrayList<>(List.of(own));
        keys.addAll(COMMON);
        return new TypeSpec(name, description, keys, TypeSpec.Body.KEYS, example);
    }
}
