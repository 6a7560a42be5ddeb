package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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

    /// `token: kanari-7431`, by `ansible-vault encrypt` with the password `swordfish`.
    private static final String ENCRYPTED =
            """
            $ANSIBLE_VAULT;1.1;AES256
            38386539323864306230626661633938666339303761343761303539383638396531343737363733
            6539613932313132393936303735353130616133306164360a316264623136303438663564323136
            34383266363764306265333037356534613366373264326232383632343764616533326636663533
            3936323030356134370a326130393239653935633934666264656134353834353663623538303563
            33373066633961393539646665616338363435306237333964306138313337386530
            """;

    @Test
    void whatCameOutOfAVaultIsNeverSeenNorWhatIsMadeOfIt() throws IOException {
        Path lab =
                boxes.file(
                        "vault.yml",
                        """
                        - name: vault
                          hosts: all
                          become: true
                          vars: { made: "${token?upper_case}" }
                          steps:
                            - netns: ns7
                            - bridge: { name: br7, netns: ns7, alias: "a ${token} b" }
                          verify:
                            - command:
                                run: "echo ${token} ${made}; echo ${token} >&2; exit 1"
                        """);
        Path folder = Files.createDirectories(lab.resolveSibling("group_vars"));
        Path variables = Files.writeString(folder.resolve("all.yml"), ENCRYPTED);
        Path password = boxes.file("password", "swordfish\n");
        Object[] option = {"--vault-password-file", password};
        for (String form : List.of("text", "json")) {
            Ran plan = boxes.nsfleet("plan", lab, "-o", form, option[0], option[1], "--commands");
            assertThat(plan.out()).contains("<secret token>");
            unseen(plan);
            Ran apply = boxes.nsfleet("apply", lab, "-o", form, "-v", option[0], option[1]);
            assertThat(apply.code()).isEqualTo(2);
            assertThat(apply.out()).contains("<secret token>");
            unseen(apply);
            unseen(boxes.nsfleet("render", lab, "--host", "box1", option[0], option[1]));
            unseen(boxes.nsfleet("destroy", lab, "-o", form, "-v", option[0], option[1]).ended(0));
        }
        assertThat(boxes.nsfleet("plan", lab).ended(6).err())
                .contains("no vault password was given");
        Files.delete(variables);
    }

    private static void unseen(Ran ran) {
        assertThat(ran.code()).as(ran.err()).isNotEqualTo(1);
        assertThat(ran.out() + ran.err())
                .doesNotContain(CANARY)
                .doesNotContain(CANARY.toUpperCase(Locale.ROOT));
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
