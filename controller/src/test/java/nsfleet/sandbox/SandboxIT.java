package nsfleet.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import nsfleet.sandbox.Sandbox.Answer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The hosts as a user meets them: over a real SSH client where it matters.
@TestMethodOrder(OrderAnnotation.class)
class SandboxIT {
    private static final int LATE = Integer.MAX_VALUE - 9;
    private static final Sandbox SANDBOX =
            new Sandbox("t" + Long.toString(ProcessHandle.current().pid(), 36));
    private static final Path STATE = Path.of("/run/nsfleet-sandbox", SANDBOX.name());
    private static String before = "";

    @BeforeAll
    static void start() throws IOException {
        before = machine();
        var up = SANDBOX.ask(List.of("up", "2"));
        if (up.status() != 0) {
            System.err.println("SKIPPED: no simulated hosts here: " + up.error());
        }
        assumeTrue(up.status() == 0, "no simulated hosts here: " + up.error());
    }

    @AfterAll
    static void clearAway() {
        SANDBOX.ask(List.of("down"));
    }

    @Test
    void everyHostIsItsOwnMachine() throws IOException {
        var one =
                ssh(
                        "root@box1",
                        "hostname; cat /proc/sys/kernel/random/boot_id; ip netns add mine");
        var two =
                ssh(
                        "root@box2",
                        "hostname; cat /proc/sys/kernel/random/boot_id; ip netns | grep mine");
        assertThat(one.output().lines().toList()).hasSize(2).startsWith("box1");
        assertThat(two.output().lines().toList()).hasSize(2).startsWith("box2");
        assertThat(one.output().lines().toList().get(1))
                .isNotEqualTo(two.output().lines().toList().get(1));
    }

    @Test
    void aHostStartsWithoutForwarding() throws IOException {
        assertThat(ssh("root@box1", "cat /proc/sys/net/ipv4/ip_forward").output()).isEqualTo("0\n");
    }

    @Test
    void sudoAsksTheTeacherAndNotTheStudent() throws IOException {
        assertThat(ssh("student@box1", "sudo -n id -un").output()).isEqualTo("root\n");
        assertThat(ssh("teacher@box1", "sudo -n id -un").status()).isNotZero();
        assertThat(ssh("teacher@box1", "echo chalk | sudo -S id -un 2>/dev/null").output())
                .isEqualTo("root\n");
    }

    @Test
    void beyondTheUplinkOnlyMasqueradedTrafficIsAnswered() throws IOException {
        var lab =
                """
                ip netns add lab
                ip link add name near type veth peer name far netns lab
                ip addr add 10.99.0.1/24 dev near; ip link set dev near up
                ip -n lab addr add 10.99.0.2/24 dev far; ip -n lab link set dev far up
                ip -n lab route add default via 10.99.0.1
                echo 1 >/proc/sys/net/ipv4/ip_forward
                look() { ip netns exec lab ping -c1 -W1 198.51.100.1 >/dev/null && echo yes || echo no; }
                look
                iptables -t nat -A POSTROUTING -s 10.99.0.0/24 -o eth0 -j MASQUERADE
                look
                """;
        assertThat(ssh("root@box2", lab).output()).isEqualTo("no\nyes\n");
    }

    @Test
    void theInventoriesNameEveryHost() {
        var ini = SANDBOX.ask(List.of("inventory"));
        var yaml = SANDBOX.ask(List.of("inventory", "--yaml"));
        for (var text : List.of(ini.output(), yaml.output())) {
            assertThat(text)
                    .contains("box1", "box2", "UserKnownHostsFile=" + STATE.resolve("known_hosts"));
        }
    }

    @Test
    @Order(LATE)
    void aRestartKeepsFilesAndKeyAndForgetsTheRest() throws IOException {
        ssh("root@box1", "echo kept >/etc/note; echo lost >/run/note; ip netns add gone");
        assertThat(SANDBOX.ask(List.of("restart", "box1")).status()).isZero();
        var after = ssh("root@box1", "cat /etc/note; ls /run/note; ip netns");
        assertThat(after.output()).isEqualTo("kept\n");
    }

    @Test
    @Order(LATE + 1)
    void aStoppedHostIsAway() throws IOException {
        SANDBOX.ask(List.of("stop", "box2"));
        assertThat(SANDBOX.ask(List.of("status")).output()).contains("box2").contains(" down");
        assertThat(ssh("root@box2", "true").status()).isEqualTo(255);
        SANDBOX.ask(List.of("start", "box2"));
        assertThat(ssh("root@box2", "true").status()).isZero();
    }

    @Test
    @Order(LATE + 2)
    void itGrowsAndLeavesNoTrace() throws IOException {
        var grown = SANDBOX.ask(List.of("up", "3"));
        assertThat(grown.error()).isEmpty();
        assertThat(ssh("root@box3", "hostname").output()).isEqualTo("box3\n");
        assertThat(SANDBOX.ask(List.of("down")).status()).isZero();
        assertThat(STATE).doesNotExist();
        assertThat(machine()).isEqualTo(before);
    }

    @Test
    void misuseIsToldAndChangesNothing() {
        assertThat(SANDBOX.ask(List.of("up", "many")))
                .isEqualTo(new Answer(5, "", "sandbox: up: 'many' is not a number of hosts\n"));
        assertThat(new Sandbox("../x").ask(List.of("down")).status()).isEqualTo(5);
        assertThat(SANDBOX.ask(List.of("exec", "box9", "true")).error()).contains("box9");
    }

    private static Answer ssh(String login, String script) throws IOException {
        var command = new ArrayList<>(List.of("ssh", "-F", STATE.resolve("ssh_config").toString()));
        command.addAll(List.of("-o", "BatchMode=yes", "-o", "ConnectTimeout=3", login, script));
        return run(command);
    }

    /// What of this machine a sandbox touches, save what other sandboxes do meanwhile.
    private static String machine() throws IOException {
        var own = "nsb-" + SANDBOX.name();
        var links = run(List.of("sh", "-c", "ip -o link show | grep -F '" + own + "'")).output();
        var routes = run(List.of("sh", "-c", "ip route show | grep -F '" + own + "'")).output();
        var mounts = Files.readString(Path.of("/proc/self/mountinfo"));
        return links + routes + mounts.lines().filter(m -> m.contains(STATE.toString())).toList();
    }

    private static Answer run(List<String> command) throws IOException {
        var process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Answer(process.waitFor(), output, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
