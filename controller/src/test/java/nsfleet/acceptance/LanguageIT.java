package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Path;

/// The language over SSH: files, nested lists and loops, variables from everywhere, tags.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanguageIT {
    private Boxes boxes;

    @BeforeAll
    void up() {
        boxes = Boxes.up(2);
    }

    @AfterEach
    void clean() {
        boxes.sandbox("restart", "box1", "box2");
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    @Test
    void listsFromFilesInLoopsWithVariablesFromEverywhere() {
        boxes.file(
                "pod.yml",
                """
                - netns: "${pod.key}"
                - veth:
                    name: v-${pod.key}
                    address: ${host(pod.value.net, 1)}
                    peer: { name: eth0, netns: "${pod.key}", address: "${host(pod.value.net, 2)}" }
                - netns: "${pod.key}"
                  loop: ${pod.value.routes![]}
                  route: { to: "${item}", via: "${address(pod.value.net, 1)}" }
                """);
        boxes.file("pod-checks.yml", "- ping: { to: \"${address(net, 1)}\" }\n");
        boxes.file("site.yml", "site: 10.7.0.0/16\nunused: ${nothing}\n");
        Path playbook =
                boxes.file(
                        "language.yml",
                        """
                        - name: language
                          hosts: all
                          become: true
                          vars: { site: overridden, names: [left, right] }
                          vars_files: site.yml
                          steps:
                            - include: pod.yml
                              loop_var: pod
                              loop:
                                red: { net: "${subnet(site, 24, index)}", routes: [10.99.0.0/16, 10.98.0.0/16] }
                                blue: { net: "${subnet(site, 24, 10 + index)}" }
                            - loop: ${names}
                              when: item != skipped
                              steps:
                                - netns: ${item}
                                - netns: ${item}
                                  vars: { metric: 7 }
                                  loop: [1, 2]
                                  loop_var: n
                                  route: { type: blackhole, to: "10.${n}.0.0/16", metric: "${metric}" }
                          verify:
                            - include: pod-checks.yml
                              netns: red
                              vars: { net: "${subnet(site, 24, index)}" }
                        """);
        Ran made = boxes.json("apply", playbook, "-e", "skipped=right").ended(0);
        assertThat(made.events("check")).hasSize(2);
        assertThat(boxes.on("box2", "ip netns | sort | cut -d' ' -f1").lines())
                .containsExactly("blue", "left", "red");
        assertThat(boxes.on("box2", "ip -n red route"))
                .contains("10.98.0.0/16 via 10.7.1.1")
                .contains("10.99.0.0/16 via 10.7.1.1");
        assertThat(boxes.on("box1", "ip -n blue -br address show eth0")).contains("10.7.10.2/24");
        assertThat(boxes.on("box1", "ip -n left route show type blackhole"))
                .contains("10.1.0.0/16 metric 7")
                .contains("10.2.0.0/16 metric 7");
        assertThat(boxes.json("apply", playbook, "-e", "skipped=right").ended(0).notOk()).isEmpty();
        // a condition that became false, an item that came, in one run
        Ran changed = boxes.json("apply", playbook, "-e", "{\"skipped\": \"left\"}", "-l", "box1");
        assertThat(changed.ended(0).notOk()).contains("removed netns left", "changed netns right");
        boxes.json("destroy", playbook, "-e", "skipped=right").ended(0);
        assertThat(boxes.on("box1", "ip netns")).isEmpty();
    }

    /// Prune leaves alone what tags leave out, and tells what is missing.
    @Test
    void tags() {
        Path playbook =
                boxes.file(
                        "tags.yml",
                        """
                        - name: tags
                          hosts: all
                          become: true
                          tags: lab
                          steps:
                            - netns: base
                              tags: [base]
                            - tags: links
                              steps:
                                - veth: { name: a, peer: { name: b, netns: base } }
                                - address: { dev: a, address: 10.6.0.1/24 }
                                  tags: addresses, more
                            - netns: rare
                              tags: never, rare
                            - netns: log
                              tags: always
                          verify:
                            - name: one
                              command: { run: "true" }
                              tags: links
                            - name: two
                              command: { run: "true" }
                        """);
        Ran refused = boxes.json("plan", playbook, "-l", "box1", "--tags", "links").ended(2);
        assertThat(refused.out())
                .contains("namespace base does not exist")
                .contains("the step \\\"netns base\\\" makes it");
        Ran made = boxes.json("apply", playbook, "-l", "box1").ended(0);
        assertThat(made.notOk())
                .containsExactly(
                        "changed netns base",
                        "changed veth a",
                        "changed address a 10.6.0.1/24",
                        "changed netns log");
        boxes.on("box1", "ip link del dev a; ip netns del log");
        Ran some =
                boxes.json(
                        "apply", playbook, "-l", "box1", "--tags", "links", "--skip-tags", "more");
        assertThat(some.ended(0).notOk()).containsExactly("changed veth a", "changed netns log");
        assertThat(some.events("check")).hasSize(1);
        assertThat(boxes.on("box1", "ip -br address show a")).doesNotContain("10.6.0.1");
        assertThat(boxes.json("apply", playbook, "-l", "box1", "--tags", "rare").ended(0).notOk())
                .containsExactly("changed netns rare");
        // without it, rare is not selected: it stays
        assertThat(boxes.json("apply", playbook, "-l", "box1").ended(0).notOk())
                .containsExactly("changed address a 10.6.0.1/24");
        assertThat(boxes.on("box1", "ip netns | cut -d' ' -f1 | sort").lines())
                .containsExactly("base", "log", "rare");
        boxes.json("destroy", playbook, "-l", "box1").ended(0);
        assertThat(boxes.on("box1", "ip netns")).isEmpty();
    }
}
