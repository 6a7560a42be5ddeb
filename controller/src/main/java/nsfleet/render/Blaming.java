package nsfleet.render;

import nsfleet.transport.Completion;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads from what a host said which operation of a frame failed. `ip -batch` names the line,
/// except for one that it cannot parse: then nobody knows how far it came.
final class Blaming {
    private static final Pattern FAILED_LINE = Pattern.compile("(?m)^Command failed -:(\\d+)$");

    private Blaming() {}

    /// Which operation of a frame went wrong, if any.
    static Blame of(Rendered rendered, Completion completion) {
        boolean alone = rendered.lines().size() == 1;
        return switch (completion) {
            case Completion.Exited e when e.ok() -> new Blame.Nobody();
            case Completion.Exited e -> blame(rendered, e);
            case Completion.TimedOut t -> {
                String message = "stopped after " + t.after().toSeconds() + " s";
                String output = said(t.output(), t.error());
                yield alone
                        ? new Blame.Line(0, output, message)
                        : new Blame.Unknown(output, message);
            }
            case Completion.Lost l ->
                    new Blame.Unknown(
                            said(l.output(), l.error()), "the connection was lost: " + l.reason());
            case Completion.NotRun n -> new Blame.Unknown("", "not run: " + n.reason());
        };
    }

    private static Blame blame(Rendered rendered, Completion.Exited exited) {
        int count = rendered.lines().size();
        int failed = count == 1 ? 1 : 0;
        Matcher line = FAILED_LINE.matcher(exited.error());
        while (line.find() && line.group(1).length() < 9) {
            failed = Integer.parseInt(line.group(1));
        }
        String error = FAILED_LINE.matcher(exited.error()).replaceAll("").strip();
        String output = said(exited.output(), error);
        String hint = Hints.of(error);
        String message =
                error.lines()
                                .filter(l -> !l.isBlank())
                                .findFirst()
                                .orElse("exit status " + exited.status())
                        + (hint == null ? "" : "\n" + hint);
        return failed >= 1 && failed <= count
                ? new Blame.Line(failed - 1, output, message)
                : new Blame.Unknown(output, message);
    }

    private static String said(String output, String error) {
        return (output.strip() + "\n" + error.strip()).strip();
    }
}
