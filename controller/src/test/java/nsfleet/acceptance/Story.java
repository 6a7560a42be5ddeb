package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The life of one lab on two hosts: nsfleet makes it on box1, a script by hand on box2, and both
/// must come to the same. Then it is applied again, broken piece by piece, and destroyed.
final class Story {
    /// What depends on the moment: carrier, the progress of STP, identifiers made of MAC addresses.
    private static final String MADE_UP =
            " (bridge_id|designated_root|[a-z_]*_timer|designated_bridge|root_id|ageing_time"
                    + "|qdisc|state) +\\S+|topology_change(_detected)? \\d|NO-CARRIER,|,LOWER_UP"
                    + "| linkdown";

    private final Boxes boxes;
    private String lab = "story";
    private String before = "";
    private String byHand = "";
    private final List<String[]> drifts = new ArrayList<>();

    Story(Boxes boxes) {
        this.boxes = boxes;
    }

    /// What is on both hosts before, of somebody else.
    Story before(String shell) {
        before = shell;
        return this;
    }

    Story byHand(String shell) {
        byHand = shell;
        return this;
    }

    /// Shell that breaks something, and the steps that a plan must then name.
    Story drift(String shell, String... steps) {
        List<String> words = new ArrayList<>(List.of(shell));
        words.addAll(List.of(steps));
        drifts.add(words.toArray(String[]::new));
        return this;
    }

    /// @param steps of the play, as a block list without indentation
    void of(String steps) {
        of(lab, playbook(boxes, "story", steps));
    }

    /// @param name of the lab of a playbook of its own
    void of(String name, Path playbook) {
        lab = name;
        try {
            boxes.on("box1", before);
            boxes.on("box2", before);
            String untouched = plain(boxes.snapshot("box1"));
            apply(boxes, playbook);
            boxes.on("box2", byHand);
            assertThat(Boxes.difference(state("box2"), state("box1")))
                    .as("by hand -, by nsfleet +")
                    .isEmpty();
            assertThat(apply(boxes, playbook).notOk()).as("the second apply").isEmpty();
            String right = state("box1");
            for (String[] drift : drifts) {
                drifted(playbook, drift, right);
            }
            boxes.json("destroy", playbook, "--limit", "box1").ended(0);
            assertThat(Boxes.difference(untouched, plain(boxes.snapshot("box1"))))
                    .as("what destroy left")
                    .isEmpty();
        } finally {
            boxes.nsfleet("destroy", "--lab", lab, "--limit", "box1");
            boxes.sandbox("restart", "box1", "box2");
        }
    }

    private void drifted(Path playbook, String[] drift, String right) {
        String shell = drift[0];
        List<String> steps = List.of(drift).subList(1, drift.length);
        boxes.on("box1", shell);
        Ran plan = boxes.json("plan", playbook, "--limit", "box1", "--detailed-exitcode");
        assertThat(plan.notOk())
                .as("what plan names after: %s\n%s", shell, plan)
                .containsExactlyElementsOf(steps.stream().map(s -> "pending " + s).toList());
        Ran apply = apply(boxes, playbook);
        assertThat(apply.notOk())
                .as("what apply repairs after: %s\n%s", shell, apply)
                .containsExactlyElementsOf(steps.stream().map(s -> "changed " + s).toList());
        assertThat(Boxes.difference(right, state("box1"))).as("after: %s", shell).isEmpty();
    }

    static Path playbook(Boxes boxes, String lab, String steps) {
        return boxes.file(
                lab + ".yml",
                """
                - name: %s
                  hosts: all
                  become: true
                  steps:
                %s\
                """
                        .formatted(lab, steps.indent(4)));
    }

    /// Applies to box1; what the plan did not foresee fails the test.
    static Ran apply(Boxes boxes, Path playbook) {
        Ran apply = boxes.json("apply", playbook, "--limit", "box1").ended(0);
        assertThat(apply.events("warning"))
                .as("warnings of\n%s", apply.out())
                .noneMatch(e -> e.path("message").asText().contains("model-gap"));
        return apply;
    }

    /// What two hosts can be compared by: without the tags, and without what the kernel makes up.
    private String state(String box) {
        String own = boxes.on(box, "ip -o address show dev eth0 | sed 's/.*inet6* //; s,/.*,,'");
        String all = boxes.snapshot(box);
        for (String address : own.lines().filter(a -> !a.startsWith("fe80")).toList()) {
            all = all.replace(address, "ETH0");
        }
        return plain(all)
                .replaceAll("(?m)^ *alias nsfleet:" + lab + "$\\R?", "")
                .replaceAll("alias nsfleet:" + lab + " ", "alias ")
                .replaceAll("(?s)== filters.*== sysctl", "== sysctl")
                .replaceAll("(?s)== files.*", "");
    }

    /// Without what depends on the moment, and without empty tables: once asked for, iptables-nft
    /// keeps them, and nothing takes one away safely while others may be filling it.
    static String plain(String snapshot) {
        return snapshot.replaceAll(MADE_UP, "")
                .replaceAll("(?m)^\\s*\\R", "")
                .replaceAll("\\*[a-z]+\\R(:[A-Z]+ ACCEPT\\s*\\R)*COMMIT\\R", "");
    }
}
