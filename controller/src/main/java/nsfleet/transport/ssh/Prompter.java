package nsfleet.transport.ssh;

/// Asks the person at the terminal for a secret. Called by one thread at a time.
@FunctionalInterface
public interface Prompter {
    /// @param question shown before the hidden input
    /// @return what was typed; null to go on without it, also where there is no terminal
    char @org.jspecify.annotations.Nullable [] ask(String question);

    /// For runs without a terminal: every question is skipped.
    static Prompter none() {
        return _ -> null;
    }
}
