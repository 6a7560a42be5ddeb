package nsfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The playbooks that come with nsfleet, each against a script that a teacher would type: applied,
/// applied again, broken, repaired, verified, destroyed.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShippedPlaybooksIT {
    private static final Path FOLDER = Path.of("../playbooks");

    private Boxes boxes;

    @BeforeAll
    void up() {
        boxes = Boxes.up(3);
    }

    @AfterAll
    void down() {
        if (boxes != null) {
            boxes.close();
        }
    }

    private Story story(String name) {
        try (var script = getClass().getResourceAsStream("/by-hand/" + name + ".sh")) {
            return new Story(boxes)
                    .byHand(new String(java.util.Objects.requireNonNull(script).readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path playbook(String name) {
        return FOLDER.resolve(name + ".yml");
    }

    @Test
    void natLab() {
        story("nat-lab")
                .drift("ip -n ns1 route del default", "route ns1 default")
                .of("nat-lab", playbook("nat-lab"));
    }

    @Test
    void dockerBridge() {
        story("docker-bridge")
                .drift("ip link set veth-db nomaster", "veth veth-db")
                .drift(
                        "ip -n web addr del 172.30.0.2/16 dev eth0",
                        "veth veth-web",
                        "route web default")
                .of("docker-bridge", playbook("docker-bridge"));
    }

    @Test
    void studentPods() {
        story("student-pods")
                .drift("ip netns exec pod2 ip link set lo down", "netns pod2")
                .of("student-pods", playbook("student-pods"));
    }

    @Test
    void twoSites() {
        story("two-sites")
                .drift("ip netns exec r1 sysctl -qw net.ipv4.ip_forward=0", "netns r1")
                .drift("ip -n r2 -6 route del fd01::/64", "route r2 fd01::/64")
                .of("two-sites", playbook("two-sites"));
    }

    @Test
    void policyRouting() {
        story("policy-routing")
                .drift("ip -n r rule del priority 102", "rule r 102 from 10.0.2.0/24")
                .of("policy-routing", playbook("policy-routing"));
    }

    @Test
    void ipv6Only() {
        story("ipv6-only")
                .drift("ip -n pc link set eth0 down", "veth pc/eth0", "route pc ::/0")
                .of("ipv6-only", playbook("ipv6-only"));
    }

    @Test
    void dmz() {
        story("dmz")
                .drift("ip netns exec fw iptables -P FORWARD ACCEPT", "firewall fw FORWARD policy")
                .of("dmz", playbook("dmz"));
    }

    /// Over three hosts; their checks tell whether they meet.
    @ParameterizedTest
    @ValueSource(strings = {"ring", "pod-network", "student-pods", "docker-bridge"})
    void overThreeHosts(String name) {
        List<String> all = List.of("box1", "box2", "box3");
        List<String> before = all.stream().map(boxes::snapshot).map(Story::plain).toList();
        boxes.json("apply", playbook(name)).ended(0);
        assertThat(boxes.json("apply", playbook(name)).ended(0).notOk()).isEmpty();
        assertThat(boxes.json("verify", playbook(name)).ended(0).events("check"))
                .isNotEmpty()
                .allMatch(e -> e.path("status").asText().equals("passed"));
        boxes.json("destroy", playbook(name)).ended(0);
        for (int i = 0; i < 3; i++) {
            assertThat(Boxes.difference(before.get(i), Story.plain(boxes.snapshot(all.get(i)))))
                    .isEmpty();
        }
    }

    /// Each is explained, and none is forgotten here.
    @Test
    void allOfThem() throws IOException {
        List<String> names;
        try (var files = Files.list(FOLDER)) {
            names =
                    files.map(path -> path.getFileName().toString().replace(".yml", ""))
                            .sorted()
                            .toList();
        }
        assertThat(names)
                .containsExactly(
                        "dmz",
                        "docker-bridge",
                        "ipv6-only",
                        "nat-lab",
                        "pod-network",
                        "policy-routing",
                        "ring",
                        "student-pods",
                        "two-sites");
        for (String name : names) {
            assertThat(Files.readString(playbook(name))).startsWith("# ").contains("nsfleet apply");
        }
        assertThat(Files.readString(FOLDER.resolve("../README.md"))).contains(names);
    }
}
