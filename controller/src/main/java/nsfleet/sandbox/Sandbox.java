package nsfleet.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// Simulated hosts on this machine, under a name of their own: namespaces with a real SSH server
/// each. The work is done by `templates/sandbox/sandbox.sh`, whose head lists the commands; this is
/// the door to it. Needs root and Linux; where it cannot run, the answer says why.
///
/// @param name up to 11 characters of `a-z`, `0-9` and `-`; anything else is refused by the program
public record Sandbox(String name) {
    /// The name where the user gives none.
    public static final String DEFAULT_NAME = "default";

    private static final int INTERRUPTED = 130;

    /// How a command ended.
    ///
    /// @param status 0 done, 2 failed, 5 misused; of `exec`: the command's own
    public record Answer(int status, String output, String error) {}

    /// Runs a command, and waits for it.
    public Answer ask(List<String> words) {
        try {
            // A file, because two pipes read one after the other can block each other.
            var errors = Files.createTempFile("nsfleet-sandbox", ".err");
            try {
                var process =
                        program(words)
                                .redirectInput(ProcessBuilder.Redirect.from(DEV_NULL))
                                .redirectError(errors.toFile())
                                .start();
                var output = text(process.getInputStream());
                var status = statusOf(process);
                return new Answer(status, output, Files.readString(errors));
            } finally {
                Files.deleteIfExists(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a command with this process's own input and output, and returns its exit status.
    public int attached(List<String> words) {
        try {
            return statusOf(program(words).inheritIO().start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final java.io.File DEV_NULL = new java.io.File("/dev/null");

    private ProcessBuilder program(List<String> words) {
        var command = new ArrayList<>(List.of("sh", "-c", part("sandbox.sh"), "sandbox"));
        command.addAll(words);
        var builder = new ProcessBuilder(command);
        builder.environment().put("SANDBOX_NAME", name);
        builder.environment().put("SANDBOX_HOST", part("host.sh"));
        builder.environment().put("SANDBOX_INIT", part("init.sh"));
        return builder;
    }

    private static int statusOf(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }

    private static String part(String file) {
        try (var stream = Sandbox.class.getResourceAsStream("/templates/sandbox/" + file)) {
            if (stream == null) {
                throw new IllegalStateException("this build lacks templates/sandbox/" + file);
            }
            return text(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}
