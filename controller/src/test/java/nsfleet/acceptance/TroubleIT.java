package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hosts and users in trouble: each gets one clear message that says what to do, and the other host
/// is done as if nothing were.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleIT {
    private static final String PLAYBOOK =
            """
            - name: trouble
              hosts: all
              become: true
              steps:
                - netns: ns1
                - veth:
                    name: veth-host
                    address: 10.9.0.1/24
                    peer: { name: veth-ns1, netns: ns1, address: 10.9.0.2/24 }
              verify:
                - ping: { netns: ns1, to: 10.9.0.1 }
            """;

    private Boxes boxes;
    private Path playbook;

    @BeforeAll
    void up() {
        boxes = Boxes.up(2);
        playbook = boxes.file("trouble.yml", PLAYBOOK);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    @AfterEach
    void leaveNothing() {
        boxes.nsfleet("destroy", "--lab", "trouble");
    }

    /// One box is in trouble: told once with a hint, in both forms, and box2 is done.
    private void onlyBox1(Ran ran, String status, String message, String hint) {
        JsonNode host = ran.host("box1");
        assertThat(host.path("status").asText()).as(ran.out()).isEqualTo(status);
        assertThat(host.path("message").asText()).contains(message);
        assertThat(host.path("hint").asText()).contains(hint);
        assertThat(ran.host("box2").path("status").asText()).as(ran.out()).isEqualTo("changed");
        assertThat(ran.all().getLast().path("event").asText()).isEqualTo("run_end");
    }

    private String knownHosts() throws IOException {
        Matcher at =
                Pattern.compile("UserKnownHostsFile=([^\\s'\"]+)")
                        .matcher(Files.readString(boxes.inventory));
        assertThat(at.find()).isTrue();
        return at.group(1);
    }

    private String address(String box) {
        return boxes.on(box, "ip -4 -o address show dev eth0 | sed 's/.*inet //; s,/.*,,'").strip();
    }

    /// The known hosts as they are, with the lines of box1 as `box1` says.
    private String knownHostsWithout(String box1) throws IOException {
        List<String> others =
                Files.readAllLines(Path.of(knownHosts())).stream()
                        .filter(line -> !line.contains(address("box1") + " "))
                        .toList();
        Path file = boxes.file("known_hosts", String.join("\n", others) + "\n" + box1);
        return "ansible_ssh_common_args='-o UserKnownHostsFile=" + file + "'";
    }

    @Test
    void aHostKeyThatChanged() throws IOException {
        String other = boxes.on("box2", "cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub");
        String files = knownHostsWithout(address("box1") + " " + other);
        Ran ran = boxes.json("apply", playbook, "-e", files).ended(4);
        onlyBox1(ran, "unreachable", "SHA256:", "");
        assertThat(ran.host("box1").path("message").asText()).containsIgnoringCase("changed");
        Ran lenient =
                boxes.json("apply", playbook, "-e", files, "--host-key-checking", "accept-new");
        assertThat(lenient.ended(4).host("box1").path("unreachable").asBoolean()).isTrue();
    }

    @Test
    void aHostKeyThatIsUnknown() throws IOException {
        String files = knownHostsWithout("");
        onlyBox1(
                boxes.json("apply", playbook, "-e", files).ended(4),
                "unreachable",
                "SHA256:",
                "accept-new");
        boxes.json("plan", playbook, "-e", files, "--host-key-checking", "accept-new").ended(0);
        boxes.json("plan", playbook, "-e", files).ended(0);
    }

    @Test
    void noRightToSudo() {
        boxes.on("box1", "cp /etc/sudoers /root/sudoers; sed -i /student/d /etc/sudoers");
        try {
            Ran ran = boxes.json("apply", playbook, "-e", "ansible_user=student").ended(2);
            onlyBox1(ran, "failed", "sudo", "");
            assertThat(ran.host("box1").path("hint").asText()).isNotBlank();
        } finally {
            boxes.on("box1", "cat /root/sudoers >/etc/sudoers");
        }
    }

    @Test
    void neitherRootNorBecome() {
        for (String command : List.of("plan", "apply")) {
            Ran ran =
                    boxes.json(
                            command,
                            playbook,
                            "--limit",
                            "box1",
                            "-e",
                            "ansible_user=student ansible_become=false");
            JsonNode host = ran.ended(2).host("box1");
            assertThat(host.path("message").asText()).contains("root");
            assertThat(host.path("hint").asText()).contains("become: true");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rm /usr/bin/ip; ln -s /usr/bin/busybox /usr/bin/ip | busybox     | install"
                        + " iproute2",
                "rm /usr/bin/ip /usr/sbin/ip         | no iproute2 | install iproute2",
                "rm $(command -v flock)             | no flock    | install util-linux"
            })
    void aToolIsMissing(String breakage, String message, String hint) {
        boxes.on(
                "box1",
                "ip=$(readlink -f $(command -v ip)); mkdir -p /root/kept;"
                        + " cp -p $ip $(command -v flock) /root/kept; "
                        + breakage);
        try {
            onlyBox1(boxes.json("apply", playbook).ended(2), "failed", message, hint);
        } finally {
            boxes.on(
                    "box1",
                    "rm -f /usr/bin/ip /usr/sbin/ip; cp -p /root/kept/ip /usr/bin/ip;"
                            + " cp -p /root/kept/ip /usr/sbin/ip;"
                            + " cp -p /root/kept/flock /usr/bin/flock");
        }
    }

    @Test
    void aCheckWithoutItsToolIsInconclusiveAndNotPassed() {
        boxes.on("box1", "cp -p $(command -v ping) /root/ping; rm $(command -v ping)");
        try {
            Ran ran = boxes.json("apply", playbook).ended(2);
            assertThat(ran.host("box1").path("checks_inconclusive").asInt()).isEqualTo(1);
            assertThat(ran.host("box1").path("message").asText()).contains("ping");
            assertThat(ran.host("box2").path("checks_passed").asInt()).isEqualTo(1);
        } finally {
            boxes.on("box1", "cp -p /root/ping /usr/bin/ping");
        }
    }

    @Test
    void aStepThatTheKernelRefuses() {
        String good = PLAYBOOK.replaceAll("(?s)  verify:.*", "");
        String bad =
                good
                        + "    - sysctl: { netns: ns1, net.ipv4.ip_default_ttl: 999 }\n"
                        + "    - address: { dev: veth-host, address: 10.9.1.1/24 }\n";
        String before = boxes.snapshot("box1");
        Path broken = boxes.file("trouble.yml", bad);
        try {
            Ran failed = boxes.json("apply", broken, "--limit", "box1").ended(2);
            assertThat(failed.notOk())
                    .contains("changed netns ns1", "changed veth veth-host")
                    .anyMatch(step -> step.startsWith("failed sysctl"));
            assertThat(boxes.on("box1", "ip -n ns1 address")).contains("10.9.0.2/24");

            boxes.file("trouble.yml", bad.replace("999 }", "999 }\n      ignore_errors: true"));
            Ran on = boxes.json("apply", broken, "--limit", "box1").ended(0);
            assertThat(on.notOk())
                    .anyMatch(step -> step.startsWith("failed sysctl"))
                    .noneMatch(step -> step.startsWith("skipped"));
            assertThat(boxes.on("box1", "ip address show veth-host")).contains("10.9.1.1/24");

            boxes.file("trouble.yml", good);
            boxes.json("apply", broken, "--limit", "box1").ended(0);
            boxes.json("plan", broken, "--limit", "box1", "--detailed-exitcode").ended(0);
            boxes.json("destroy", broken, "--limit", "box1").ended(0);
            assertThat(Boxes.difference(before, boxes.snapshot("box1"))).isEmpty();
        } finally {
            boxes.file("trouble.yml", PLAYBOOK);
        }
    }

    /// Rules stay in the kernel when their tool is removed: neither forgotten nor said to be gone.
    @Test
    void iptablesIsMissing() {
        String tools = "iptables iptables-save iptables-restore ip6tables ip6tables-save nft";
        String hide =
                "mkdir -p /root/nat; for f in "
                        + tools
                        + "; do mv $(command -v $f) /root/nat; done";
        String show = "mv /root/nat/* /usr/sbin";
        Path nat =
                boxes.file(
                        "nat.yml",
                        PLAYBOOK.replace(
                                "  verify:",
                                "    - masquerade: { source: 10.9.0.0/24, out:"
                                        + " \"${facts.uplink}\" }\n"
                                        + "  verify:"));
        boxes.on("box1", hide);
        try {
            Ran ran = boxes.json("apply", nat).ended(2);
            onlyBox1(
                    ran,
                    "failed",
                    "masquerade needs iptables or nft, and this host has neither",
                    "");
            assertThat(ran.notOk())
                    .contains("skipped netns ns1", "failed masquerade 10.9.0.0/24 out eth0");
            assertThat(boxes.on("box1", "ls /run/netns 2>/dev/null || :")).doesNotContain("ns1");

            boxes.on("box1", show);
            boxes.json("apply", nat, "--limit", "box1").ended(0);
            boxes.on("box1", hide);
            Ran destroy = boxes.json("destroy", nat, "--limit", "box1").ended(2);
            assertThat(destroy.host("box1").path("message").asText())
                    .contains("cannot be taken out without iptables");
        } finally {
            boxes.on("box1", "[ -z \"$(ls /root/nat)\" ] || " + show);
        }
        boxes.json("destroy", nat).ended(0);
        assertThat(boxes.on("box1", "iptables-save")).doesNotContain("NSF-");

        // A chain is found by its name also where nothing else is left: then nothing is misspelled.
        boxes.json("apply", nat, "--limit", "box1").ended(0);
        boxes.on("box1", "ip link del veth-host; ip netns del ns1; rm -r /run/nsfleet/labs/*");
        Ran rest = boxes.json("destroy", "--lab", "trouble", "--limit", "box1").ended(0);
        assertThat(rest.events("warning"))
                .singleElement()
                .satisfies(w -> assertThat(w.path("message").asText()).contains("no record"));
        assertThat(boxes.on("box1", "iptables-save")).doesNotContain("NSF-");
    }

    @Test
    void aHostWithoutSs() {
        Path listening =
                boxes.file("ss.yml", PLAYBOOK.replaceAll("- ping.*", "- listening: { port: 22 }"));
        boxes.on("box1", "mv $(command -v ss) /root/ss");
        try {
            Ran ran = boxes.json("apply", listening).ended(2);
            onlyBox1(ran, "failed", "ss is not installed on the host: install iproute2", "");
            assertThat(ran.host("box1").path("checks_inconclusive").asInt()).isEqualTo(1);
            assertThat(ran.host("box2").path("checks_passed").asInt()).isEqualTo(1);
            boxes.json("verify", listening, "--allow-inconclusive").ended(0);
        } finally {
            boxes.on("box1", "mv /root/ss /usr/bin/ss");
        }
    }

    @Test
    void aHostThatIsSwitchedOff() {
        boxes.sandbox("stop", "box1");
        try {
            Ran ran = boxes.json("apply", playbook).ended(4);
            onlyBox1(ran, "unreachable", "cannot connect to", "is the host up");
        } finally {
            boxes.sandbox("start", "box1");
        }
    }

    @Test
    void aLabThatNobodyHoldsIsNamedAndIsNoFailure() {
        boxes.json("apply", playbook, "--limit", "box1").ended(0);
        Ran typo = boxes.json("destroy", "--lab", "truoble").ended(0);
        assertThat(typo.events("warning"))
                .singleElement()
                .satisfies(
                        warning ->
                                assertThat(warning.path("message").asText())
                                        .contains("no host that was looked at holds lab `truoble`")
                                        .contains("did you mean `trouble` (box1)?"));
        assertThat(boxes.on("box1", "ls /run/netns")).contains("ns1");
        Ran other = boxes.nsfleet("destroy", "--lab", "elsewhere").ended(0);
        assertThat(other.out()).contains("holds lab `elsewhere`").contains("there: trouble");

        // One of two holds it: both are as wanted afterwards.
        Ran first = boxes.json("destroy", "--lab", "trouble").ended(0);
        assertThat(first.events("warning")).isEmpty();
        assertThat(first.host("box1").path("status").asText()).isEqualTo("changed");
        assertThat(first.host("box2").path("status").asText()).isEqualTo("ok");
        for (Object how : List.of("--lab=trouble", playbook)) {
            Ran again = boxes.json("destroy", how).ended(0);
            assertThat(again.events("warning")).hasSize(1);
            assertThat(again.host("box1").path("status").asText()).isEqualTo("ok");
        }
    }

    @Test
    void oneMachineUnderTwoNames() throws IOException {
        String own =
                Files.readString(boxes.inventory)
                        .lines()
                        .filter(line -> line.startsWith("box1 "))
                        .findFirst()
                        .orElseThrow();
        Path both =
                boxes.file(
                        "twins.ini",
                        Files.readString(boxes.inventory)
                                .replace(own, own + "\n" + own.replaceFirst("box1", "twin")));
        Ran ran =
                Boxes.plain(
                        List.of("apply", "-i", both.toString(), playbook.toString(), "-o", "json"));
        ran.ended(2);
        List<String> failed =
                ran.events("host").stream()
                        .filter(host -> host.path("status").asText().equals("failed"))
                        .map(host -> host.path("message").asText())
                        .toList();
        assertThat(failed)
                .singleElement()
                .asString()
                .containsPattern("same machine as (box1|twin)");
        assertThat(ran.host("box2").path("status").asText()).isEqualTo("changed");
        // The record carries the name that won.
        for (String name : List.of("box1", "twin")) {
            Boxes.plain(List.of("destroy", "-i", both.toString(), "--lab", "trouble", "-l", name));
        }
    }

    @Test
    void aSlowHost() {
        boxes.on(
                "box1",
                "mv /usr/bin/ip /root/ip-real; printf '#!/bin/sh\\nsleep 60\\n' >/usr/bin/ip;"
                        + " chmod 755 /usr/bin/ip");
        try {
            onlyBox1(
                    boxes.json("apply", playbook, "--host-timeout", "6s").ended(2),
                    "failed",
                    "not done within 6s (--host-timeout)",
                    "");
            boxes.on("box1", "sleep 1; ! pgrep -f 'sleep [6]0'");
        } finally {
            boxes.on("box1", "rm /usr/bin/ip; mv /root/ip-real /usr/bin/ip");
        }
    }

    @Test
    void hostsCannotPaintTheTerminal() {
        boxes.on(
                "box1",
                "e=$(printf '\\033[31m'); ip link add evil type bridge; ip link set evil alias"
                        + " \"${e}red\"; cp -p /usr/bin/ping /root/ping; printf '#!/bin/sh\\n"
                        + "printf \"\\033]0;owned\\007\"\\n"
                        + "exit 1\\n"
                        + "' >/usr/bin/ping");
        try {
            for (String command : List.of("apply", "verify")) {
                Ran ran = boxes.nsfleet(command, playbook, "-v");
                assertThat(ran.out() + ran.err()).doesNotContain("\u001b", "\u0007");
            }
            Ran facts = boxes.nsfleet("facts", "all");
            assertThat(facts.out() + facts.err()).doesNotContain("\u001b", "\u0007");
        } finally {
            boxes.on("box1", "ip link del evil; cat /root/ping >/usr/bin/ping");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "apply -i /nonexistent/hosts PLAYBOOK         | 6 | /nonexistent/hosts",
                "apply -i INVENTORY /nonexistent.yml          | 6 | there is no such file",
                "apply -i INVENTORY PLAYBOOK --limit bxo1     | 6 | bxo1",
                "apply -i INVENTORY PLAYBOOK -e nonsense      | 6 | nonsense",
                "apply -i INVENTORY PLAYBOOK -e @/nonexistent | 6 | /nonexistent",
                "apply -i INVENTORY PLAYBOOK --limt box1      | 5 | --limt",
                "apply -i INVENTORY PLAYBOOK --forks many     | 5 | --forks",
                "aply PLAYBOOK                                | 5 | apply",
                "apply                                        | 5 | PLAYBOOK"
            })
    void whatIsWrongBeforeAnyHost(String line, int code, String message) {
        List<String> words =
                List.of(
                        line.replace("INVENTORY", boxes.inventory.toString())
                                .replace("PLAYBOOK", playbook.toString())
                                .split(" "));
        Ran ran = Boxes.plain(words);
        ran.ended(code);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).contains(message);
    }
}
