package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

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

/// Hosts of every fate in one run: each is told once, and the exit code is that of the contract's
/// precedence (2 failed, 7 locked, 4 unreachable, 3 differences).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExitCodesIT {
    private static final String DETAILED = "--detailed-exitcode";

    private Boxes boxes;
    private Path inventory;
    private Path playbook;

    @BeforeAll
    void up() throws IOException {
        boxes = Boxes.up(3);
        inventory =
                boxes.file(
                        "all.ini",
                        "gone ansible_host=127.0.0.1 ansible_port=1\n"
                                + Files.readString(boxes.inventory));
        playbook =
                boxes.file(
                        "codes.yml",
                        """
                        - name: codes
                          hosts: all
                          become: true
                          steps:
                            - netns: ns1
                          verify:
                            - command: { run: "[ ! -e /root/bad ]" }
                        """);
        boxes.on("box2", "touch /root/bad");
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    private Ran run(String command, String hosts, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                command,
                                "-i",
                                inventory.toString(),
                                playbook.toString(),
                                "-l",
                                hosts,
                                "-o",
                                "json"));
        words.addAll(List.of(more));
        Ran ran = Boxes.plain(words);
        assertThat(ran.all().getLast().path("exit_code").asInt())
                .as("the code in JSON is the process's")
                .isEqualTo(ran.code());
        return ran;
    }

    private static String status(Ran ran, String host) {
        return ran.host(host).path("status").asText();
    }

    @Test
    void theFirstThatHoldsWins() {
        Ran differences = run("plan", "box1", DETAILED).ended(3);
        assertThat(status(differences, "box1")).isEqualTo("pending");
        run("plan", "box1").ended(0);

        Ran gone = run("plan", "box1,gone", DETAILED).ended(4);
        assertThat(status(gone, "gone")).isEqualTo("unreachable");
        assertThat(gone.host("gone").path("message").asText()).contains("127.0.0.1:1");
        assertThat(status(gone, "box1")).isEqualTo("pending");

        Ran failed = run("apply", "box1,box2,gone").ended(2);
        assertThat(status(failed, "box1")).isEqualTo("changed");
        assertThat(status(failed, "box2")).isEqualTo("failed");
        assertThat(status(failed, "gone")).isEqualTo("unreachable");
        run("destroy", "box1,gone").ended(4);
        run("destroy", "box1,box2").ended(0);
    }

    @Test
    void aLockCountsLessThanAFailureAndMoreThanAHostThatIsGone() {
        boxes.on(
                "box3",
                "mkdir -p /run/nsfleet; setsid flock /run/nsfleet/lock sleep 120 </dev/null"
                        + " >/dev/null 2>&1 & for i in $(seq 50); do flock -n /run/nsfleet/lock"
                        + " true || exit 0; sleep 0.1; done; exit 1");
        try {
            Ran locked = run("apply", "box3,gone", "--lock-timeout", "1s").ended(7);
            JsonNode host = locked.host("box3");
            assertThat(host.path("locked").asBoolean()).isTrue();
            assertThat(host.path("message").asText()).contains("another run is changing box3");
            run("apply", "box2,box3,gone", "--lock-timeout", "1s").ended(2);
            run("plan", "box3", DETAILED).ended(3);
        } finally {
            boxes.on("box3", "kill $(pgrep -f 'sleep [1]20')");
            run("destroy", "box2").ended(0);
        }
    }

    @Test
    void aCheckIsTriedAgainUntilItPasses() {
        Path retries =
                boxes.file(
                        "retries.yml",
                        """
                        - name: retries
                          hosts: all
                          steps: []
                          verify:
                            - command:
                                run: "echo x >>/root/tries; [ $(wc -l </root/tries) -ge 3 ]"
                              name: third
                              retries: 5
                              interval: 500ms
                            - command: { run: "echo y >>/root/never; exit 1" }
                              name: never
                              retries: 2
                              interval: 100ms
                        """);
        Ran ran = boxes.json("verify", retries, "--limit", "box1").ended(2);
        JsonNode third = check(ran, "third");
        assertThat(third.path("status").asText()).as(ran.out()).isEqualTo("passed");
        assertThat(third.path("attempts").asInt()).isEqualTo(3);
        assertThat(ran.all().getLast().path("duration_ms").asInt())
                .as("two intervals")
                .isGreaterThanOrEqualTo(1000);
        JsonNode never = check(ran, "never");
        assertThat(never.path("status").asText()).isEqualTo("failed");
        assertThat(never.path("attempts").asInt()).isEqualTo(3);
        assertThat(boxes.on("box1", "wc -l </root/tries; wc -l </root/never")).isEqualTo("3\n3\n");
        boxes.on("box1", "rm /root/tries");
        Ran text = boxes.nsfleet("verify", retries, "--limit", "box1").ended(2);
        assertThat(text.out())
                .containsPattern("passed  third  box1  at try 3")
                .containsPattern("FAILED  never  box1(?s:.*)tried 3 times");
        assertThat(ran.host("box1").path("checks_passed").asInt()).isEqualTo(1);
    }

    private static JsonNode check(Ran ran, String name) {
        return ran.events("check").stream()
                .filter(event -> event.path("check").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(ran.out()));
    }
}
