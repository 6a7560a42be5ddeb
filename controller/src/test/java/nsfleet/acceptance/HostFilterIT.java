package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

/// Packet filters of hosts that others use too: their rules stay as they are, the lab's traffic
/// passes, and the session is not cut.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostFilterIT {
    /// What Docker makes, and some more of others.
    private static final String DOCKER =
            """
            ip link add name docker0 type bridge; ip link set dev docker0 up
            for t in iptables ip6tables; do
              $t -P FORWARD DROP
              $t -N DOCKER; $t -A FORWARD -o docker0 -j DOCKER
              $t -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
              $t -t nat -N DOCKER
              $t -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
              $t -t nat -A OUTPUT -m addrtype --dst-type LOCAL -j DOCKER
            done
            iptables -N DOCKER-USER; iptables -A DOCKER-USER -j RETURN
            iptables -I FORWARD -j DOCKER-USER
            iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
            iptables -t nat -A DOCKER ! -i docker0 -p tcp --dport 9000 -j DNAT --to 172.17.0.2:80
            iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
            iptables -A INPUT -p udp --dport 161 -m comment --comment "it's \\"ours\\"" -j DROP
            nft add table inet others
            nft add chain inet others in '{ type filter hook input priority 10; policy accept; }'
            nft add rule inet others in tcp dport 9999 counter accept
            """;

    private static final String LAB =
            """
            - name: lab
              hosts: box1
              become: true
              firewall_backend: %s
              steps:
                - netns: [ns1, ns2]
                - bridge: { name: br0, address: [10.0.0.1/24, "fd00::1/64"] }
                - veth:
                    name: h1
                    master: br0
                    peer: { name: eth0, netns: ns1, address: [10.0.0.2/24, "fd00::2/64"] }
                - veth:
                    name: h2
                    master: br0
                    peer: { name: eth0, netns: ns2, address: [10.0.0.3/24, "fd00::3/64"] }
                - route: { netns: ns1, to: default, via: 10.0.0.1 }
                - sysctl: { net.ipv4.ip_forward: 1, net.ipv6.conf.all.forwarding: 1 }
            """;
    private static final String NAT =
            """
                - masquerade: { source: 10.0.0.0/24, out: "${facts.uplink}" }
                - dnat: { proto: tcp, port: 8080, to: 10.0.0.2:80 }
                - firewall: { chain: FORWARD, in: br0, proto: udp, port: 5000, action: drop }
            """;

    private Boxes boxes;

    @BeforeAll
    void up() {
        boxes = Boxes.up(1);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    private Path playbook(String text) {
        return boxes.file("lab.yml", text);
    }

    /// All rules of the host that are not ours, in their order; without counters, and without the
    /// empty tables that iptables makes on first use.
    private String foreign() {
        return Story.plain(
                        boxes.on(
                                "box1",
                                """
                                for f in ip ip6; do
                                  ${f}tables-save | sed '/^#/d; s/\\[[0-9:]*\\]$//; /NSF-/d' | sort -s -k1,1.2
                                done
                                nft list table inet others 2>/dev/null | sed 's/packets.*bytes [0-9]*//'
                                """))
                .replaceAll("(?m)^\\*(nat|mangle|filter)\\R", "")
                .replaceAll("(?m)^:[A-Z]+ ACCEPT\\s*\\R", "")
                .replaceAll("(?m)^COMMIT\\R", "");
    }

    private boolean pings(String netns, String to) {
        return boxes.on("box1", "ip netns exec " + netns + " ping -c1 -W2 " + to + " || :")
                .contains(" 1 received");
    }

    private String ours() {
        return boxes.on(
                "box1",
                "{ iptables-save; ip6tables-save; } | grep NSF- || :; nft list tables | grep"
                        + " nsfleet || :");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nft"})
    void aHostWithDocker(String backend) {
        boxes.on("box1", DOCKER);
        String before = foreign();
        String untouched = Story.plain(boxes.snapshot("box1"));
        try {
            Path playbook = playbook(LAB.formatted(backend) + NAT);
            Story.apply(boxes, playbook);
            assertThat(foreign()).isEqualTo(before);
            assertThat(Story.apply(boxes, playbook).notOk()).isEmpty();
            assertThat(pings("ns1", "198.51.100.1")).as("masqueraded").isTrue();
            assertThat(pings("ns1", "10.0.0.3")).as("bridged, under br_netfilter").isTrue();
            assertThat(pings("ns1", "fd00::3")).isTrue();
            assertThat(boxes.on("box1", "iptables -S DOCKER-USER"))
                    .containsPattern(
                            "-N DOCKER-USER\\n-A DOCKER-USER .*-j NSF-\\w+-FWD\\n.*RETURN");
            assertThat(boxes.on("box1", "ip6tables -S FORWARD"))
                    .containsPattern("DROP\\n-A FORWARD .*-j NSF-\\w+-FWD\\n");

            // A restart of Docker puts its jump first again.
            boxes.on(
                    "box1",
                    "iptables -D FORWARD -j DOCKER-USER; iptables -I FORWARD -j DOCKER-USER");
            assertThat(Story.apply(boxes, playbook).notOk()).isEmpty();
            boxes.on("box1", "iptables -F $(iptables-save | grep -o -m1 'NSF-[^ ]*-FWD')");
            assertThat(pings("ns1", "198.51.100.1")).as("without our rules").isFalse();
            assertThat(pings("ns1", "10.0.0.3")).isFalse();
            assertThat(Story.apply(boxes, playbook).notOk()).contains("changed bridge br0");
            assertThat(pings("ns1", "10.0.0.3")).isTrue();

            // The steps leave one by one.
            Story.apply(boxes, playbook(LAB.formatted(backend)));
            assertThat(foreign()).isEqualTo(before);
            assertThat(ours()).contains("-FWD").doesNotContain("-POST", "nsfleet_");
            assertThat(pings("ns1", "10.0.0.3")).isTrue();
            Story.apply(boxes, playbook);
            boxes.json("destroy", playbook).ended(0);
            assertThat(foreign()).isEqualTo(before);
            assertThat(ours()).isEmpty();
            assertThat(Boxes.difference(untouched, Story.plain(boxes.snapshot("box1")))).isEmpty();
        } finally {
            boxes.nsfleet("destroy", "--lab", "lab");
            boxes.sandbox("restart", "box1");
        }
    }

    @Test
    void anotherBackendTakesTheRulesAlong() {
        try {
            for (String backend : List.of("iptables", "nft", "auto")) {
                Path playbook = playbook(LAB.formatted(backend) + NAT);
                Ran apply = Story.apply(boxes, playbook);
                assertThat(apply.notOk())
                        .contains(
                                "changed masquerade 10.0.0.0/24 out eth0",
                                "changed dnat tcp/8080",
                                "changed firewall FORWARD in br0 udp/5000 drop");
                boolean nft = backend.equals("nft");
                assertThat(ours().contains("nsfleet_")).isEqualTo(nft);
                assertThat(ours().contains("NSF-")).isEqualTo(!nft);
                assertThat(pings("ns1", "198.51.100.1")).isTrue();
                assertThat(Story.apply(boxes, playbook).notOk()).as(backend).isEmpty();
            }
            boxes.json("destroy", "--lab", "lab").ended(0);
            assertThat(ours()).isEmpty();
        } finally {
            boxes.sandbox("restart", "box1");
        }
    }

    @Test
    void aLostRecordOfNft() {
        try {
            Story.apply(boxes, playbook(LAB.formatted("nft") + NAT));
            boxes.on("box1", "rm -r /run/nsfleet/labs/*");
            boxes.json("destroy", "--lab", "lab").ended(0);
            assertThat(ours()).isEmpty();
        } finally {
            boxes.sandbox("restart", "box1");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dnat: { proto: tcp, port: 22, to: 10.0.0.2:22 } | where SSH listens",
                "dnat: { proto: tcp, port: 22, in: eth0, to: 10.0.0.2:22 } | where SSH listens",
                "firewall: { chain: INPUT, proto: tcp, port: 1-1000, action: drop } | would stop",
                "firewall: { chain: INPUT, state: new, action: reject } | would stop",
                "firewall: { chain: OUTPUT, proto: tcp, action: drop } | would stop",
                "firewall: { chain: INPUT, policy: drop } | policy of the host's own chain INPUT",
                "masquerade: { source: 0.0.0.0/0, out: eth0 } | every source",
                "snat: { source: 0.0.0.0/0, to: 192.0.2.1 } | every source"
            })
    void whatCutsTheHostOffIsRefused(String step, String why) {
        Path playbook =
                playbook("- name: lab\n  hosts: box1\n  become: true\n  steps:\n    - " + step);
        Ran ran = boxes.json("apply", playbook).ended(2);
        assertThat(ran.out()).contains(why).contains("--confirm");
        assertThat(ours()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iptables", "nft"})
    void aFirewallThatLetsTheSessionThrough(String backend) {
        Path playbook =
                playbook(
                        """
                        - name: lab
                          hosts: box1
                          become: true
                          firewall_backend: %s
                          steps:
                            - firewall: { chain: INPUT, in: lo, action: accept }
                            - firewall: { chain: INPUT, proto: tcp, port: [22, 80], action: accept }
                            - firewall: { chain: INPUT, proto: icmpv6, action: accept }
                            - firewall: { chain: INPUT, action: drop }
                            - dnat: { proto: tcp, port: 22, destination: 203.0.113.9, to: 10.0.0.2:22 }
                        """
                                .formatted(backend));
        try {
            Story.apply(boxes, playbook);
            assertThat(Story.apply(boxes, playbook).notOk()).isEmpty();
            boxes.json("destroy", playbook).ended(0);
            assertThat(ours()).isEmpty();
        } finally {
            boxes.sandbox("restart", "box1");
        }
    }

    @Test
    void policiesOfNamespacesOfOthersComeBack() {
        Path playbook =
                playbook(
                        """
                        - name: lab
                          hosts: box1
                          become: true
                          existing: [old]
                          steps:
                            - firewall: { netns: old, chain: INPUT, policy: drop }
                            - firewall: { netns: old, chain: FORWARD, policy: accept }
                        """);
        String policies =
                "for t in iptables ip6tables; do ip netns exec old $t -S | grep -e -P; done";
        try {
            boxes.on("box1", "ip netns add old; ip netns exec old iptables -P FORWARD DROP");
            String before = boxes.on("box1", policies);
            Story.apply(boxes, playbook);
            assertThat(boxes.on("box1", policies))
                    .isEqualTo("-P INPUT DROP\n-P FORWARD ACCEPT\n-P OUTPUT ACCEPT\n".repeat(2));
            assertThat(Story.apply(boxes, playbook).notOk()).isEmpty();
            boxes.json("destroy", playbook).ended(0);
            assertThat(boxes.on("box1", policies)).isEqualTo(before);
        } finally {
            boxes.sandbox("restart", "box1");
        }
    }

    @Test
    void whatOthersDoIsTold() {
        try {
            boxes.on(
                    "box1",
                    "nft add table inet firewalld; nft add chain inet firewalld filter_FORWARD '{"
                            + " type filter hook forward priority 10; policy drop; }';"
                            + " iptables-legacy -A INPUT -p udp --dport 9 -j DROP;"
                            + " iptables-nft -A INPUT -p udp --dport 9 -j DROP");
            Ran apply = Story.apply(boxes, playbook(LAB.formatted("auto") + NAT));
            assertThat(apply.events("warning"))
                    .extracting(w -> w.path("message").asText())
                    .anyMatch(w -> w.contains("both variants of iptables"))
                    .anyMatch(w -> w.contains("firewalld manages"))
                    .anyMatch(w -> w.contains("inet firewalld filter_FORWARD"));
            boxes.json("destroy", "--lab", "lab").ended(0);
        } finally {
            boxes.sandbox("restart", "box1");
        }
    }
}
