package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Path;
import java.util.List;

/// Cables between namespaces, on one host and across hosts.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireIT {
    private static final String RING =
            """
            - name: ring
              hosts: all
              become: true
              steps:
                - netns: r
                - wire:
                    id: ring-${index}
                    between:
                      - ${inventory_hostname}/r:right 10.9.${index}.1/30
                      - ${play_hosts[(index + 1) % play_hosts?size]}/r:left 10.9.${index}.2/30
              verify:
                - ping: { netns: r, to: "10.9.${index}.2" }
                - name: whole frames pass
                  ping: { netns: r, to: "10.9.${index}.2", size: 1372, df: true }
            """;

    private Boxes boxes;

    @BeforeAll
    void up() {
        boxes = Boxes.up(3);
    }

    @AfterEach
    void clean() {
        boxes.sandbox("restart", "box1", "box2", "box3");
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    @Test
    void aRingOverThreeHosts() {
        Path ring = boxes.file("ring.yml", RING);
        List<String> before = List.of("box1", "box2", "box3");
        List<String> untouched = before.stream().map(boxes::snapshot).map(Story::plain).toList();
        Ran made = boxes.json("apply", ring).ended(0);
        assertThat(made.events("warning")).isEmpty();
        assertThat(made.events("check"))
                .hasSize(6)
                .allMatch(e -> e.path("status").asText().equals("passed"));
        assertThat(boxes.on("box1", "ip -n r -d link show right"))
                .contains("vxlan id")
                .contains("mtu 1400")
                .contains("dstport 14789");
        assertThat(boxes.json("apply", ring).ended(0).notOk()).isEmpty();
        boxes.on("box2", "ip -n r link del left; ip -n r link set right mtu 1300");
        assertThat(boxes.json("apply", ring).ended(0).notOk())
                .containsExactlyInAnyOrder("changed wire ring-0", "changed wire ring-1");
        boxes.json("destroy", ring).ended(0);
        for (int i = 0; i < 3; i++) {
            assertThat(
                            Boxes.difference(
                                    untouched.get(i), Story.plain(boxes.snapshot(before.get(i)))))
                    .isEmpty();
        }
    }

    /// Whoever waits for the other end gives its place to it.
    @Test
    void oneHostAtATime() {
        Ran made = boxes.json("apply", boxes.file("ring.yml", RING), "--forks", "1").ended(0);
        assertThat(made.events("check")).allMatch(e -> e.path("status").asText().equals("passed"));
    }

    @Test
    void theOtherHostIsDown() {
        Path ring = boxes.file("ring.yml", RING);
        boxes.sandbox("stop", "box2");
        Ran made = boxes.json("apply", ring, "--connect-timeout", "2s").ended(2);
        assertThat(made.events("warning"))
                .anyMatch(
                        e ->
                                e.path("host").asText().equals("box1")
                                        && e.path("message")
                                                .asText()
                                                .equals(
                                                        "wire ring-0: the other end is on box2,"
                                                                + " whose steps were not done"));
        JsonNode failed =
                made.events("check").stream()
                        .filter(e -> e.path("host").asText().equals("box1"))
                        .findFirst()
                        .orElseThrow();
        assertThat(failed.path("status").asText()).isEqualTo("failed");
        assertThat(failed.path("message").asText()).contains("wire ring-0");
        assertThat(made.events("check"))
                .filteredOn(e -> e.path("host").asText().equals("box3"))
                .allMatch(e -> e.path("status").asText().equals("passed"));
    }

    /// Its number, port and ends are known without the others.
    @Test
    void oneHostAloneAndThenTheOther() {
        Path ring = boxes.file("ring.yml", RING);
        boxes.json("apply", ring, "--limit", "box1", "--no-verify").ended(0);
        boxes.json("apply", ring, "--limit", "box2,box3").ended(0);
        assertThat(boxes.json("verify", ring).ended(0).events("check")).hasSize(6);
    }

    /// A condition that is false here does not take the end away that another host's view put here.
    @Test
    void aChainWhoseLastHostHasNoNext() {
        Path chain =
                boxes.file(
                        "chain.yml",
                        """
                        - name: chain
                          hosts: all
                          become: true
                          steps:
                            - netns: r
                            - when: index < play_hosts?size - 1
                              wire:
                                id: c${index}
                                mtu: 1300
                                between:
                                  - { host: "${inventory_hostname}", netns: r, name: next }
                                  - { host: "${play_hosts[index + 1]}", netns: r, name: previous, address: "10.8.${index}.2/30" }
                            - when: index == 2
                              route: { netns: r, to: 10.8.0.0/16, dev: previous }
                            - when: index < 2
                              address: { netns: r, dev: next, address: "10.8.${index}.1/30" }
                          verify:
                            - when: index < 2
                              ping: { netns: r, to: "10.8.${index}.2" }
                        """);
        boxes.json("apply", chain).ended(0);
        assertThat(boxes.on("box3", "ip -n r -br link"))
                .contains("previous")
                .doesNotContain("next");
        assertThat(boxes.on("box3", "ip -n r link show previous")).contains("mtu 1300");
        assertThat(boxes.json("apply", chain).ended(0).notOk()).isEmpty();
    }

    @Test
    void onOneHostItIsAVeth() {
        new Story(boxes)
                .byHand(
                        """
                        for n in a b; do ip netns add $n; ip -n $n link set lo up; done
                        ip -n a link add name x type veth peer name y netns b
                        ip -n a address add 10.3.0.1/30 dev x
                        ip -n b address add 10.3.0.2/30 dev y
                        ip -n a link set x up
                        ip -n b link set y up
                        """)
                .drift("ip -n a link del x", "wire cable")
                .drift("ip -n b address add 10.3.0.9/24 dev y", "wire cable")
                .of(
                        """
                        - netns: [a, b]
                        - wire:
                            id: cable
                            between:
                              - ${inventory_hostname}/a:x 10.3.0.1/30
                              - ${inventory_hostname}/b:y 10.3.0.2/30
                        """
                                .replace(
                                        "id: cable",
                                        "id: \"${(index == 0)?then('cable', 'other' + index)}\""));
    }
}
