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
import java.util.List;
import java.util.stream.Stream;

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
    void everyContainerAcceptsTheKeyAndHasItsOwnNetwork() throws IOException {
        var addresses = Stream.concat(hosts.stream(), Stream.empty()).map(this::address).toList();
        assertThat(addresses).hasSize(2).doesNotHaveDuplicates().allMatch(a -> !a.isEmpty());
    }

    private String address(GenericContainer<?> host) {
        try {
            return ssh(host, "ip -br -4 addr show dev eth0");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
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
