package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A password is never seen again: not in text, not in JSON, not where a host or a mistake repeats
/// it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {
    private static final String CANARY = "kanari-7431";

    private Boxes boxes;
    private Path playbook;

    @BeforeAll
    void up() {
        boxes = Boxes.up(1);
        playbook =
                boxes.file(
                        "secret.yml",
                        """
                        - name: secret
                          hosts: all
                          become: true
                          steps:
                            - netns: ns1
                            - bridge: { name: br7, netns: ns1, alias: "a kanari-7431 b" }
                          verify:
                            - command: { run: "echo kanari-7431; exit 1" }
                        """);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.nsfleet("destroy", "--lab", "secret");
            boxes.close();
        }
    }

    @Test
    void sudoWithItsPasswordAndWithAWrongOne() {
        String right = "ansible_user=teacher ansible_become_password=chalk";
        boxes.json("apply", playbook, "--no-verify", "-e", right).ended(0);
        Ran wrong =
                boxes.json(
                                "plan",
                                playbook,
                                "-e",
                                "ansible_user=teacher ansible_become_password=" + CANARY)
                        .ended(2);
        assertThat(wrong.host("box1").path("message").asText()).contains("wrong sudo password");
        assertThat(wrong.out() + wrong.err()).doesNotContain(CANARY);
        Ran none = boxes.json("plan", playbook, "-e", "ansible_user=teacher").ended(2);
        assertThat(none.host("box1").path("message").asText()).contains("a password is required");
        assertThat(none.host("box1").path("hint").asText()).contains("-K");
    }

    @Test
    void theCanaryIsNeverSeen() {
        for (String command : List.of("plan", "apply", "verify", "facts", "labs", "destroy")) {
            for (List<String> form : List.of(List.of("-v"), List.of("-o", "json"))) {
                List<Object> words = new ArrayList<>();
                words.add(command.equals("facts") ? "all" : playbook);
                if (command.equals("labs")) {
                    words.clear();
                }
                words.addAll(form);
                words.add("-e");
                words.add("ansible_password=" + CANARY + " ansible_become_password=" + CANARY);
                unseen(boxes.nsfleet(command, words.toArray()));
            }
        }
        unseen(
                Boxes.plain(
                        List.of(
                                "inventory",
                                "list",
                                "-i",
                                boxes.inventory.toString(),
                                "-o",
                                "json")));
    }

    private static void unseen(Ran ran) {
        assertThat(ran.code()).as(ran.err()).isNotEqualTo(1);
        assertThat(ran.out() + ran.err()).doesNotContain(CANARY);
    }

    @Test
    void notWhenALineIsShownSinceSomethingElseInItIsWrong() {
        Path bad =
                boxes.file(
                        "bad.ini",
                        "h1 ansible_password=" + CANARY + " ansible_port=many\nh2 oops\n");
        unseen(Boxes.plain(List.of("plan", "-i", bad.toString(), playbook.toString())));
        unseen(
                boxes.nsfleet(
                        "plan",
                        playbook,
                        "-e",
                        "{\"ansible_password\": \"" + CANARY + "\", \"ansible_port\": \"many\"}"));
        unseen(boxes.nsfleet("plan", playbook, "-e", "ansible_password=" + CANARY + " oops"));
    }
}
