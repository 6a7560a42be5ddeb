package nsfleet.cli;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// The terminal that the process was started from (tty(4)), for questions while standard input or
/// output is redirected: `nsfleet apply -K -o json > run.json`. Java's own console wants both.
final class ControllingTerminal {
    private static final File TTY = new File("/dev/tty");

    private ControllingTerminal() {}

    /// Asks for a line without echo.
    ///
    /// @return null when there is no such terminal, or its input ended
    static char @Nullable [] ask(String prompt) {
        String settings = stty("-g");
        if (settings == null) {
            return null;
        }
        Thread restore = new Thread(() -> stty(settings), "echo");
        Runtime.getRuntime().addShutdownHook(restore);
        try (var in = new FileInputStream(TTY);
                OutputStream out = new FileOutputStream(TTY)) {
            stty("-echo");
            out.write(prompt.getBytes(StandardCharsets.UTF_8));
            char[] line = line(in);
            out.write('\n');
            return line;
        } catch (IOException e) {
            return null;
        } finally {
            stty(settings);
            unhook(restore);
        }
    }

    private static char @Nullable [] line(FileInputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            bytes.write(b);
        }
        return bytes.toString(Charset.defaultCharset()).toCharArray();
    }

    /// What stty(1) prints; null when there is no terminal.
    private static @Nullable String stty(String setting) {
        try {
            Process process =
                    new ProcessBuilder("stty", setting)
                            .redirectInput(TTY)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? output.strip()
                    : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static void unhook(Thread restore) {
        try {
            Runtime.getRuntime().removeShutdownHook(restore);
        } catch (IllegalStateException e) {
            // The process is ending: the hook restores once more, which does no harm.
            return;
        }
    }
}
