package nsfleet.acceptance;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Interfaces and their addresses over SSH, against the same made by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LinkStepsIT {
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
    void aBridgeWithAllItsOptions() {
        new Story(boxes)
                .byHand(
                        """
                        for n in br a b; do ip netns add $n; ip -n $n link set lo up; done
                        for n in a b; do
                          ip -n br link add name p$n type veth peer name e0 netns $n
                          ip -n br link set p$n up
                          ip -n $n link set e0 up
                        done
                        ip -n a address add 10.1.0.2/24 dev e0
                        ip -n a address add fd00:1::2/64 dev e0 nodad
                        ip -n br link add name br0 type bridge stp_state 1 \
                          forward_delay 400 ageing_time 10000 mcast_snooping 0
                        ip -n br link set dev br0 address 02:00:00:00:00:07
                        ip -n br link set dev pa master br0
                        ip -n br link set dev pb master br0
                        ip -n br address add 10.1.0.1/24 dev br0
                        ip -n br address add fd00:1::1/64 dev br0 nodad
                        ip -n br link set br0 alias 'a switch' mtu 1400 up
                        ip -n b link add name br1 type bridge ageing_time 10000
                        ip -n b link set br1 up
                        """)
                .drift("ip -n br link set br0 type bridge stp_state 0", "bridge br/br0")
                .drift("ip -n br link set br0 type bridge forward_delay 900", "bridge br/br0")
                .drift("ip -n b link set br1 type bridge ageing_time 20000", "bridge b/br1")
                .drift("ip -n br link set br0 type bridge mcast_snooping 1", "bridge br/br0")
                .drift("ip -n br link set br0 mtu 1300", "bridge br/br0")
                .drift("ip -n br link set br0 address 02:00:00:00:00:08", "bridge br/br0")
                .drift("ip -n br link set br0 alias nsfleet:story", "bridge br/br0")
                .drift("ip -n br link set pb nomaster", "veth br/pb")
                .drift("ip -n br link set br0 down", "bridge br/br0")
                .drift("ip -n br link del br0", "bridge br/br0")
                .of(
                        """
                        - netns: [br, a, b]
                        - veth:
                            name: pa
                            netns: br
                            peer: { name: e0, netns: a, address: [10.1.0.2/24, "fd00:1::2/64"] }
                        - veth: { name: pb, netns: br, peer: { name: e0, netns: b } }
                        - bridge:
                            name: br0
                            netns: br
                            ports: [pa, pb]
                            address: [10.1.0.1/24, "fd00:1::1/64"]
                            stp: true
                            forward_delay: 4s
                            ageing: 100s
                            mcast_snooping: false
                            mtu: 1400
                            mac: 02:00:00:00:00:07
                            alias: a switch
                        # without STP: no topology change hides its time
                        - bridge: { name: br1, netns: b, ageing: 100s }
                        """);
    }

    @Test
    void aVethBetweenTwoNamespacesWithAllKeysOfBothEnds() {
        new Story(boxes)
                .byHand(
                        """
                        for n in a b; do ip netns add $n; ip -n $n link set lo up; done
                        ip -n b link add name br0 type bridge
                        ip -n b link set br0 up
                        ip -n a link add name x0 type veth peer name eth0 netns b
                        ip -n a link set x0 address 02:00:00:00:01:01 mtu 1400 alias left up
                        ip -n b link set eth0 address 02:00:00:00:01:02 mtu 1380 alias 'right end'
                        ip -n b link set eth0 master br0
                        ip -n a address add 10.2.0.1/24 dev x0
                        ip -n a address add 10.2.0.2/24 dev x0
                        ip -n a address add 10.3.0.1/16 dev x0
                        ip -n a address add fd00:2::1/64 dev x0 nodad
                        ip -n b address add 10.2.0.9/24 dev eth0
                        """)
                .drift("ip -n a link set x0 address 02:00:00:00:01:09", "veth a/x0")
                .drift("ip -n b link set eth0 address 02:00:00:00:01:09", "veth a/x0")
                .drift("ip -n b link set eth0 mtu 1500", "veth a/x0")
                .drift("ip -n b link set eth0 up", "veth a/x0")
                .drift("ip -n b link set eth0 nomaster", "veth a/x0")
                .drift("ip -n b link set eth0 alias nsfleet:story", "veth a/x0")
                .drift("ip -n b address del 10.2.0.9/24 dev eth0", "veth a/x0")
                .drift("ip -n b address add 10.2.0.8/24 dev eth0", "veth a/x0")
                .drift("ip -n a address del fd00:2::1/64 dev x0", "address a/x0 fd00:2::1/64")
                .drift("ip -n a address del 10.3.0.1/16 dev x0", "address a/x0 10.3.0.1/16")
                .drift(
                        "ip -n a address del 10.2.0.1/24 dev x0",
                        "veth a/x0",
                        "address a/x0 10.2.0.2/24")
                .drift("ip -n a link set x0 down", "veth a/x0", "address a/x0 fd00:2::1/64")
                .of(
                        """
                        - netns: [a, b]
                        - bridge: { name: br0, netns: b }
                        - veth:
                            name: x0
                            netns: a
                            mtu: 1400
                            mac: 02:00:00:00:01:01
                            alias: left
                            address: 10.2.0.1/24
                            peer:
                              name: eth0
                              netns: b
                              mtu: 1380
                              mac: 02:00:00:00:01:02
                              up: false
                              master: br0
                              alias: right end
                              address: 10.2.0.9/24
                        - address: { dev: x0, address: 10.2.0.2/24 }
                          netns: a
                        - address: { dev: x0, netns: a, address: [10.3.0.1/16, "fd00:2::1/64"] }
                        """);
    }

    /// Destroy puts back name, namespace, addresses, MTU, MAC, master and up.
    @Test
    void interfacesThatNoStepMade() {
        new Story(boxes)
                .before(
                        """
                        ip link add name ext0 type veth peer name ext1
                        ip link set ext0 address 02:00:00:00:02:01
                        ip link set ext1 address 02:00:00:00:02:02 mtu 1450
                        ip address add 192.0.2.9/24 dev ext0
                        ip address add 192.0.2.77/24 dev ext1
                        ip address add fd00:77::1/64 dev ext1 nodad
                        ip link add name old type bridge
                        ip link set ext1 master old
                        ip link set ext1 up
                        """)
                .byHand(
                        """
                        ip netns add r; ip -n r link set lo up
                        ip link add name br9 type bridge
                        ip link set br9 up
                        ip link set ext0 mtu 1300 address 02:00:00:00:02:0f
                        ip address add 192.0.2.1/24 dev ext0
                        ip link set ext0 master br9
                        ip link set ext0 up
                        ip link set ext1 netns r name lan0
                        ip -n r link set lan0 mtu 1350
                        ip -n r address add 192.0.2.2/24 dev lan0
                        ip -n r address add fd00:9::2/64 dev lan0 nodad
                        ip -n r link set lan0 up
                        """)
                .drift("ip link set ext0 mtu 1500", "interface ext0")
                .drift("ip link set ext0 down", "interface ext0")
                .drift("ip link set ext0 nomaster", "interface ext0")
                .drift("ip link set ext0 address 02:00:00:00:02:05", "interface ext0")
                .drift("ip address del 192.0.2.1/24 dev ext0", "interface ext0")
                .drift("ip -n r link set lan0 mtu 1500", "interface r/lan0")
                .drift("ip -n r address del 192.0.2.2/24 dev lan0", "interface r/lan0")
                .drift("ip -n r address del fd00:9::2/64 dev lan0", "address r/lan0 fd00:9::2/64")
                .drift(
                        "ip -n r link set lan0 down",
                        "interface r/lan0",
                        "address r/lan0 fd00:9::2/64")
                .of(
                        """
                        - netns: r
                        - bridge: { name: br9 }
                        - interface:
                            name: ext0
                            mtu: 1300
                            mac: 02:00:00:00:02:0f
                            address: 192.0.2.1/24
                            master: br9
                            up: true
                        - interface:
                            name: lan0
                            netns: r
                            from: ext1
                            mtu: 1350
                            address: 192.0.2.2/24
                        - address: { dev: lan0, netns: r, address: "fd00:9::2/64" }
                        """);
    }
}
