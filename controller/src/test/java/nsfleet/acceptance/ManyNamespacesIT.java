package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Path;

/// Hosts with more namespaces than the first probe asks for the names of their numbers, and with
/// more to tell than a step may answer.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyNamespacesIT {
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

    /// All cables look alike, have the same indexes, and none of them ends on the host.
    @Test
    void aRingOfTwenty() {
        new Story(boxes)
                .byHand(
                        """
                        i=0
                        while [ $i -lt 20 ]; do
                          ip netns add r$i
                          ip -n r$i link set lo up
                          i=$((i + 1))
                        done
                        i=0
                        while [ $i -lt 20 ]; do
                          next=r$(((i + 1) % 20))
                          ip -n r$i link add name right type veth peer name left netns $next
                          ip -n r$i address add 10.9.$i.1/30 dev right
                          ip -n $next address add 10.9.$i.2/30 dev left
                          ip -n r$i link set right up
                          ip -n $next link set left up
                          i=$((i + 1))
                        done
                        """)
                .drift("ip -n r3 link del right", "veth r3/right")
                .drift("ip -n r8 link set left name lost", "veth r7/right")
                .of(
                        """
                        - loop: ${0..19}
                          loop_var: i
                          steps:
                            - netns: r${i}
                        - loop: ${0..19}
                          loop_var: i
                          steps:
                            - veth:
                                netns: r${i}
                                name: right
                                address: 10.9.${i}.1/30
                                peer: { name: left, netns: "r${(i + 1) % 20}", address: "10.9.${i}.2/30" }
                        """);
    }

    @Test
    void aStarOfFourHundred() {
        Path playbook =
                Story.playbook(
                        boxes,
                        "star",
                        """
                        - bridge: { name: br0, address: 10.50.0.1/16 }
                        - loop: ${1..400}
                          loop_var: n
                          steps:
                            - netns: pod${n}
                            - veth:
                                name: v${n}
                                master: br0
                                peer: { name: eth0, netns: "pod${n}", address: "${host('10.50.0.0/16', n + 9)}" }
                            - route: { netns: "pod${n}", to: default, via: 10.50.0.1 }
                        """);
        String before = Story.plain(boxes.snapshot("box1"));
        try {
            assertThat(Story.apply(boxes, playbook).notOk()).hasSize(1 + 3 * 400);
            assertThat(boxes.on("box1", "ip netns | wc -l").strip()).isEqualTo("400");
            assertThat(Story.apply(boxes, playbook).notOk()).isEmpty();
        } finally {
            boxes.json("destroy", playbook, "--limit", "box1").ended(0);
        }
        assertThat(Boxes.difference(before, Story.plain(boxes.snapshot("box1")))).isEmpty();
    }
}
