package nsfleet.container;

import com.github.dockerjava.api.DockerClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// A container image of a small host with an SSH server, made of this machine's own programs, so
/// that no registry is asked. One key opens root; all its containers have one host key.
///
/// @param reference what Docker calls it
/// @param privateKey opens root
/// @param hostKey type and key, as in a line of known_hosts (sshd(8))
record HostImage(String reference, Path privateKey, String hostKey) {

    /// Makes it under a directory that the caller removes.
    static HostImage make(DockerClient docker, Path directory) throws IOException {
        var key = directory.resolve("id_ed25519");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key.toString());
        var root = Files.createDirectory(directory.resolve("root"));
        run("sh", rootfsScript(), root.toString(), key + ".pub");
        var context = Files.createDirectory(directory.resolve("context"));
        run("tar", "-C", root.toString(), "-cf", context.resolve("root.tar").toString(), ".");
        Files.writeString(
                context.resolve("Dockerfile"), "FROM scratch\nADD root.tar /\nCMD [\"/start\"]\n");
        var reference = "nsfleet-host-" + ProcessHandle.current().pid() + ":test";
        docker.buildImageCmd(context.toFile()).withTags(Set.of(reference)).start().awaitImageId();
        var hostKey = Files.readString(root.resolve("etc/ssh/ssh_host_ed25519_key.pub")).split(" ");
        return new HostImage(reference, key, hostKey[0] + " " + hostKey[1]);
    }

    private static String rootfsScript() {
        try {
            return Path.of(HostImage.class.getResource("/container/rootfs.sh").toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new UncheckedIOException(new IOException(List.of(command) + ": " + output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
