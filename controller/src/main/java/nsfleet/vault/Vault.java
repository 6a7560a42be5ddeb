package nsfleet.vault;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.shell.Secret;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The passwords of a run, and all secrets that they opened. Nothing is opened before it is needed:
/// who needs no secret needs no password. Safe for several threads.
public final class Vault {
    // Below that a number or text says nothing: masking it would only spoil output.
    private static final int SHORTEST = 4;
    private static final int SHORTEST_LINE = 12;

    private final List<Password> passwords;
    private final Map<String, Optional<String>> opened = new ConcurrentHashMap<>();
    private final Map<String, Problem> refused = new ConcurrentHashMap<>();
    private final Set<Secret> secrets = ConcurrentHashMap.newKeySet();

    /// A password.
    ///
    /// @param id the vault id that it is for; it is tried first there, but on all others too
    /// @param origin where it came from, for people
    public record Password(String id, String text, String origin) {
        @Override
        public String toString() {
            return "<vault password of " + origin + ">";
        }
    }

    /// A vault with these passwords.
    public Vault(List<Password> passwords) {
        this.passwords = List.copyOf(passwords);
    }

    /// A vault without any password.
    public static Vault closed() {
        return new Vault(List.of());
    }

    /// Whether a text is encrypted, by how it begins.
    public static boolean isEncrypted(String text) {
        return Envelope.is(text);
    }

    /// What is in an encrypted text.
    ///
    /// Where no password opens it, that is told once for all texts of its vault id.
    ///
    /// @param span where it is written
    /// @return empty after a problem
    public Optional<String> open(String text, Span span, Problems problems) {
        Optional<String> known = opened.get(text);
        if (known == null) {
            known =
                    switch (Envelope.read(text)) {
                        case Parsed.Good<Envelope>(var envelope) -> open(envelope, span, problems);
                        case Parsed.Bad<Envelope>(var message) -> {
                            problems.error("vault-damaged", span, message);
                            yield Optional.empty();
                        }
                    };
            if (known.isPresent()) {
                opened.put(text, known);
            }
        }
        return known;
    }

    private Optional<String> open(Envelope envelope, Span span, Problems problems) {
        String id = envelope.id();
        Optional<String> text =
                passwords.stream()
                        .sorted(Comparator.comparing(p -> !p.id().equals(id)))
                        .flatMap(p -> envelope.open(p.text()).stream())
                        .findFirst();
        if (text.isEmpty()) {
            problems.add(refused.computeIfAbsent(id == null ? "" : id, i -> refusal(id, span)));
        }
        return text;
    }

    private Problem refusal(@Nullable String id, Span span) {
        String whose = id == null ? "" : " (vault id `" + id + "`)";
        if (passwords.isEmpty()) {
            return Problem.error(
                            "vault-password",
                            span,
                            "this is encrypted" + whose + ", and no vault password was given")
                    .hint("--vault-password-file FILE, --ask-vault-pass or --vault-id ID@FILE");
        }
        List<String> origins = passwords.stream().map(Password::origin).distinct().toList();
        return Problem.error(
                        "vault-password",
                        span,
                        passwords.size() == 1
                                ? "the vault password does not open this" + whose
                                : "none of the vault passwords opens this" + whose)
                .hint("tried: " + String.join(", ", origins));
    }

    /// Remembers a secret that came out of the vault.
    ///
    /// @param name of the variable that holds it
    public void keep(String name, String text) {
        if (text.strip().length() < SHORTEST) {
            return;
        }
        secrets.add(new Secret(name, text));
        secrets.add(new Secret(name, text.strip()));
        if (text.strip().contains("\n")) {
            text.lines()
                    .map(String::strip)
                    .filter(line -> line.length() >= SHORTEST_LINE)
                    .forEach(line -> secrets.add(new Secret(name, line)));
        }
    }

    /// All secrets so far: every output masks them.
    public Collection<Secret> secrets() {
        return List.copyOf(secrets);
    }
}
