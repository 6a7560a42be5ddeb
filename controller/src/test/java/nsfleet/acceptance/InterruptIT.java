package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What happens to a run in the middle of its work: another one comes, its connection is cut, its
/// user presses Ctrl-C. An `ip` that stops for a while after the namespace was made gives the time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptIT {
    private static final String PLAYBOOK =
            """
            - name: middle
              hosts: all
              become: true
              steps:
                - netns: ns1
                - veth:
                    name: veth-host
                    address: 10.9.0.1/24
                    peer: { name: veth-ns1, netns: ns1, address: 10.9.0.2/24 }
            """;

    /// Questions and the first change pass; the next change waits until `go` is there.
    private static final String SLOW_IP =
            """
            mv /usr/bin/ip /root/ip-real
            cat >/usr/bin/ip <<'END'
            #!/bin/sh
            case "$*" in
              *-j* | -V | *'link show'* | *' rule show'* | *'netns add'* | '') ;;
              *) [ -e /tmp/go ] || { : >/tmp/waiting; sleep 300; } ;;
            esac
            exec /root/ip-real "$@"
            END
            chmod 755 /usr/bin/ip
            """;

    private Boxes boxes;
    private Path playbook;
    private String before = "";

    @BeforeAll
    void up() {
        boxes = Boxes.up(2);
        playbook = boxes.file("middle.yml", PLAYBOOK);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    @BeforeEach
    void slow() {
        before = boxes.snapshot("box1");
        boxes.on("box1", SLOW_IP);
    }

    @AfterEach
    void quick() {
        boxes.on("box1", "[ ! -e /root/ip-real ] || mv /root/ip-real /usr/bin/ip");
        boxes.on("box1", "rm -f /tmp/go /tmp/waiting");
        boxes.nsfleet("destroy", "--lab", "middle");
    }

    private void untilItWaits() {
        boxes.on(
                "box1",
                "for i in $(seq 300); do [ -e /tmp/waiting ] && exit 0; sleep 0.1; done; exit 1");
    }

    /// The next run resumes, and in the end nothing is left that nobody owns.
    private void resumes() {
        boxes.on("box1", "mv /root/ip-real /usr/bin/ip");
        boxes.json("apply", playbook, "--lock-timeout", "15s").ended(0);
        boxes.json("plan", playbook, "--detailed-exitcode").ended(0);
        boxes.json("destroy", playbook).ended(0);
        assertThat(Boxes.difference(before, boxes.snapshot("box1"))).isEmpty();
    }

    private void nothingIsLeftRunning() {
        boxes.on(
                "box1",
                "for i in $(seq 80); do pgrep -f 'sleep [3]00' || exit 0; sleep 0.1; done; exit 1");
        boxes.on(
                "box1",
                "for i in $(seq 80); do flock -n /run/nsfleet/lock true && exit 0; sleep 0.1; done;"
                        + " exit 1");
    }

    @Test
    void twoAppliesAtOnce() throws Exception {
        var first = CompletableFuture.supplyAsync(() -> boxes.json("apply", playbook));
        untilItWaits();
        Ran second = boxes.json("apply", playbook, "--lock-timeout", "1s").ended(7);
        assertThat(second.host("box1").path("locked").asBoolean()).isTrue();
        assertThat(second.host("box1").path("message").asText()).contains("another run");
        assertThat(second.host("box1").path("hint").asText()).contains("--lock-timeout");
        assertThat(second.host("box2").path("status").asText()).isIn("ok", "changed");

        Ran plan = boxes.json("plan", playbook).ended(0);
        assertThat(plan.events("warning"))
                .anyMatch(w -> w.path("message").asText().contains("a change was under way"));

        boxes.on("box1", ": >/tmp/go; pkill -f 'sleep [3]00'");
        first.get(60, TimeUnit.SECONDS).ended(0);
        resumes();
    }

    @Test
    void theConnectionIsCutInTheMiddle() throws Exception {
        var run = CompletableFuture.supplyAsync(() -> boxes.json("apply", playbook));
        untilItWaits();
        boxes.on("box1", "pkill -f '^sshd: root'");
        Ran ran = run.get(60, TimeUnit.SECONDS).ended(4);
        assertThat(ran.host("box1").path("status").asText()).isEqualTo("unreachable");
        assertThat(ran.host("box1").path("message").asText()).contains("connection lost");
        assertThat(ran.events("step"))
                .anyMatch(
                        step ->
                                step.path("host").asText().equals("box1")
                                        && !step.path("status").asText().equals("changed"));
        assertThat(ran.host("box2").path("status").asText()).isEqualTo("changed");
        nothingIsLeftRunning();
        resumes();
    }

    @Test
    void theUserPressesControlC() throws Exception {
        Path out = boxes.file("out.json", "");
        Path err = boxes.file("err.txt", "");
        Process process = process(out, err);
        try {
            untilItWaits();
            interrupt(process);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        Ran ran = new Ran(process.exitValue(), Files.readString(out), Files.readString(err));
        ran.ended(130);
        assertThat(ran.err()).contains("interrupted");
        assertThat(ran.all().getLast().path("exit_code").asInt()).isEqualTo(130);
        assertThat(ran.host("box1").path("message").asText()).contains("interrupted");
        // The namespace is there, its loopback was to come up with the interfaces after it.
        assertThat(ran.notOk()).contains("failed veth veth-host", "skipped netns ns1");
        nothingIsLeftRunning();
        resumes();
    }

    private Process process(Path out, Path err) throws IOException {
        return new ProcessBuilder(
                        "env",
                        "--default-signal=INT",
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Boxes.classPath(),
                        "nsfleet.cli.Main",
                        "apply",
                        "-i",
                        boxes.inventory.toString(),
                        playbook.toString(),
                        "-o",
                        "json")
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
    }

    private static void interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }
}
