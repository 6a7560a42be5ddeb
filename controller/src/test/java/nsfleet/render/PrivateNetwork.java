package nsfleet.render;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs programs one after the other in one network and mount namespace that ends with them: the
/// machine's own network is not touched.
final class PrivateNetwork {
    /// What one of them did.
    record Result(int status, String output, String error) {}

    private final Path dir;
    private final List<String> commands = new ArrayList<>();

    PrivateNetwork(Path dir) throws Exception {
        this.dir = dir;
        Process probe =
                new ProcessBuilder(
                                "unshare", "-n", "-m", "ip", "link", "add", "name", "x", "type",
                                "veth")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(probe.getInputStream().readAllBytes()).strip();
        if (probe.waitFor() != 0) {
            String reason = "SKIPPED: no private network here: " + said;
            System.err.println(reason);
            Assumptions.abort(reason);
        }
        commands.add("mount -t tmpfs tmpfs /run && ip link set dev lo up || exit 99");
    }

    /// Adds a program to run.
    PrivateNetwork then(String shell, String program) throws IOException {
        int n = commands.size();
        Path file = Files.writeString(dir.resolve("program" + n), program);
        commands.add(
                "%s %s </dev/null >%s/out%d 2>%s/err%d; echo $? >%s/status%d"
                        .formatted(shell, file, dir, n, dir, n, dir, n));
        return this;
    }

    /// Adds frames to run, up to the first that fails.
    PrivateNetwork then(List<Rendered> frames) throws IOException {
        for (Rendered frame : frames) {
            then("sh", frame.frame().script().text());
        }
        return this;
    }

    /// Runs them all.
    List<Result> run() throws Exception {
        Path all = Files.writeString(dir.resolve("all"), String.join("\n", commands) + "\n");
        Process process =
                new ProcessBuilder("unshare", "-n", "-m", "sh", all.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("log").toFile())
                        .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("hangs");
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(Files.readString(dir.resolve("log")));
        }
        List<Result> results = new ArrayList<>();
        for (int n = 1; n < commands.size(); n++) {
            results.add(
                    new Result(
                            Integer.parseInt(Files.readString(dir.resolve("status" + n)).strip()),
                            Files.readString(dir.resolve("out" + n)),
                            Files.readString(dir.resolve("err" + n))));
        }
        return results;
    }
}
