package nsfleet.transport;

import nsfleet.shell.Script;
import nsfleet.shell.Templates;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/// The shell text of sessions: `templates/session/`.
final class SessionScripts {
    private SessionScripts() {}

    /// The line for the login shell.
    static String login(
            Target.@Nullable Become become, boolean lock, String bootNonce, String promptNonce) {
        String enter =
                text(
                        "enter",
                        Map.of(
                                "method",
                                become == null ? "none" : become.method(),
                                "password",
                                become != null && become.password() != null));
        return text(
                        "login",
                        Map.of(
                                "enter",
                                enter,
                                "leash",
                                text("leash", Map.of()),
                                "boot",
                                bootNonce,
                                "prompt",
                                promptNonce,
                                "user",
                                become == null ? "" : become.user(),
                                "lock",
                                lock ? "1" : "0"))
                .strip();
    }

    /// What the worker reads first.
    static String functions(String frameNonce) {
        return text("functions", Map.of("nonce", frameNonce));
    }

    /// One frame.
    ///
    /// @param first of a call: forgets the failures of the call before
    static String frame(Slot slot, boolean first) {
        String kind =
                switch (slot.kind) {
                    case PLAIN -> "plain";
                    case CHAINED -> "chained";
                    case LOCKING -> "locking";
                };
        return text(
                "frame",
                Map.of(
                        "first",
                        first,
                        "kind",
                        kind,
                        "id",
                        slot.id,
                        "program",
                        slot.frame.script().text()));
    }

    /// Ends the worker, and with it the session's processes.
    static String end() {
        return text("end", Map.of());
    }

    /// Takes the lock.
    ///
    /// @param silence after which the connection of the new holder counts as cut: others read it
    /// @param since seconds since 1970, by the controller's clock; for people only
    static Script lock(String run, String by, String connection, Duration silence, long since) {
        return Templates.builtIn()
                .render(
                        "session/lock.sh.ftl",
                        Map.of(
                                "run",
                                run,
                                "by",
                                by,
                                "connection",
                                connection,
                                "silence",
                                silence.toMillis(),
                                "since",
                                since));
    }

    /// Tells who holds the lock.
    static Script holder() {
        return Templates.builtIn().render("session/holder.sh.ftl", Map.of());
    }

    private static String text(String name, Map<String, ?> model) {
        return Templates.builtIn().render("session/" + name + ".sh.ftl", model).text();
    }
}
