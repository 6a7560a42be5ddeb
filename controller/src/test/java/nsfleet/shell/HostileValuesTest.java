package nsfleet.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Values that want to be shell reach real shells as words, byte for byte. The only test of this
/// room that starts processes.
class HostileValuesTest {
    private static final List<String> PARTS =
            List.of(
                    "'",
                    "\"",
                    "`",
                    "$(touch /tmp/x)",
                    "${HOME}",
                    "$HOME",
                    "$",
                    "\\",
                    "\n",
                    "\t",
                    "\r",
                    " ",
                    "-",
                    "--",
                    "-rf",
                    "!",
                    "!!",
                    "*",
                    "?",
                    "[a]",
                    "{a,b}",
                    "~",
                    "~root",
                    "#",
                    "&",
                    "|",
                    ";",
                    "<",
                    ">",
                    "(",
                    ")",
                    "=",
                    "if",
                    "done",
                    "esac",
                    "a",
                    "0",
                    "1",
                    "é",
                    "日本",
                    "😀",
                    "\u2028",
                    "\u0001",
                    "\u007f",
                    "%s",
                    "\\n",
                    "'\\''",
                    "$'a'",
                    "EOF",
                    "\nEOF\n",
                    ",",
                    ":",
                    "/",
                    "..",
                    "@",
                    "+",
                    "^");

    private static List<String> values() {
        var random = new Random(20260101);
        List<String> values = new ArrayList<>(PARTS);
        values.add("");
        values.add("x'".repeat(5_000));
        for (int i = 0; i < 3_000; i++) {
            var value = new StringBuilder();
            for (int n = random.nextInt(7); n >= 0; n--) {
                value.append(PARTS.get(random.nextInt(PARTS.size())));
            }
            values.add(value.toString());
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "bash --posix", "busybox sh"})
    void reachTheShellAsWords(String shell, @TempDir Path dir) throws Exception {
        List<String> values = values();
        String program =
                Templates.builtIn()
                        .renderText(
                                """
                                p() { for w in "$@"; do printf '%s\\0' "$w"; done; }
                                [#list values as v]
                                p [=v]
                                [#if v?index % 20 == 0]
                                p $(p [=v] >&3) "$(p [=v] >&3)" x=[=v]
                                [/#if]
                                [/#list]
                                p [=words(values)]
                                """,
                                Map.of("values", values))
                        .text();
        var expected = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            String v = values.get(i);
            expected.append(v).append('\0');
            if (i % 20 != 0) {
                continue;
            }
            expected.append(v).append('\0').append(v).append('\0');
            expected.append('\0').append("x=").append(v).append('\0');
        }
        values.forEach(v -> expected.append(v).append('\0'));
        assertThat(run(shell, program, dir)).isEqualTo(expected.toString());
    }

    private static String run(String shell, String program, Path dir) throws Exception {
        Path script = Files.writeString(dir.resolve("program"), program);
        List<String> command = new ArrayList<>(List.of(shell.split(" ")));
        command.add(script.toString());
        Path out = dir.resolve("out");
        Process process =
                new ProcessBuilder(withDescriptor(command)).redirectOutput(out.toFile()).start();
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        Assumptions.assumeTrue(status != 127, shell + " is not installed");
        assertThat(error).isEmpty();
        assertThat(status).isZero();
        return Files.readString(out);
    }

    private static List<String> withDescriptor(List<String> command) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "sh",
                                "-c",
                                "command -v \"$1\" >/dev/null || exit 127; exec \"$@\" 3>&1",
                                "sh"));
        all.addAll(command);
        return all;
    }
}
