package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

/// The tutorial's NAT lab over real SSH on simulated hosts, from the first plan to the last trace.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NatLabIT {
    private static final String PLAYBOOK =
            """
            - name: NAT lab
              hosts: all
              become: true
              vars:
                subnet: 10.0.0.0/24
              steps:
                - netns: ns1
                - veth:
                    name: veth-host
                    mtu: 1450
                    address: ${address(subnet, 1)}/24
                    peer: { name: veth-ns1, netns: ns1, address: "${address(subnet, 2)}/24" }
                - route: { netns: ns1, to: default, via: "${address(subnet, 1)}" }
                - sysctl: { net.ipv4.ip_forward: 1 }
                - masquerade: { source: "${subnet}", out: "${facts.uplink}" }
              verify:
                - ping: { netns: ns1, to: "${address(subnet, 1)}" }
                - ping: { netns: ns1, to: 198.51.100.1 }
                - listening: { port: 22 }
                - tcp: { to: "${address(subnet, 1)}:22", netns: ns1 }
                - route: { netns: ns1, to: 198.51.100.1, via: "${address(subnet, 1)}" }
            """;

    /// The same, as the tutorial types it.
    private static final String BY_HAND =
            """
            ip netns add ns1
            ip -n ns1 link set lo up
            ip link add veth-host type veth peer name veth-ns1
            ip link set veth-ns1 netns ns1
            ip link set veth-host mtu 1450
            ip address add 10.0.0.1/24 dev veth-host
            ip link set veth-host up
            ip -n ns1 address add 10.0.0.2/24 dev veth-ns1
            ip -n ns1 link set veth-ns1 up
            ip -n ns1 route add default via 10.0.0.1
            sysctl -qw net.ipv4.ip_forward=1
            iptables -t nat -A POSTROUTING -s 10.0.0.0/24 -o eth0 -j MASQUERADE
            """;

    /// What both must agree on.
    private static final String STATE =
            """
            for n in '' ns1; do
              # the kernel's link-local addresses get their routes when their detection is over
              for i in $(seq 50); do
                ip ${n:+-n $n} -6 address show tentative | grep -q inet6 || break
                sleep 0.1
              done
              ip ${n:+-n $n} -j address | tr , '\\n' | grep -E '"(ifname|mtu|operstate|local|prefixlen|scope)"|UP'
              ip ${n:+-n $n} -j route show table all | tr , '\\n' | grep -v metric
            done
            cat /proc/sys/net/ipv4/ip_forward
            """;

    private Boxes boxes;
    private Path playbook;

    @BeforeAll
    void up() {
        boxes = Boxes.up(3);
        playbook = boxes.file("nat-lab.yml", PLAYBOOK);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    @AfterEach
    void leaveNothing() {
        boxes.nsfleet("destroy", "--lab", "nat-lab");
    }

    @Test
    void theWholeStory() {
        String before = boxes.snapshot("box1");

        Ran plan = boxes.json("plan", playbook, "--detailed-exitcode").ended(3);
        assertThat(plan.notOk())
                .contains("pending netns ns1", "pending veth veth-host")
                .hasSize(15);
        same(before);

        Ran apply = boxes.json("apply", playbook).ended(0);
        assertThat(apply.host("box2").path("changed").asInt()).isEqualTo(5);
        assertThat(apply.host("box2").path("checks_passed").asInt()).isEqualTo(5);
        assertThat(boxes.status("box1", "ip netns exec ns1 ping -c1 -W2 198.51.100.1")).isZero();

        Ran again = boxes.json("apply", playbook).ended(0);
        assertThat(again.notOk()).isEmpty();
        assertThat(again.host("box3").path("changed").asInt()).isZero();
        boxes.json("plan", playbook, "--detailed-exitcode").ended(0);
        assertThat(boxes.json("verify", playbook).ended(0).events("check")).hasSize(15);

        Ran destroy = boxes.json("destroy", playbook).ended(0);
        assertThat(destroy.notOk()).contains("removed netns ns1");
        same(before);
        boxes.json("destroy", playbook).ended(0);
        same(before);
    }

    @Test
    void theStateIsThatOfTheTutorialTypedByHand() {
        boxes.on("box2", BY_HAND);
        boxes.nsfleet("apply", playbook, "--limit", "box1").ended(0);
        try {
            assertThat(Boxes.difference(state("box2"), state("box1"))).isEmpty();
        } finally {
            boxes.sandbox("restart", "box2");
        }
    }

    private void same(String before) {
        assertThat(Boxes.difference(before, boxes.snapshot("box1"))).isEmpty();
    }

    private String state(String box) {
        String own = boxes.on(box, "ip -o address show dev eth0 | sed 's/.*inet6* //; s,/.*,,'");
        String state = boxes.on(box, STATE);
        for (String address : own.lines().toList()) {
            state = state.replace(address, "ETH0");
        }
        return state;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ip -n ns1 address del 10.0.0.2/24 dev veth-ns1       | veth veth-host, route ns1"
                        + " default",
                "ip address add 10.0.0.9/24 dev veth-host             | veth veth-host",
                "ip address del 10.0.0.1/24 dev veth-host; ip address add 10.0.0.1/25 dev veth-host"
                        + " | veth veth-host",
                "ip link set veth-host mtu 1400                       | veth veth-host",
                "ip link set veth-host down                           | veth veth-host",
                "ip -n ns1 link set veth-ns1 down                     | veth veth-host, route ns1"
                        + " default",
                "ip -n ns1 link set lo down                           | netns ns1",
                "ip -n ns1 route del default                          | route ns1 default",
                "ip -n ns1 route replace default via 10.0.0.7         | route ns1 default",
                "echo 0 >/proc/sys/net/ipv4/ip_forward                | sysctl net.ipv4.ip_forward",
                "iptables-save -t nat >/tmp/nat; chain=$(grep -o -m1 NSF[^:space:]*POST /tmp/nat);"
                    + " rm /tmp/nat; iptables -t nat -F $chain | masquerade 10.0.0.0/24 out eth0",
                "iptables -t nat -F POSTROUTING                       | masquerade 10.0.0.0/24 out"
                        + " eth0",
                "ip -n ns1 link del veth-ns1                          | veth veth-host, route ns1"
                        + " default",
                "ip netns del ns1; while ip link show veth-host; do sleep 0.1; done | netns ns1,"
                        + " veth veth-host, route ns1 default"
            })
    void whatIsBrokenByHandIsNamedAndOnlyThatIsRepaired(String breakage, String named) {
        boxes.nsfleet("apply", playbook, "--limit", "box1").ended(0);
        String right = boxes.snapshot("box1");
        boxes.on("box1", breakage);
        List<String> steps = List.of(named.split(", "));

        Ran plan = boxes.json("plan", playbook, "--limit", "box1", "--detailed-exitcode").ended(3);
        assertThat(plan.notOk())
                .containsExactlyElementsOf(steps.stream().map(s -> "pending " + s).toList());
        Ran apply = boxes.json("apply", playbook, "--limit", "box1").ended(0);
        assertThat(apply.notOk())
                .containsExactlyElementsOf(steps.stream().map(s -> "changed " + s).toList());
        assertThat(apply.events("warning")).as("the kernel model has no gap here").isEmpty();
        same(right);
        boxes.json("plan", playbook, "--limit", "box1", "--detailed-exitcode").ended(0);
    }

    @Test
    void aDroppedStepIsRemovedAndForeignThingsSurvive() {
        boxes.on(
                "box1",
                """
                ip netns add foreign
                ip link add foreign0 type veth peer name foreign1 netns foreign
                ip address add 192.0.2.1/24 dev foreign0
                ip link set foreign0 up
                iptables -t nat -A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE
                """);
        String before = boxes.snapshot("box1");
        boxes.nsfleet("apply", playbook, "--limit", "box1").ended(0);

        Path smaller =
                boxes.file(
                        "nat-lab.yml",
                        PLAYBOOK.replaceAll("(?m)^ *- masquerade.*\\n", "")
                                .replaceAll("(?m)^ *- route: \\{ netns: ns1, to: default.*\\n", "")
                                .replaceAll("(?s)  verify:.*", ""));
        Ran plan = boxes.json("plan", smaller, "--limit", "box1").ended(0);
        assertThat(plan.notOk())
                .containsExactlyInAnyOrder(
                        "pending masquerade 10.0.0.0/24 out eth0", "pending route ns1 default");
        Ran apply = boxes.json("apply", smaller, "--limit", "box1").ended(0);
        assertThat(apply.notOk())
                .containsExactlyInAnyOrder(
                        "removed masquerade 10.0.0.0/24 out eth0", "removed route ns1 default");
        assertThat(boxes.on("box1", "ip -n ns1 route")).doesNotContain("default");
        assertThat(boxes.on("box1", "iptables-save"))
                .doesNotContain("10.0.0.0/24")
                .contains("192.0.2.0/24");

        boxes.file("nat-lab.yml", PLAYBOOK);
        boxes.nsfleet("destroy", "--lab", "nat-lab", "--limit", "box1").ended(0);
        same(before);
        boxes.on(
                "box1",
                """
                ip link del foreign0
                ip netns del foreign
                iptables -t nat -D POSTROUTING -s 192.0.2.0/24 -j MASQUERADE
                """);
    }

    @Test
    void somethingForeignIsNotTakenOver() {
        boxes.on("box1", "ip link add veth-host type veth peer name veth-other");
        try {
            Ran apply = boxes.json("apply", playbook, "--limit", "box1").ended(2);
            assertThat(apply.notOk()).contains("failed veth veth-host");
            assertThat(boxes.status("box1", "ip netns exec ns1 true")).isNotZero();
            Ran text = boxes.nsfleet("plan", playbook, "--limit", "box1").ended(2);
            assertThat(text.out()).contains("veth-host").contains("adopt");
        } finally {
            boxes.on("box1", "ip link del veth-host");
        }
    }

    @Test
    void oneHostDownCostsTheOthersNothing() {
        boxes.sandbox("stop", "box2");
        try {
            Ran apply = boxes.json("apply", playbook, "--connect-timeout", "2s").ended(4);
            assertThat(apply.host("box2").path("status").asText()).isEqualTo("unreachable");
            assertThat(apply.host("box2").path("unreachable").asBoolean()).isTrue();
            assertThat(apply.host("box2").path("message").asText()).isNotBlank();
            assertThat(apply.host("box1").path("status").asText()).isEqualTo("changed");
            assertThat(apply.host("box3").path("status").asText()).isEqualTo("changed");
        } finally {
            boxes.sandbox("start", "box2");
        }
    }

    @Test
    void textEndsWithTheRecap() {
        Ran apply = boxes.nsfleet("apply", playbook).ended(0);
        assertThat(apply.out())
                .containsPattern("box1 +: ok=0 +changed=5 +unreachable=0 +failed=0 +skipped=0")
                .containsPattern("box3 +: ok=0 +changed=5 +unreachable=0 +failed=0 +skipped=0");
        assertThat(apply.out()).doesNotContain("\u001b");
    }
}
