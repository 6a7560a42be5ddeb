package nsfleet.acceptance;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Routes, policy rules, settings and NAT over SSH, against the same made by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutingStepsIT {
    private static final String LINK =
            """
            - netns: r
            - veth:
                name: h0
                address: [10.5.0.1/24, "fd00:5::1/64"]
                peer:
                  name: r0
                  netns: r
                  address: [10.5.0.2/24, 10.5.0.3/24, "fd00:5::2/64"]
            """;
    private static final String LINK_BY_HAND =
            """
            ip netns add r; ip -n r link set lo up
            ip link add name h0 type veth peer name r0 netns r
            ip address add 10.5.0.1/24 dev h0
            ip address add fd00:5::1/64 dev h0 nodad
            ip link set h0 up
            ip -n r address add 10.5.0.2/24 dev r0
            ip -n r address add 10.5.0.3/24 dev r0
            ip -n r address add fd00:5::2/64 dev r0 nodad
            ip -n r link set r0 up
            """;

    private Boxes boxes;

    @BeforeAll
    void up() {
        boxes = Boxes.up(2);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    @Test
    void routesOfEveryKind() {
        new Story(boxes)
                .byHand(
                        LINK_BY_HAND
                                + """
                                r() { ip -n r route add "$@"; }
                                r default via 10.5.0.1 metric 50 mtu 1300
                                r ::/0 via fd00:5::1
                                r 10.20.0.0/16 dev r0 scope link src 10.5.0.3
                                r 10.21.0.0/16 via 10.5.0.1 table 100
                                r default via 10.5.0.1 table 100
                                r 10.22.0.0/16 via 172.31.0.1 dev r0 onlink
                                r blackhole 10.23.0.0/16
                                r unreachable 10.24.0.0/16 metric 9
                                r prohibit 10.25.0.0/16
                                r throw 10.26.0.0/16 table 100
                                r blackhole fd00:23::/64
                                r unreachable fd00:24::/64
                                r 10.27.0.0/16 nexthop via 10.5.0.1 dev r0 weight 1 nexthop via 10.5.0.9 dev r0 weight 3
                                r fd00:27::/64 nexthop via fd00:5::1 dev r0 weight 1 nexthop via fd00:5::9 dev r0 weight 2
                                r local 10.28.0.1/32 dev lo
                                r fd00:29::/64 via fd00:5::1 metric 77 mtu 1400 table 200
                                ip route add 10.29.0.0/16 via 10.5.0.2
                                """)
                .drift(
                        "ip -n r route del default via 10.5.0.1 metric 50",
                        "route r default metric 50")
                .drift(
                        "ip -n r route change default via 10.5.0.1 metric 50 mtu 1200",
                        "route r default metric 50")
                .drift("ip -n r -6 route del ::/0", "route r ::/0")
                .drift(
                        "ip -n r route change 10.20.0.0/16 dev r0 scope link src 10.5.0.2",
                        "route r 10.20.0.0/16")
                .drift(
                        "ip -n r route flush table 100",
                        "route r 10.21.0.0/16 table 100",
                        "route r default table 100",
                        "route r 10.26.0.0/16 table 100")
                .drift("ip -n r route del 10.22.0.0/16", "route r 10.22.0.0/16")
                .drift("ip -n r route replace unreachable 10.23.0.0/16", "route r 10.23.0.0/16")
                .drift(
                        "ip -n r route del unreachable 10.24.0.0/16 metric 9",
                        "route r 10.24.0.0/16 metric 9")
                .drift("ip -n r -6 route del blackhole fd00:23::/64", "route r fd00:23::/64")
                .drift(
                        "ip -n r route replace 10.27.0.0/16 nexthop via 10.5.0.1 dev r0 weight 2"
                                + " nexthop via 10.5.0.9 dev r0 weight 3",
                        "route r 10.27.0.0/16")
                .drift(
                        "ip -n r -6 route del fd00:27::/64 via fd00:5::9 dev r0",
                        "route r fd00:27::/64")
                .drift("ip -n r route del local 10.28.0.1/32 dev lo", "route r 10.28.0.1/32")
                .drift(
                        "ip -n r -6 route change fd00:29::/64 via fd00:5::1 metric 77 mtu 1300"
                                + " table 200",
                        "route r fd00:29::/64 table 200 metric 77")
                .drift("ip route replace 10.29.0.0/16 via 10.5.0.7", "route 10.29.0.0/16")
                .of(
                        LINK
                                + """
                                - route: { netns: r, to: default, via: 10.5.0.1, metric: 50, mtu: 1300 }
                                - route: { netns: r, to: "::/0", via: "fd00:5::1" }
                                - route: { netns: r, to: 10.20.0.0/16, dev: r0, scope: link, src: 10.5.0.3 }
                                - route: { netns: r, to: 10.21.0.0/16, via: 10.5.0.1, table: 100 }
                                - route: { netns: r, to: default, via: 10.5.0.1, table: 100 }
                                - route: { netns: r, to: 10.22.0.0/16, via: 172.31.0.1, dev: r0, onlink: true }
                                - route: { netns: r, to: 10.23.0.0/16, type: blackhole }
                                - route: { netns: r, to: 10.24.0.0/16, type: unreachable, metric: 9 }
                                - route: { netns: r, to: 10.25.0.0/16, type: prohibit }
                                - route: { netns: r, to: 10.26.0.0/16, type: throw, table: 100 }
                                - route: { netns: r, to: "fd00:23::/64", type: blackhole }
                                - route: { netns: r, to: "fd00:24::/64", type: unreachable }
                                - route:
                                    netns: r
                                    to: 10.27.0.0/16
                                    nexthops: [{ via: 10.5.0.1 }, { via: 10.5.0.9, dev: r0, weight: 3 }]
                                - route:
                                    netns: r
                                    to: fd00:27::/64
                                    nexthops: [{ via: "fd00:5::1" }, { via: "fd00:5::9", weight: 2 }]
                                - route: { netns: r, to: 10.28.0.1/32, dev: lo, type: local }
                                - route: { netns: r, to: "fd00:29::/64", via: "fd00:5::1", metric: 77, mtu: 1400, table: 200 }
                                - route: { to: 10.29.0.0/16, via: 10.5.0.2 }
                                """);
    }

    @Test
    void rulesOfBothFamilies() {
        new Story(boxes)
                .byHand(
                        LINK_BY_HAND
                                + """
                                r() { ip -n r rule add "$@"; }
                                r priority 100 from 10.5.0.0/24 table 100
                                ip -n r -6 rule add priority 100 from fd00:5::/64 table 100
                                r priority 110 to 10.9.0.0/16 iif r0 table 100
                                r priority 120 fwmark 0x1/0xff table 101
                                ip -n r -6 rule add priority 120 fwmark 0x1/0xff table 101
                                r priority 130 ipproto tcp dport 80 table 100
                                r priority 140 ipproto udp sport 1000-2000 table 100
                                r priority 150 uidrange 1000-2000 table 100
                                r priority 160 suppress_prefixlength 0 table main
                                ip -n r -6 rule add priority 160 suppress_prefixlength 0 table main
                                r priority 170 from 10.66.0.0/16 blackhole
                                r priority 180 not from 10.67.0.0/16 oif r0 unreachable
                                ip -n r -6 rule add priority 190 to fd00:66::/64 prohibit
                                ip rule add priority 200 from 10.5.0.2 table 77
                                """)
                .drift("ip -n r rule del priority 100", "rule r 100 from 10.5.0.0/24")
                .drift("ip -n r -6 rule del priority 100", "rule r -6 100 from fd00:5::/64")
                .drift("ip -n r -6 rule del priority 120", "rule r -6 120 from all fwmark 0x1/0xff")
                .drift(
                        "ip -n r rule del priority 130; ip -n r rule add priority 130 ipproto tcp"
                                + " dport 80 table 99",
                        "rule r 130 from all ipproto tcp dport 80")
                .drift(
                        "ip -n r rule del priority 160; ip -n r rule add priority 160 table main",
                        "rule r 160 from all")
                .drift(
                        "ip -n r rule del priority 170; ip -n r rule add priority 170 from"
                                + " 10.66.0.0/16 unreachable",
                        "rule r 170 from 10.66.0.0/16")
                .drift(
                        "ip -n r rule flush; ip -n r rule add priority 32766 table main;"
                                + " ip -n r rule add priority 32767 table default",
                        "rule r 100 from 10.5.0.0/24",
                        "rule r 110 from all to 10.9.0.0/16 iif r0",
                        "rule r 120 from all fwmark 0x1/0xff",
                        "rule r 130 from all ipproto tcp dport 80",
                        "rule r 140 from all ipproto udp sport 1000-2000",
                        "rule r 150 from all uidrange 1000-2000",
                        "rule r 160 from all",
                        "rule r 170 from 10.66.0.0/16",
                        "rule r 180 not from 10.67.0.0/16 oif r0")
                .drift("ip rule del priority 200", "rule 200 from 10.5.0.2/32")
                .of(
                        LINK
                                + """
                                - rule: { netns: r, priority: 100, from: 10.5.0.0/24, table: 100 }
                                - rule: { netns: r, priority: 100, from: "fd00:5::/64", table: 100 }
                                - rule: { netns: r, priority: 110, to: 10.9.0.0/16, iif: r0, table: 100 }
                                - rule: { netns: r, priority: 120, fwmark: 0x1/0xff, table: 101 }
                                - rule: { netns: r, priority: 130, proto: tcp, dport: 80, table: 100, family: ipv4 }
                                - rule: { netns: r, priority: 140, proto: udp, sport: 1000-2000, table: 100, family: ipv4 }
                                - rule: { netns: r, priority: 150, uidrange: 1000-2000, table: 100, family: ipv4 }
                                - rule: { netns: r, priority: 160, suppress_prefixlength: 0, table: main }
                                - rule: { netns: r, priority: 170, from: 10.66.0.0/16, action: blackhole }
                                - rule: { netns: r, priority: 180, not: true, from: 10.67.0.0/16, oif: r0, action: unreachable }
                                - rule: { netns: r, priority: 190, to: "fd00:66::/64", action: prohibit }
                                - rule: { priority: 200, from: 10.5.0.2, table: 77 }
                                """);
    }

    @Test
    void settingsAlsoOfInterfacesWithADot() {
        new Story(boxes)
                .byHand(
                        """
                        ip netns add r
                        ip netns exec r sysctl -qw net.ipv4.conf.default.rp_filter=2
                        ip -n r link set lo up
                        ip link add name h.5 type veth peer name r.5 netns r
                        ip link set h.5 up; ip -n r link set r.5 up
                        echo 1 >/proc/sys/net/ipv4/conf/h.5/proxy_arp
                        ip netns exec r sh -c 'echo 1 >/proc/sys/net/ipv4/conf/r.5/proxy_arp'
                        ip netns exec r sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
                        sysctl -qw net.ipv4.ip_forward=1
                        """)
                .drift(
                        "echo 0 >/proc/sys/net/ipv4/conf/h.5/proxy_arp",
                        "sysctl net.ipv4.conf.h/5.proxy_arp")
                .drift(
                        "ip netns exec r sh -c 'echo 0 >/proc/sys/net/ipv4/conf/r.5/proxy_arp'",
                        "sysctl r net.ipv4.conf.r/5.proxy_arp")
                .drift(
                        "ip netns exec r sysctl -qw net.ipv6.conf.all.forwarding=0",
                        "sysctl r net.ipv6.conf.all.forwarding")
                .drift(
                        "ip netns exec r sysctl -qw net.ipv4.ip_forward=0",
                        "sysctl r net.ipv4.ip_forward")
                .drift("sysctl -qw net.ipv4.ip_forward=0", "sysctl net.ipv4.ip_forward")
                .of(
                        """
                        - netns: { name: r, sysctl: { net.ipv4.conf.default.rp_filter: 2 } }
                        - veth: { name: h.5, peer: { name: r.5, netns: r } }
                        - sysctl: { net.ipv4.conf.h/5.proxy_arp: 1, net.ipv4.ip_forward: 1 }
                        - sysctl:
                            netns: r
                            net/ipv4/conf/r.5/proxy_arp: 1
                            net.ipv4.ip_forward: 1
                            net.ipv6.conf.all.forwarding: 1
                        """);
    }
}
