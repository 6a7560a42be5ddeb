package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What is kept on interfaces, over SSH, against the same made by hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnLinkIT {
    private static final String LINK =
            """
            - netns: r
            - veth: { name: h0, peer: { name: r0, netns: r } }
            - bridge: { name: br0, ports: [h0] }
            """;
    private static final String LINK_BY_HAND =
            """
            ip netns add r; ip -n r link set lo up
            ip link add name h0 type veth peer name r0 netns r
            ip -n r link set r0 up
            ip link add name br0 type bridge
            ip link set h0 master br0 up
            ip link set br0 up
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
    void neighborsAndForwardingEntries() {
        new Story(boxes)
                .before("ip neigh add 10.213.0.77 lladdr 02:00:00:00:00:77 dev eth0 nud permanent")
                .byHand(
                        LINK_BY_HAND
                                + """
                                ip -n r neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev r0 nud permanent
                                ip -n r neigh add fd00::9 lladdr 02:00:00:00:00:09 dev r0 nud permanent
                                ip neigh add 10.213.0.78 lladdr 02:00:00:00:00:78 dev eth0 nud permanent
                                bridge fdb add 02:00:00:00:00:05 dev h0 master static
                                ip link add name vx netns r type vxlan id 7 dstport 4789
                                ip -n r link set vx address 02:00:00:00:07:01 up
                                bridge -n r fdb append 00:00:00:00:00:00 dev vx dst 192.0.2.2
                                bridge -n r fdb append 00:00:00:00:00:00 dev vx dst 192.0.2.3
                                bridge -n r fdb add 02:00:00:00:00:06 dev vx dst 192.0.2.3
                                """)
                .drift("ip -n r neigh del 10.0.0.9 dev r0", "neighbor r/r0 10.0.0.9")
                .drift(
                        "ip -n r neigh change 10.0.0.9 lladdr 02:00:00:00:00:01 dev r0",
                        "neighbor r/r0 10.0.0.9")
                .drift(
                        "ip -n r link set r0 down; ip -n r link set r0 up",
                        "neighbor r/r0 10.0.0.9",
                        "neighbor r/r0 fd00::9")
                .drift("bridge fdb del 02:00:00:00:00:05 dev h0 master", "fdb h0 02:00:00:00:00:05")
                .drift("bridge -n r fdb del 00:00:00:00:00:00 dev vx dst 192.0.2.3", "vxlan r/vx")
                .drift(
                        "ip -n r link del vx",
                        "vxlan r/vx",
                        "fdb r/vx 02:00:00:00:00:06 dst 192.0.2.3")
                .of(
                        LINK
                                + """
                                - neighbor: { netns: r, dev: r0, address: 10.0.0.9, mac: "02:00:00:00:00:09" }
                                - neighbor: { netns: r, dev: r0, address: "fd00::9", mac: "02:00:00:00:00:09" }
                                - neighbor: { dev: eth0, address: 10.213.0.78, mac: "02:00:00:00:00:78" }
                                - fdb: { dev: h0, mac: "02:00:00:00:00:05" }
                                - vxlan:
                                    name: vx
                                    netns: r
                                    underlay: host
                                    id: 7
                                    remote: [192.0.2.2, 192.0.2.3]
                                    mac: 02:00:00:00:07:01
                                - fdb: { netns: r, dev: vx, mac: "02:00:00:00:00:06", dst: 192.0.2.3 }
                                """);
    }

    @Test
    void limitedRates() {
        new Story(boxes)
                .byHand(
                        LINK_BY_HAND
                                + """
                                tc -n r qdisc add dev r0 root handle 1: tbf rate 10mbit burst 12500 latency 50ms
                                tc qdisc add dev h0 root handle 1: tbf rate 3333kbit burst 20000 latency 20ms
                                """)
                .drift("tc -n r qdisc del dev r0 root", "shape r/r0")
                .drift(
                        "tc -n r qdisc replace dev r0 root handle 1: tbf rate 11mbit burst 12500"
                                + " latency 50ms",
                        "shape r/r0")
                .drift(
                        "tc qdisc replace dev h0 root handle 1: tbf rate 3333kbit burst 20500"
                                + " latency 20ms",
                        "shape h0")
                .drift(
                        "tc -n r qdisc del dev r0 root; tc -n r qdisc add dev r0 root handle 5:"
                                + " htb",
                        "shape r/r0")
                .of(
                        LINK
                                + """
                                - shape: { netns: r, dev: r0, rate: 10mbit }
                                - shape: { dev: h0, rate: 3333kbit, burst: 20000, latency: 20ms }
                                """);
    }

    /// As `tc` rounds them, for many rates and sizes: nothing is left to do after an apply.
    @Test
    void everyRateSettles() {
        var steps = new StringBuilder("- netns: r\n");
        var random = new java.util.Random(4);
        for (int i = 0; i < 40; i++) {
            long rate = (long) Math.pow(10, 4 + random.nextDouble() * 5.5);
            long burst = 1600 + random.nextInt(200_000);
            steps.append("- veth: { name: v%d, peer: { name: p%d, netns: r } }\n".formatted(i, i));
            steps.append(
                    "- shape: { dev: v%d, rate: %dbit, burst: %d, latency: %dus }\n"
                            .formatted(i, rate, burst, 1000 + random.nextInt(400_000)));
        }
        var playbook = Story.playbook(boxes, "rates", steps.toString());
        try {
            Story.apply(boxes, playbook);
            assertThat(Story.apply(boxes, playbook).notOk()).isEmpty();
        } finally {
            boxes.json("destroy", playbook, "--limit", "box1").ended(0);
        }
    }

    @Test
    void whatIsNotOursIsLeftAlone() {
        var playbook =
                Story.playbook(
                        boxes,
                        "foreign",
                        "- shape: { dev: eth0, rate: 100mbit }\n"
                                + "- neighbor: { dev: eth0, address: 10.213.0.77, mac:"
                                + " \"02:00:00:00:00:01\" }\n");
        boxes.on(
                "box1",
                "tc qdisc add dev eth0 root handle 7: htb; ip neigh replace 10.213.0.77 lladdr"
                        + " 02:00:00:00:00:77 dev eth0 nud permanent");
        try {
            var apply = boxes.json("apply", playbook, "--limit", "box1").ended(2);
            assertThat(apply.out())
                    .contains("eth0 has a queueing discipline that is not ours: htb")
                    .contains("a permanent entry for 10.213.0.77 on eth0 exists and is not ours");
        } finally {
            boxes.on("box1", "tc qdisc del dev eth0 root; ip neigh del 10.213.0.77 dev eth0");
        }
    }

    @Test
    void aLossyLine() {
        boolean there =
                boxes.on(
                                "box1",
                                "tc qdisc add dev lo root netem delay 1ms 2>/dev/null && echo yes;"
                                        + " tc qdisc del dev lo root 2>/dev/null || :")
                        .contains("yes");
        var playbook =
                Story.playbook(
                        boxes,
                        "lossy",
                        "- netns: r\n- veth: { name: h0, peer: { name: r0, netns: r } }\n"
                                + "- netem: { dev: h0, delay: 50ms, jitter: 5ms, loss: 1.5% }\n");
        if (!there) {
            System.out.println("SKIPPED: this kernel has no netem: only its refusal is looked at");
            assertThat(boxes.json("apply", playbook, "--limit", "box1").ended(2).out())
                    .contains("this kernel has no netem")
                    .contains("modprobe sch_netem");
            assertThat(boxes.on("box1", "ip netns")).isEmpty();
            return;
        }
        new Story(boxes)
                .byHand(
                        LINK_BY_HAND
                                + "tc qdisc add dev h0 root handle 1: netem delay 50ms 5ms loss"
                                + " 1.5%\n"
                                + "tc -n r qdisc add dev r0 root handle 1: netem delay 10ms\n"
                                + "tc -n r qdisc add dev r0 parent 1:1 handle 10: tbf rate 10mbit"
                                + " burst 12500 latency 50ms\n")
                .drift(
                        "tc qdisc change dev h0 root handle 1: netem delay 50ms 5ms loss 2%",
                        "netem h0")
                .drift("tc -n r qdisc del dev r0 root", "netem r/r0", "shape r/r0")
                .of(
                        LINK
                                + "- netem: { dev: h0, delay: 50ms, jitter: 5ms, loss: 1.5% }\n"
                                + "- netem: { netns: r, dev: r0, delay: 10ms }\n"
                                + "- shape: { netns: r, dev: r0, rate: 10mbit }\n");
    }
}
