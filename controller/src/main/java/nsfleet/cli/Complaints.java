package nsfleet.cli;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.ProblemPrinter;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Severity;

/// Tells the mistakes in the user's files, all at once, on standard error.
final class Complaints {
    private Complaints() {}

    static void print(Terminal terminal, Problems problems, OutputOptions output) {
        long errors = problems.all().stream().filter(p -> p.severity() == Severity.ERROR).count();
        ProblemPrinter printer = new ProblemPrinter(terminal.colour() && !output.noColour);
        for (Problem problem : problems.all()) {
            terminal.err().println(Passwords.starred(printer.print(problem).stripTrailing()));
            terminal.err().println();
        }
        if (errors > 0) {
            terminal.err()
                    .println(
                            "nsfleet: "
                                    + errors
                                    + (errors == 1 ? " error" : " errors")
                                    + "; no host was touched.");
        }
        terminal.err().flush();
    }
}
