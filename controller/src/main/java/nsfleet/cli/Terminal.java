package nsfleet.cli;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.util.Map;

/// What a command may see of the world outside: handed in, so that tests can look.
///
/// @param out results
/// @param err progress and diagnostics
/// @param interactive whether standard error is a terminal
/// @param colour whether standard output is a terminal that wants colour
/// @param width of the terminal in columns
/// @param environment the process's
/// @param passwords asks for a secret without echo
record Terminal(
        PrintWriter out,
        PrintWriter err,
        boolean interactive,
        boolean colour,
        int width,
        Map<String, String> environment,
        Passwords passwords) {

    /// Asks for a secret.
    @FunctionalInterface
    interface Passwords {
        /// Null when nobody can answer.
        char @Nullable [] ask(String prompt);
    }
}
