package nsfleet.inventory;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A program of the user's on this machine, which is asked for something: an inventory, a vault
/// password.
public final class Program {
    private static final int TOLD_LINES = 10;

    private final Path path;
    private final String code;
    private final Problems problems;

    /// @param code of the problems that it makes
    public Program(Path path, String code, Problems problems) {
        this.path = path;
        this.code = code;
        this.problems = problems;
    }

    /// Whether a file is one: it begins with `#!`, or is a binary (elf(5)) that may be executed. An
    /// executable file of another kind is read as text, as the kernel cannot run it either.
    public static boolean is(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] magic = in.readNBytes(4);
            String begin = new String(magic, StandardCharsets.ISO_8859_1);
            return begin.startsWith("#!") || begin.equals("\u007fELF") && Files.isExecutable(path);
        } catch (IOException e) {
            // Told when it is read.
            return false;
        }
    }

    /// What it answers to an option: `--list`, `--host NAME`.
    ///
    /// @return empty after a problem
    public Optional<Source> ask(String... options) {
        String line = String.join(" ", path.toString(), String.join(" ", options)).strip();
        if (!Files.isExecutable(path)) {
            problems.error(
                    code,
                    null,
                    "`" + path + "` is a program, but it may not be executed",
                    "chmod +x " + path);
            return Optional.empty();
        }
        String[] command = new String[options.length + 1];
        command[0] = path.toAbsolutePath().toString();
        System.arraycopy(options, 0, command, 1, options.length);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .start();
            var errors = new ByteArrayOutputStream();
            Thread drain = Thread.ofVirtual().start(() -> copy(process.getErrorStream(), errors));
            byte[] answer = process.getInputStream().readAllBytes();
            drain.join();
            int status = process.waitFor();
            String said = lastLines(errors.toString(StandardCharsets.UTF_8));
            if (status != 0) {
                problems.error(
                        code,
                        null,
                        "`" + line + "` failed: exit code " + status,
                        said.isEmpty() ? null : said);
                return Optional.empty();
            }
            if (!said.isEmpty()) {
                problems.add(Problem.warning(code, null, "`" + line + "` complained").hint(said));
            }
            return Optional.of(new Source(line, decoded(answer)));
        } catch (CharacterCodingException e) {
            problems.error(code, null, "`" + line + "` does not answer in UTF-8");
        } catch (IOException e) {
            problems.error(code, null, "`" + line + "`: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problems.error(code, null, "`" + line + "` was interrupted");
        }
        return Optional.empty();
    }

    private static void copy(InputStream from, ByteArrayOutputStream to) {
        try (from) {
            from.transferTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String decoded(byte[] answer) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer)).toString();
    }

    private static String lastLines(String text) {
        var lines = text.strip().lines().toList();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
    }
}
