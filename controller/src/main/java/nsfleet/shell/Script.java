package nsfleet.shell;

import java.util.List;

/// Shell text, ready to run, and the secrets in it. Only templates make the text.
public record Script(String text, List<Secret> secrets) {
    public Script {
        secrets = List.copyOf(secrets);
    }

    /// A script that holds no secret.
    public static Script of(String text) {
        return new Script(text, List.of());
    }

    /// The text for people: every secret as `<secret NAME>`.
    public String masked() {
        return Secret.mask(text, secrets);
    }

    /// Masked: a script may be logged by accident.
    @Override
    public String toString() {
        return masked();
    }
}
