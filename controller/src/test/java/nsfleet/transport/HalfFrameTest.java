package nsfleet.transport;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.shell.Script;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The worker by itself, without the leash that would end it: its input ends in the middle of a
/// frame, at which a shell runs what it has of the last line.
class HalfFrameTest {
    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void aShellWhoseInputEndsRunsNothingOfIt(String shell, @TempDir Path folder) throws Exception {
        String[] words = shell.split(" ");
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/bin", words[0]))
                        || Files.isExecutable(Path.of("/usr/bin", words[0])),
                "SKIPPED: no " + words[0] + " here");
        Path trace = folder.resolve("trace");
        String program = "echo one >>" + trace + "; echo 'two' >>" + trace + "\necho 'three'";
        String functions = SessionScripts.functions("0123456789abcdef0123456789abcdef");
        for (Slot.Kind kind : Slot.Kind.values()) {
            Frame frame = Frame.reading("x", Script.of(program), Duration.ofSeconds(9));
            String text = SessionScripts.frame(new Slot("1", frame, kind), true);
            String line = text.stripTrailing();
            for (int at = 1; at < line.length(); at++) {
                read(words, functions + line.substring(0, at));
                assertThat(trace)
                        .as("%s, cut after: %s", kind, line.substring(0, at))
                        .doesNotExist();
            }
            read(words, functions + text);
            assertThat(trace).as(kind.name()).hasContent("one\ntwo\n");
            Files.delete(trace);
        }
    }

    private static void read(String[] shell, String input)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(shell)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        }
        process.waitFor();
    }
}
