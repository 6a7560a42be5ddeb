package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Path;

/// Whose things are: several labs on one host, what was there before, what leaves a playbook, and
/// what stands in the way of a destroy.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnershipIT {
    private Boxes boxes;
    private String before = "";

    @BeforeAll
    void up() {
        boxes = Boxes.up(1);
    }

    @BeforeEach
    void remember() {
        before = Story.plain(boxes.snapshot("box1"));
    }

    @AfterEach
    void leaveNothing() {
        boxes.nsfleet("destroy", "--force", "--take-over", "--lab", "one", "--lab", "two");
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    private void asBefore() {
        assertThat(Boxes.difference(before, Story.plain(boxes.snapshot("box1")))).isEmpty();
    }

    private Path play(String lab, String steps) {
        return Story.playbook(boxes, lab, steps);
    }

    private static String natLab(int number) {
        return """
        - netns: n%1$d
        - veth:
            name: v%1$d
            address: [10.8.%1$d.1/24, "fd00:8:%1$d::1/64"]
            peer: { name: eth0, netns: n%1$d, address: [10.8.%1$d.2/24, "fd00:8:%1$d::2/64"] }
        - route: { netns: n%1$d, to: default, via: 10.8.%1$d.1 }
        - route: { netns: n%1$d, to: "::/0", via: "fd00:8:%1$d::1" }
        - sysctl: { net.ipv4.ip_forward: 1, net.ipv6.conf.all.forwarding: 1 }
        - masquerade: { source: 10.8.%1$d.0/24, out: eth0 }
        - masquerade: { source: 10.8.%1$d.0/24, destination: 198.51.100.0/24 }
        - masquerade: { source: "fd00:8:%1$d::/64" }
        """
                .formatted(number);
    }

    @Test
    void twoLabsSideBySideShareSettingsAndFilters() {
        Path one = play("one", natLab(1));
        Path two = play("two", natLab(2));
        Story.apply(boxes, one);
        Story.apply(boxes, two);
        assertThat(boxes.json("apply", one, two).ended(0).notOk()).isEmpty();
        assertThat(boxes.on("box1", "iptables-save -t nat"))
                .contains("-s 10.8.1.0/24 -o eth0 -j MASQUERADE")
                .contains("-s 10.8.2.0/24 -d 198.51.100.0/24 -j MASQUERADE");
        assertThat(boxes.on("box1", "ip6tables-save -t nat"))
                .contains("-s fd00:8:1::/64 -j MASQUERADE");
        assertThat(boxes.status("box1", "ip netns exec n2 ping -c1 -W2 198.51.100.1")).isZero();

        boxes.json("destroy", one).ended(0);
        assertThat(boxes.on("box1", "cat /proc/sys/net/ipv4/ip_forward")).isEqualTo("1\n");
        assertThat(boxes.json("apply", two).ended(0).notOk()).isEmpty();
        boxes.json("destroy", two).ended(0);
        asBefore();
    }

    @Test
    void whatIsAdoptedIsPutBackNotDeleted() {
        boxes.on(
                "box1",
                """
                ip netns add mine
                ip -n mine link set lo up
                ip -n mine link set lo down
                ip link add name br7 type bridge forward_delay 700
                ip link set br7 mtu 1500
                ip address add 192.0.2.1/24 dev br7
                ip link set br7 up
                ip route add 203.0.113.0/24 via 192.0.2.7
                ip rule add priority 400 from 192.0.2.0/24 table 55
                """);
        before = Story.plain(boxes.snapshot("box1"));
        String steps =
                """
                - netns: { name: mine, lo: up }
                  adopt: true
                - bridge: { name: br7, mtu: 1400, address: 192.0.2.99/24 }
                  adopt: true
                - route: { to: 203.0.113.0/24, via: 192.0.2.9 }
                  adopt: true
                - rule: { priority: 400, from: 192.0.2.0/24, table: 56 }
                  adopt: true
                """;
        Path without = play("one", steps.replace("  adopt: true\n", ""));
        assertThat(boxes.json("apply", without).ended(2).notOk())
                .contains("failed netns mine", "failed bridge br7");
        assertThat(Boxes.difference(before, Story.plain(boxes.snapshot("box1")))).isEmpty();
        Path with = play("one", steps);
        Story.apply(boxes, with);
        assertThat(boxes.on("box1", "ip route show 203.0.113.0/24")).contains("192.0.2.9");
        assertThat(boxes.json("apply", with).ended(0).notOk()).isEmpty();
        boxes.json("destroy", with).ended(0);
        asBefore();
        boxes.on("box1", "ip rule del priority 400; ip link del br7; ip netns del mine");
    }

    @Test
    void aChangedIdentityIsRemovedAndMadeAnew() {
        Path one =
                play(
                        "one",
                        """
                        - netns: [n1, n2]
                        - veth: { name: v1, peer: { name: eth0, netns: n1, address: 10.8.1.2/24 } }
                        - bridge: { name: br7, netns: n1 }
                        - masquerade: { source: 10.8.1.0/24 }
                        """);
        Story.apply(boxes, one);
        play(
                "one",
                """
                - netns: [n1, n2]
                - veth: { name: v1, peer: { name: eth0, netns: n2, address: 10.8.1.2/24 } }
                - bridge: { name: br8, netns: n2 }
                - masquerade: { source: 10.8.3.0/24 }
                """);
        assertThat(Story.apply(boxes, one).notOk())
                .containsExactlyInAnyOrder(
                        "removed masquerade 10.8.1.0/24",
                        "removed bridge n1/br7",
                        "changed veth v1",
                        "changed bridge n2/br8",
                        "changed masquerade 10.8.3.0/24");
        assertThat(boxes.on("box1", "ip -n n1 -o link | wc -l").strip()).isEqualTo("1");
        assertThat(boxes.on("box1", "ip -n n2 -4 address show dev eth0")).contains("10.8.1.2/24");
        assertThat(boxes.on("box1", "iptables-save")).doesNotContain("10.8.1.0/24");
        assertThat(boxes.json("apply", one).ended(0).notOk()).isEmpty();
        boxes.json("destroy", one).ended(0);
        asBefore();
    }

    /// A bridge of the lab in the place of a veth that left: our tag, another kind.
    @Test
    void aThingOfTheWrongKindIsReplaced() {
        Path one = play("one", "- bridge: { name: x0 }\n");
        Story.apply(boxes, one);
        boxes.on(
                "box1",
                "ip link del x0; ip link add name x0 type veth peer name x1;"
                        + " ip link set x0 alias nsfleet:one");
        assertThat(Story.apply(boxes, one).notOk()).containsExactly("changed bridge x0");
        assertThat(boxes.on("box1", "ip -d link show x0")).contains("bridge forward_delay");
        boxes.json("destroy", one).ended(0);
        asBefore();
    }

    @Test
    void aRenamedPlayIsToldSoAndAnotherPlaybookIsRefused() {
        Path one = play("one", "- netns: n1\n");
        Story.apply(boxes, one);
        Ran renamed = boxes.nsfleet("apply", play("two", "- netns: n1\n")).ended(2);
        assertThat(renamed.out()).contains("belongs to lab one").contains("formerly: [one]");

        Path other =
                boxes.file("other.yml", "- lab: one\n  hosts: all\n  steps:\n    - netns: n1\n");
        assertThat(boxes.nsfleet("plan", other).ended(2).out()).contains("--take-over");
        assertThat(boxes.nsfleet("apply", other).ended(2).out()).contains("one.yml");
        boxes.nsfleet("plan", other, "--take-over").ended(0);
        boxes.nsfleet("apply", other, "--take-over").ended(0);
        boxes.nsfleet("apply", other).ended(0);
        boxes.nsfleet("destroy", other).ended(0);
        asBefore();
    }

    @Test
    void processesInOurNamespacesAreEndedAndForeignLinksStandInTheWay() {
        Path one = play("one", "- netns: n1\n");
        Story.apply(boxes, one);
        boxes.on(
                "box1",
                "ip netns exec n1 sleep 4711 >/dev/null 2>&1 </dev/null &"
                        + " ip link add name w0 type veth peer name w1 netns n1");
        Ran refused = boxes.nsfleet("destroy", one).ended(2);
        assertThat(refused.out()).contains("w1").contains("--force");
        assertThat(boxes.on("box1", "ip netns")).contains("n1");

        Ran forced = boxes.json("destroy", one, "--force").ended(0);
        assertThat(forced.out()).contains("sleep");
        assertThat(boxes.status("box1", "pgrep -f 'slee[p] 4711'")).isNotZero();
        asBefore();
    }
}
