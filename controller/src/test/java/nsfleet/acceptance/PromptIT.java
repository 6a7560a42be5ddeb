package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// `-K` at a real terminal: script(1) makes one, and the test types into it.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PromptIT {
    private static final String QUESTION = "BECOME password: ";

    private Boxes boxes;
    private Path playbook;

    @BeforeAll
    void up() {
        boxes = Boxes.up(1);
        playbook =
                boxes.file(
                        "prompt.yml",
                        """
                        - name: prompt
                          hosts: all
                          become: true
                          steps:
                            - netns: ns1
                        """);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    /// What stood on the terminal, and how it ended.
    private record Seen(int code, String text) {}

    private Seen typed(String password, String redirection) throws Exception {
        String command =
                String.join(
                        " ",
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:TieredStopAtLevel=1 -cp",
                                "'" + Boxes.classPath() + "'",
                                "nsfleet.cli.Main apply -K -i",
                                boxes.inventory.toString(),
                                playbook.toString(),
                                "-e ansible_user=teacher --no-color",
                                redirection));
        Process process =
                new ProcessBuilder("script", "-q", "-e", "-c", command, "/dev/null")
                        .redirectErrorStream(true)
                        .start();
        try {
            StringBuilder text = new StringBuilder();
            until(process, text, QUESTION);
            process.getOutputStream().write((password + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
            until(process, text, null);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return new Seen(process.exitValue(), text.toString());
        } finally {
            process.destroy();
        }
    }

    private static void until(
            Process process, StringBuilder text, @org.jspecify.annotations.Nullable String wanted)
            throws IOException {
        while (wanted == null || text.indexOf(wanted) < 0) {
            int next = process.getInputStream().read();
            if (next < 0) {
                assertThat(wanted).as("still to come after:\n%s", text).isNull();
                return;
            }
            text.append((char) next);
        }
    }

    @Test
    void aPasswordIsAskedForAndNotShown() throws Exception {
        Seen right = typed("chalk", "");
        assertThat(right.code()).as(right.text()).isZero();
        assertThat(right.text()).contains("1 host: 1 changed").doesNotContain("chalk");
        boxes.nsfleet("destroy", playbook).ended(0);

        Seen wrong = typed("cheese", "");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.text()).contains("wrong sudo password on box1").doesNotContain("cheese");
    }

    @Test
    void alsoWhenTheOutputGoesToAFile() throws Exception {
        Path out = boxes.file("out.json", "");
        Seen seen = typed("chalk", "-o json >" + out);
        assertThat(seen.code()).as(seen.text()).isZero();
        assertThat(seen.text().strip()).isEqualTo(QUESTION.strip());
        assertThat(new Ran(0, Files.readString(out), "").host("box1").path("status").asText())
                .isEqualTo("changed");
        boxes.nsfleet("destroy", playbook).ended(0);
    }

    @Test
    void withoutATerminalItIsAMistakeOfTheCommandLine() {
        for (String command : List.of("apply", "plan", "destroy")) {
            Ran ran = boxes.nsfleet(command, playbook, "-K").ended(5);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err())
                    .contains("there is no terminal to ask on")
                    .contains("ansible_become_password")
                    .contains("nsfleet " + command + " --help");
        }
    }
}
