package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

/// NAT, the firewall and marks in namespaces, with both backends: what packets really do, what is
/// repaired, and what is left of it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterIT {
    /// A router with a bridge to two hosts, and a way out; `%s` is the backend.
    private static final String PLAYBOOK =
            """
            - name: filter
              hosts: box1
              become: true
              firewall_backend: %s
              steps:
                - netns: [gw, web, pc]
                - bridge: { name: br0, netns: gw, address: [10.1.0.1/24, "fd01::1/64"] }
                - veth:
                    name: p1
                    netns: gw
                    master: br0
                    peer: { name: eth0, netns: web, address: [10.1.0.2/24, "fd01::2/64"] }
                - veth:
                    name: p2
                    netns: gw
                    master: br0
                    peer: { name: eth0, netns: pc, address: [10.1.0.3/24, "fd01::3/64"] }
                - veth:
                    name: up0
                    netns: gw
                    address: [10.2.0.1/24, "fd02::1/64"]
                    peer: { name: h0, address: [10.2.0.2/24, "fd02::2/64"] }
                - loop: [web, pc]
                  steps:
                    - route: { netns: "${item}", to: default, via: 10.1.0.1 }
                    - route: { netns: "${item}", to: "::/0", via: "fd01::1" }
                - netns: gw
                  steps:
                    - sysctl: { net.ipv4.ip_forward: 1, net.ipv6.conf.all.forwarding: 1 }
                    - dnat: { proto: tcp, port: 8080, to: 10.1.0.2:80 }
                    - dnat: { proto: tcp, port: 8080, to: "[fd01::2]:80" }
                    - snat: { source: 10.1.0.0/24, out: up0, to: 10.2.0.1 }
                    - masquerade: { source: "fd01::/64", out: up0 }
                    - mark: { source: 10.1.0.3, proto: tcp, port: [443, 80, 8000-8100], set: 0x1/0xff }
                    - firewall: { chain: INPUT, policy: drop }
                    - firewall: { chain: INPUT, state: [established, related], action: accept }
                    - firewall: { chain: INPUT, in: lo, action: accept }
                    - firewall: { chain: INPUT, in: br0, action: accept }
                    - firewall: { chain: INPUT, proto: icmpv6, action: accept }
                    - firewall: { chain: FORWARD, state: [established, related], action: accept }
                    - firewall: { chain: FORWARD, in: br0, action: accept }
                    - firewall: { chain: FORWARD, in: up0, proto: tcp, port: 80, action: accept }
                    - firewall: { chain: FORWARD, proto: icmp, action: reject }
                    - firewall: { chain: FORWARD, action: log }
                    - name: the rest
                      firewall: { chain: FORWARD, action: drop }
            """;

    /// Answers each connection with the address that it came from.
    private static final String SERVER =
            """
            import socket, sys, threading
            def serve(family, address, port):
                s = socket.socket(family, socket.SOCK_STREAM)
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                s.bind((address, port))
                s.listen(9)
                while True:
                    c, peer = s.accept()
                    c.sendall((peer[0] + '\\n').encode())
                    c.close()
            port = int(sys.argv[2])
            if sys.argv[1] == 'all':
                threading.Thread(target=serve, args=(socket.AF_INET6, '::', port)).start()
                serve(socket.AF_INET, '0.0.0.0', port)
            else:
                serve(socket.AF_INET, sys.argv[1], port)
            """;

    private static final String CLIENT =
            """
            import socket, sys
            try:
                s = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=2)
                print(s.makefile().readline().strip())
            except OSError as e:
                print('none')
            """;

    private Boxes boxes;

    @BeforeAll
    void up() {
        boxes = Boxes.up(1);
        boxes.on("box1", "cat >/root/server.py <<'END'\n" + SERVER + "END");
        boxes.on("box1", "cat >/root/client.py <<'END'\n" + CLIENT + "END");
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    private Path playbook(String backend) {
        return boxes.file("filter.yml", PLAYBOOK.formatted(backend));
    }

    /// Which source address a server sees of a connection; none where there is no connection, also
    /// when asked again: neighbours on a new link may take seconds to be found.
    private String seen(String netns, String to, int port) {
        String inside = netns.isEmpty() ? "" : "ip netns exec " + netns + " ";
        String ask = inside + "python3 /root/client.py " + to + " " + port;
        String answer = boxes.on("box1", ask).strip();
        return answer.equals("none") ? boxes.on("box1", ask).strip() : answer;
    }

    private void server(String netns, String address, int port) {
        boxes.on(
                "box1",
                "ip netns exec "
                        + netns
                        + " setsid python3 /root/server.py "
                        + address
                        + " "
                        + port
                        + " >/dev/null 2>&1 </dev/null & for i in $(seq 100); do"
                        + " [ $(ip netns exec "
                        + netns
                        + " ss -Hltn sport = :"
                        + port
                        + " | wc -l) = "
                        + (address.equals("all") ? 2 : 1)
                        + " ] && break; sleep 0.1; done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nft"})
    void packetsGoWhereTheyAreToAndNowhereElse(String backend) {
        Path playbook = playbook(backend);
        String before = everything();
        try {
            Story.apply(boxes, playbook);
            assertThat(Story.apply(boxes, playbook).notOk()).isEmpty();
            // Neighbours are found once link-local addresses have proven to be unique.
            boxes.on(
                    "box1",
                    "for n in gw web pc; do for i in $(seq 50); do ip -n $n -6 address show"
                        + " tentative | grep -q inet6 || break; sleep 0.1; done; done; for i in"
                        + " $(seq 50); do ip -6 address show dev h0 tentative | grep -q inet6 ||"
                        + " break; sleep 0.1; done");
            server("web", "all", 80);
            assertThat(seen("", "10.2.0.1", 8080)).as("from outside").isEqualTo("10.2.0.2");
            assertThat(seen("", "fd02::1", 8080)).isEqualTo("fd02::2");
            assertThat(seen("pc", "10.1.0.1", 8080)).as("hairpin").isEqualTo("10.1.0.1");
            assertThat(seen("pc", "10.2.0.1", 8080)).isEqualTo("10.1.0.1");
            // With it the frame would have to leave by the port that it came in by.
            boxes.on(
                    "box1",
                    "ip netns exec gw sysctl -qw net.bridge.bridge-nf-call-iptables=0 || :");
            assertThat(seen("web", "10.2.0.1", 8080)).as("from itself").isEqualTo("10.1.0.1");
            assertThat(seen("pc", "10.2.0.1", 8080)).isEqualTo("10.1.0.1");
            assertThat(seen("pc", "fd01::1", 8080)).isEqualTo("fd01::1");
            assertThat(seen("gw", "10.2.0.1", 8080)).as("from the router").isEqualTo("10.1.0.1");
            assertThat(seen("gw", "fd02::1", 8080)).isEqualTo("fd01::1");
            assertThat(seen("gw", "127.0.0.1", 8080)).isEqualTo("10.1.0.1");
            assertThat(seen("gw", "10.1.0.2", 80)).as("not translated").isEqualTo("10.1.0.1");
            boxes.on("box1", "ip route add 10.1.0.0/24 via 10.2.0.1");
            assertThat(seen("", "10.1.0.2", 80)).as("accepted").isEqualTo("10.2.0.2");
            assertThat(seen("", "10.1.0.3", 22)).as("dropped").isEqualTo("none");
            assertThat(boxes.on("box1", "ping -c1 -W1 10.1.0.2 || :")).contains("Unreachable");
            assertThat(boxes.on("box1", "ping -c1 -W1 10.2.0.1 || :")).contains("100% packet loss");
            assertThat(boxes.on("box1", "ip netns exec pc ping -c1 -W2 10.2.0.2"))
                    .contains("1 received");
            boxes.on("box1", "ip route del 10.1.0.0/24");
            neighboursDoNotReachLoopback();
        } finally {
            boxes.json("destroy", playbook).ended(0);
        }
        assertThat(Boxes.difference(before, everything())).isEmpty();
    }

    /// route_localnet is set on br0 for 127.0.0.1 to work: without a rule of ours a neighbour could
    /// send to what listens there only.
    private void neighboursDoNotReachLoopback() {
        boxes.on(
                "box1",
                """
                cat >/root/udp.py <<'END'
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind(('127.0.0.1', 7777))
                while True:
                    data, peer = s.recvfrom(99)
                    open('/root/udp.txt', 'a').write(data.decode() + ' ')
                END
                ip netns exec gw setsid python3 /root/udp.py >/dev/null 2>&1 </dev/null &
                for i in $(seq 100); do
                  [ -n "$(ip netns exec gw ss -Hlun sport = :7777)" ] && break; sleep 0.1
                done
                ip netns exec pc sysctl -qw net.ipv4.conf.eth0.route_localnet=1
                ip -n pc route del local 127.0.0.0/8 dev lo table local
                ip -n pc route del local 127.0.0.1 dev lo table local
                ip -n pc route add 127.0.0.0/8 via 10.1.0.1 src 10.1.0.3
                rm -f /root/udp.txt
                """);
        send("gw", "own");
        send("pc", "neighbour");
        boxes.on(
                "box1",
                "ip netns exec gw iptables -F; ip netns exec gw iptables -P INPUT ACCEPT;"
                        + " for t in $(ip netns exec gw nft list tables ip | grep -o"
                        + " 'nsfleet_.*'); do ip netns exec gw nft delete table ip $t; done");
        send("pc", "without-our-rule");
        assertThat(boxes.on("box1", "cat /root/udp.txt").split(" "))
                .containsExactly("own", "without-our-rule");
    }

    private void send(String netns, String word) {
        boxes.on(
                "box1",
                "ip netns exec "
                        + netns
                        + " bash -c 'echo -n "
                        + word
                        + " >/dev/udp/127.0.0.1/7777'; sleep 0.5");
    }

    private String everything() {
        return Story.plain(boxes.snapshot("box1"))
                + boxes.on(
                        "box1",
                        "nft list tables | grep -v filter | grep -v nat | grep -v mangle || :");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nft"})
    void whatIsChangedInOursIsRepaired(String backend) {
        Path playbook = playbook(backend);
        try {
            Story.apply(boxes, playbook);
            String right = rules(backend);
            for (String drift : backend.equals("nft") ? NFT_DRIFTS : IPTABLES_DRIFTS) {
                String[] parts = drift.split(" *=> *");
                boxes.on("box1", "gw() { ip netns exec gw \"$@\"; }; " + parts[0]);
                assertThat(rules(backend)).as(drift).isNotEqualTo(right);
                Ran plan = boxes.json("plan", playbook, "--detailed-exitcode").ended(3);
                List<String> named = List.of(parts[1].split(", "));
                assertThat(plan.notOk())
                        .as(drift)
                        .containsExactlyElementsOf(
                                named.stream().map(s -> "pending " + s).toList());
                assertThat(Story.apply(boxes, playbook).notOk())
                        .as(drift)
                        .containsExactlyElementsOf(
                                named.stream().map(s -> "changed " + s).toList());
                if (parts.length > 2) {
                    boxes.on("box1", "gw() { ip netns exec gw \"$@\"; }; " + parts[2]);
                }
                assertThat(rules(backend)).as(drift).isEqualTo(right);
                assertThat(Story.apply(boxes, playbook).notOk()).as(drift).isEmpty();
            }
        } finally {
            boxes.json("destroy", playbook).ended(0);
        }
    }

    private static final List<String> IPTABLES_DRIFTS =
            List.of(
                    "c=$(gw iptables-save -t nat | grep -o -m1 'NSF-[^ ]*-POST');"
                            + " gw iptables -t nat -D $c 1 => dnat gw tcp/8080",
                    "c=$(gw iptables-save -t filter | grep -o -m1 'NSF-[^ ]*-FWD');"
                            + " gw iptables -A $c -p tcp -j ACCEPT => firewall gw FORWARD the rest",
                    "c=$(gw iptables-save -t filter | grep -o -m1 'NSF-[^ ]*-FWD');"
                            + " gw iptables -I $c -m mac --mac-source 02:00:00:00:00:01 -j DROP"
                            + " => firewall gw FORWARD the rest",
                    "c=$(gw iptables-save -t filter | grep -o -m1 'NSF-[^ ]*-FWD');"
                            + " gw iptables -D $c 1; gw iptables -I $c 2 -m conntrack --ctstate"
                            + " RELATED,ESTABLISHED -j ACCEPT => firewall gw FORWARD the rest",
                    "gw ip6tables -D FORWARD 1 => firewall gw FORWARD established,related accept",
                    "gw iptables -t nat -I POSTROUTING -s 10.1.0.0/24 -j ACCEPT"
                            + " => dnat gw tcp/8080"
                            + " => gw iptables -t nat -D POSTROUTING -s 10.1.0.0/24 -j ACCEPT",
                    "gw iptables -t nat -F POSTROUTING => dnat gw tcp/8080",
                    "gw iptables -t mangle -F; gw iptables -t mangle -X =>"
                            + " mark gw source 10.1.0.3/32 tcp/80,443,8000-8100",
                    "gw iptables -P INPUT ACCEPT => firewall gw INPUT policy",
                    "gw ip6tables -P INPUT ACCEPT => firewall gw INPUT policy",
                    "c=$(gw ip6tables-save -t nat | grep -o -m1 'NSF-[^ ]*-PRE');"
                            + " gw ip6tables -t nat -R $c 1 -p tcp -m addrtype --dst-type LOCAL"
                            + " --dport 8080 -j DNAT --to [fd01::2]:81 => dnat gw -6 tcp/8080");

    private static final List<String> NFT_DRIFTS =
            List.of(
                    "t=$(gw nft list tables ip | grep -o 'nsfleet_.*');"
                            + " gw nft flush chain ip $t nat_output => dnat gw tcp/8080",
                    "t=$(gw nft list tables ip | grep -o 'nsfleet_.*');"
                            + " gw nft add rule ip $t filter_forward tcp dport 81 accept"
                            + " => firewall gw FORWARD the rest",
                    "t=$(gw nft list tables ip | grep -o 'nsfleet_.*');"
                            + " gw nft insert rule ip $t filter_forward ip ttl 3 counter drop"
                            + " => firewall gw FORWARD the rest",
                    "t=$(gw nft list tables ip | grep -o 'nsfleet_.*');"
                            + " gw nft chain ip $t filter_input '{ policy accept; }'"
                            + " => firewall gw INPUT policy",
                    "t=$(gw nft list tables ip | grep -o 'nsfleet_.*');"
                            + " gw nft add chain ip $t other => firewall gw INPUT in br0 accept",
                    "t=$(gw nft list tables ip6 | grep -o 'nsfleet_.*');"
                            + " gw nft delete table ip6 $t => "
                            + "dnat gw -6 tcp/8080, masquerade gw fd01::/64 out up0,"
                            + " firewall gw INPUT policy,"
                            + " firewall gw INPUT established,related accept,"
                            + " firewall gw INPUT in lo accept, firewall gw INPUT in br0 accept,"
                            + " firewall gw INPUT ipv6-icmp accept,"
                            + " firewall gw FORWARD established,related accept,"
                            + " firewall gw FORWARD in br0 accept,"
                            + " firewall gw FORWARD in up0 tcp/80 accept,"
                            + " firewall gw FORWARD log, firewall gw FORWARD the rest");

    /// The rules of gw without what counts packets.
    private String rules(String backend) {
        return boxes.on(
                "box1",
                backend.equals("nft")
                        ? "for f in ip ip6; do t=$(ip netns exec gw nft list tables $f | grep -o"
                                + " 'nsfleet_.*') && ip netns exec gw nft list table $f $t; done; :"
                        : "for f in ip ip6; do ip netns exec gw ${f}tables-save | sed '/^#/d;"
                                + " s/\\[[0-9:]*\\]//'; done");
    }
}
