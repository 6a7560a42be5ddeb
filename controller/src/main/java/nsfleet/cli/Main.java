package nsfleet.cli;

import java.io.Console;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// The way in.
public final class Main {
    private Main() {}

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] args) {
        Terminal terminal = here();
        int code = Nsfleet.execute(terminal, args);
        terminal.out().flush();
        terminal.err().flush();
        System.exit(code);
    }

    private static Terminal here() {
        var environment = System.getenv();
        Console console = System.console();
        boolean tty = console != null && console.isTerminal();
        boolean colour = tty && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), false),
                new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true),
                tty,
                colour && !"dumb".equals(environment.get("TERM")),
                width(environment.get("COLUMNS")),
                environment,
                console != null && tty
                        ? prompt -> console.readPassword("%s", prompt)
                        : ControllingTerminal::ask);
    }

    private static int width(@org.jspecify.annotations.Nullable String columns) {
        try {
            return columns == null ? 100 : Math.max(40, Integer.parseInt(columns));
        } catch (NumberFormatException e) {
            return 100;
        }
    }
}
