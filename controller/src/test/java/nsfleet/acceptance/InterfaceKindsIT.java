package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every kind of interface over SSH, against the same made by hand; a kind that this kernel has not
/// is skipped and says so.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterfaceKindsIT {
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

    /// Whether the kernel makes a link of these words in a namespace that is gone at once.
    private boolean has(String words) {
        return boxes.on(
                        "box1",
                        "unshare -n sh -c 'ip link add name l0 type veth peer name l1 && ip link"
                                + " add "
                                + words
                                + "' >/dev/null 2>&1 && echo yes || echo no")
                .strip()
                .equals("yes");
    }

    private void need(String kind, String words) {
        boolean there = has(words);
        if (!there) {
            System.out.println("SKIPPED: this kernel has no " + kind);
        }
        Assumptions.assumeTrue(there, "this kernel has no " + kind);
    }

    @Test
    void macvlansOnAnInterfaceOfTheHostAndOfANamespace() {
        need("macvlan", "link l0 name m0 type macvlan");
        new Story(boxes)
                .before(
                        "ip link add name wire0 type veth peer name wire1; ip link set wire0 up;"
                                + " ip link set wire1 up")
                .byHand(
                        """
                        for n in a b; do ip netns add $n; ip -n $n link set lo up; done
                        ip link add link wire0 name eth0 netns a type macvlan mode bridge
                        ip -n a address add 10.4.0.1/24 dev eth0
                        ip -n a link set eth0 address 02:00:00:00:04:01 up
                        ip link add link wire0 name mv1 type macvlan mode private
                        ip link set mv1 address 02:00:00:00:04:03 mtu 1400 up
                        ip -n a link add name x type veth peer name y
                        ip -n a link set x up
                        ip -n a link set y up
                        ip -n a link add link x name up netns b type macvlan mode vepa
                        ip -n b link set dev up address 02:00:00:00:04:02 up
                        """)
                .drift("ip -n a link set eth0 type macvlan mode vepa", "macvlan a/eth0")
                .drift("ip -n a link set eth0 down", "macvlan a/eth0")
                .drift("ip link set mv1 mtu 1300", "macvlan mv1")
                .drift("ip -n b link del dev up", "macvlan b/up")
                .drift(
                        "ip -n a link del eth0; ip link add link wire1 name eth0 netns a type"
                                + " macvlan mode bridge; ip -n a link set eth0 alias nsfleet:story",
                        "macvlan a/eth0")
                .drift("ip -n a link del x", "veth a/x", "macvlan b/up")
                .of(
                        """
                        - netns: [a, b]
                        - macvlan:
                            name: eth0
                            netns: a
                            link: wire0
                            underlay: host
                            address: 10.4.0.1/24
                            mac: 02:00:00:00:04:01
                        - macvlan: { name: mv1, link: wire0, mode: private, mtu: 1400, mac: "02:00:00:00:04:03" }
                        - veth: { name: x, netns: a, peer: { name: y, netns: a } }
                        - macvlan: { name: up, netns: b, link: x, underlay: a, mode: vepa, mac: "02:00:00:00:04:02" }
                        """);
    }

    @Test
    void vxlansInTheirOwnAndInAnotherUnderlay() {
        need("vxlan", "name vx type vxlan id 1 dstport 4789");
        new Story(boxes)
                .byHand(
                        """
                        for n in a b; do ip netns add $n; ip -n $n link set lo up; done
                        ip link add name vx7 netns a type vxlan id 7 remote 192.0.2.2 local 192.0.2.1 dstport 4789
                        ip -n a address add 10.7.0.1/24 dev vx7
                        ip -n a link set vx7 address 02:00:00:00:07:01 mtu 1400 up
                        ip -n b link add name x type veth peer name y netns a
                        ip -n b link set x up
                        ip -n a link set y up
                        ip -n b link add name vx8 type vxlan id 8 group 239.1.1.8 dstport 8472 nolearning dev x
                        ip -n b link set vx8 address 02:00:00:00:07:02 up
                        ip -n b link add name vx9 type vxlan id 9 remote fd00::9 dstport 4789
                        ip -n b link set vx9 address 02:00:00:00:07:03 up
                        ip -n b link add name out netns $$ type vxlan id 10 remote 192.0.2.2 dstport 4789
                        ip link set out address 02:00:00:00:07:04 up
                        """)
                .drift("ip -n a link set vx7 mtu 1300", "vxlan a/vx7")
                .drift(
                        "ip -n b link del vx9; ip -n b link add name vx9 type vxlan id 9 remote"
                            + " fd00::8 dstport 4789; ip -n b link set vx9 alias nsfleet:story up",
                        "vxlan b/vx9")
                .drift(
                        "ip -n a link del vx7; ip -n a link add name vx7 type vxlan id 7 remote"
                            + " 192.0.2.2 local 192.0.2.1 dstport 4789; ip -n a link set vx7 alias"
                            + " nsfleet:story up",
                        "vxlan a/vx7")
                .drift("ip -n b link del x", "veth b/x", "vxlan b/vx8")
                .of(
                        """
                        - netns: [a, b]
                        - vxlan:
                            name: vx7
                            netns: a
                            underlay: host
                            id: 7
                            remote: 192.0.2.2
                            local: 192.0.2.1
                            address: 10.7.0.1/24
                            mac: 02:00:00:00:07:01
                            mtu: 1400
                        - veth: { name: x, netns: b, peer: { name: y, netns: a } }
                        - vxlan:
                            name: vx8
                            netns: b
                            id: 8
                            group: 239.1.1.8
                            link: x
                            port: 8472
                            learning: false
                            mac: 02:00:00:00:07:02
                        - vxlan: { name: vx9, netns: b, id: 9, remote: "fd00::9", mac: "02:00:00:00:07:03" }
                        - vxlan: { name: out, underlay: b, id: 10, remote: 192.0.2.2, mac: "02:00:00:00:07:04" }
                        """);
    }

    /// Before anything is changed, in one message.
    @ParameterizedTest
    @ValueSource(strings = {"dummy", "vlan", "ipvlan", "vrf", "gre", "ipip", "sit", "bond"})
    void aKernelWithoutAKind(String kind) {
        String own =
                switch (kind) {
                    case "vlan" -> ", link: eth0, id: 7";
                    case "ipvlan" -> ", link: eth0";
                    case "vrf" -> ", table: 7";
                    case "bond" -> ", mode: active-backup";
                    default -> "";
                };
        var playbook =
                Story.playbook(
                        boxes,
                        "kinds",
                        "- netns: ns1\n- %s: { name: thing%s }\n".formatted(kind, own));
        var plan = boxes.json("plan", playbook, "--limit", "box1");
        String scratch =
                switch (kind) {
                    case "vlan" -> "link l0 name t type vlan id 7";
                    case "ipvlan" -> "link l0 name t type ipvlan";
                    case "vrf" -> "name t type vrf table 7";
                    case "gre", "ipip", "sit" ->
                            "name t type " + kind + " local 192.0.2.1 remote 192.0.2.2";
                    default -> "name t type " + kind;
                };
        if (has(scratch)) {
            assertThat(plan.code()).as(plan.toString()).isEqualTo(0);
        } else {
            plan.ended(2);
            assertThat(plan.out()).contains("this kernel has no ").contains("modprobe ");
            boxes.json("apply", playbook, "--limit", "box1").ended(2);
            assertThat(boxes.on("box1", "ip netns").strip()).isEmpty();
        }
    }
}
