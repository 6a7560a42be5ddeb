package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes.Ran;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/// A rendered program run by hand, and what nsfleet makes of the host afterwards; what is printed
/// of secrets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RenderIT {
    private static final String CANARY = "kanari-9035";
    private static final String FORWARDING = "cat /proc/sys/net/ipv4/ip_forward";

    private Boxes boxes;
    private Path playbook;

    @BeforeAll
    void up() {
        boxes = Boxes.up(1);
        playbook =
                boxes.file(
                        "hand.yml",
                        """
                        - name: hand
                          hosts: all
                          become: true
                          steps:
                            - netns: ns1
                            - veth:
                                name: veth-host
                                address: 10.9.0.1/24
                                alias: "a ${ansible_become_password} b"
                                peer: { name: veth-ns1, netns: ns1, address: 10.9.0.2/24 }
                            - route: { netns: ns1, to: default, via: 10.9.0.1 }
                            - sysctl: { net.ipv4.ip_forward: 1 }
                            - masquerade: { source: 10.9.0.0/24, out: "${facts.uplink}" }
                          verify:
                            - ping: { netns: ns1, to: 10.9.0.1 }
                        """);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    @Test
    void aProgramRunByHandThenDestroyed() {
        Path open = boxes.file("hand-open.yml", text().replaceAll("(?m)^.*alias:.*\\R", ""));
        String before = boxes.snapshot("box1");
        Ran rendered = boxes.nsfleet("render", open, "--host", "box1").ended(0);
        String program =
                Base64.getEncoder().encodeToString(rendered.out().getBytes(StandardCharsets.UTF_8));
        boxes.on("box1", "echo " + program + " | base64 -d >/root/p; sh /root/p; sh /root/p");
        assertThat(boxes.on("box1", FORWARDING).strip()).isEqualTo("1");
        boxes.json("verify", open).ended(0);

        Ran destroy = boxes.json("destroy", open).ended(0);
        assertThat(destroy.events("warning"))
                .singleElement()
                .satisfies(
                        warning ->
                                assertThat(warning.path("message").asText())
                                        .contains("no record of lab `hand`")
                                        .contains("net.ipv4.ip_forward"));
        assertThat(boxes.on("box1", FORWARDING).strip()).isEqualTo("1");
        boxes.on("box1", "rm /root/p; echo 0 >/proc/sys/net/ipv4/ip_forward");
        assertThat(Boxes.difference(Story.plain(before), Story.plain(boxes.snapshot("box1"))))
                .isEmpty();
    }

    @Test
    void aSecretIsNamedAndNotShown() {
        String secret = "ansible_become_password=" + CANARY;
        Ran program = boxes.nsfleet("render", playbook, "--host", "box1", "-e", secret).ended(0);
        Ran plan = boxes.nsfleet("plan", playbook, "--commands", "-e", secret).ended(0);
        Ran json = boxes.json("plan", playbook, "--commands", "-e", secret).ended(0);
        for (Ran ran : java.util.List.of(program, plan, json)) {
            assertThat(ran.out()).contains("<secret ansible_become_password>");
            assertThat(ran.out() + ran.err()).doesNotContain(CANARY);
        }
    }

    private String text() {
        try {
            return java.nio.file.Files.readString(playbook);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
