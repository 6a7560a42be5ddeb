package nsfleet.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Capability;

import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.IOUtils;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Hosts that are containers: another kind of machine than the sandbox's, with Docker's network
/// around them and hardly a program on them.
class ContainerHostIT {
    @TempDir static Path directory;

    private static List<GenericContainer<?>> hosts = List.of();
    private static HostImage image;

    @BeforeAll
    static void start() throws IOException {
        var available = DockerClientFactory.instance().isDockerAvailable();
        if (!available) {
            System.err.println("SKIPPED: the container tests, because no Docker daemon answers");
        }
        assumeTrue(available, "no Docker daemon answers");
        image = HostImage.make(DockerClientFactory.lazyClient(), directory);
        hosts = List.of(host(), host());
        hosts.parallelStream().forEach(GenericContainer::start);
    }

    @AfterAll
    static void clearAway() {
        hosts.forEach(GenericContainer::stop);
        if (image != null) {
            DockerClientFactory.lazyClient().removeImageCmd(image.reference()).exec();
        }
    }

    private static GenericContainer<?> host() {
        return new GenericContainer<>(DockerImageName.parse(image.reference()))
                .withImagePullPolicy(name -> false)
                .withExposedPorts(22)
                .withCreateContainerCmdModifier(
                        create ->
                                create.getHostConfig()
                                        .withCapAdd(Capability.NET_ADMIN, Capability.SYS_ADMIN))
                .waitingFor(Wait.forLogMessage(".*Server listening.*", 1));
    }

    @Test
    void theNatLabComesWorksAndGoesWithoutATrace() throws IOException {
        var before = states();
        var apply = nsfleet("apply");
        assertThat(apply.status()).as(apply.toString()).isZero();
        assertThat(apply.hosts("changed")).isEqualTo(2);
        assertThat(apply.checks("passed")).isEqualTo(apply.checks(".*")).isGreaterThanOrEqualTo(8);

        var again = nsfleet("apply");
        assertThat(again.status()).as(again.toString()).isZero();
        assertThat(again.hosts("changed")).isZero();

        ssh(hosts.get(1), "ip link set dev veth-host mtu 1400");
        var plan = nsfleet("plan", "--detailed-exitcode");
        assertThat(plan.status()).isEqualTo(3);
        assertThat(plan.lines("step", "pending")).containsExactly("box2 veth veth-host");

        var destroy = nsfleet("destroy");
        assertThat(destroy.status()).as(destroy.toString()).isZero();
        assertThat(states()).isEqualTo(before);
    }

    /// What of a host the lab touches.
    private static List<String> states() throws IOException {
        var states = new ArrayList<String>();
        for (var host : hosts) {
            states.add(
                    ssh(
                            host,
                            "ip -br link; ip -br addr; ip route; ip netns; iptables-save -t nat |"
                                    + " grep -e -A; cat /proc/sys/net/ipv4/ip_forward; ls -A"
                                    + " /run/nsfleet/labs"));
        }
        return states;
    }

    private static Events nsfleet(String command, String... more) throws IOException {
        var words = new ArrayList<>(List.of(command, "-i", inventory().toString(), "-o", "json"));
        words.addAll(List.of(more));
        if (!command.equals("destroy")) {
            words.addAll(List.of("-e", "beyond=" + gateway()));
        }
        words.add(Path.of("..", "playbooks", "nat-lab.yml").toString());
        return Events.of(words);
    }

    /// The machine, as containers see it: it has no way back into their labs.
    private static String gateway() throws IOException {
        return ssh(hosts.getFirst(), "ip route show default").split(" ")[2];
    }

    private static Path inventory() throws IOException {
        var lines = new StringBuilder("[containers]\n");
        for (int i = 0; i < hosts.size(); i++) {
            var host = hosts.get(i);
            lines.append(
                    "box%d ansible_host=%s ansible_port=%d%n"
                            .formatted(i + 1, host.getHost(), host.getMappedPort(22)));
        }
        lines.append(
                "[containers:vars]%nansible_user=root%nansible_ssh_private_key_file=%s%n"
                        .formatted(image.privateKey()));
        lines.append(
                "ansible_ssh_common_args=-o UserKnownHostsFile=%s -o IdentitiesOnly=yes%n"
                        .formatted(knownHosts()));
        lines.append("ansible_become=false\n"); // there is no sudo, and none is needed
        return Files.writeString(directory.resolve("hosts.ini"), lines);
    }

    private static String ssh(GenericContainer<?> host, String command) throws IOException {
        SecurityUtils.setRegisterBouncyCastle(false);
        try (var client = new SSHClient(new DefaultConfig())) {
            client.addHostKeyVerifier(new OpenSSHKnownHosts(knownHosts().toFile()));
            client.connect(host.getHost(), host.getMappedPort(22));
            client.authPublickey("root", image.privateKey().toString());
            try (var session = client.startSession()) {
                return IOUtils.readFully(session.exec(command).getInputStream()).toString();
            }
        }
    }

    private static Path knownHosts() throws IOException {
        var file = directory.resolve("known_hosts");
        var lines =
                hosts.stream()
                        .map(
                                h ->
                                        "[%s]:%d %s"
                                                .formatted(
                                                        h.getHost(),
                                                        h.getMappedPort(22),
                                                        image.hostKey()))
                        .toList();
        return Files.write(file, lines);
    }
}
