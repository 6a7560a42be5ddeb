package nsfleet.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The command line in this process, with its output caught.
public final class InProcess {
    private InProcess() {}

    /// What came of it.
    public record Result(int code, String out, String err) {}

    /// Runs `nsfleet WORDS`.
    public static Result run(List<String> words) {
        return run(words, prompt -> null);
    }

    static Result run(List<String> words, Terminal.Passwords passwords) {
        return run(words, Map.of(), passwords);
    }

    static Result run(
            List<String> words, Map<String, String> environment, Terminal.Passwords passwords) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("HOME", System.getProperty("user.home"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal =
                new Terminal(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false,
                        false,
                        100,
                        variables,
                        passwords);
        int code = Nsfleet.execute(terminal, words.toArray(String[]::new));
        terminal.out().flush();
        terminal.err().flush();
        return new Result(code, out.toString(), err.toString());
    }
}
