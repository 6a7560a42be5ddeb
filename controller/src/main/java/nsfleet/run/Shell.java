package nsfleet.run;

import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.transport.Frame;
import nsfleet.transport.Session;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// The host's session, and whether it was lost on the way.
final class Shell {
    /// What a look at the host may take; a host that is this slow is not usable.
    static final Duration LOOK = Duration.ofMinutes(2);

    private final Session session;
    private final Supplier<@Nullable String> held;
    private boolean lost;

    /// @param held why nothing more may be sent; null as long as it may
    Shell(Session session, Supplier<@Nullable String> held) {
        this.session = session;
        this.held = held;
    }

    boolean lost() {
        return lost;
    }

    List<Completion> run(List<Frame> frames) {
        String why = held.get();
        if (why != null) {
            return frames.stream().<Completion>map(_ -> new Completion.NotRun(why)).toList();
        }
        List<Completion> completions = session.run(frames);
        lost |= completions.stream().anyMatch(Completion.Lost.class::isInstance);
        return completions;
    }

    Completion look(String label, Script script) {
        return run(List.of(Frame.looking(label, script, LOOK))).getFirst();
    }

    /// What went wrong with a frame that should have ended with 0; empty when nothing did.
    static String trouble(String what, Completion completion) {
        return switch (completion) {
            case Completion.Exited exited ->
                    exited.ok()
                            ? ""
                            : what
                                    + " ended with status "
                                    + exited.status()
                                    + tail(
                                            exited.error().isBlank()
                                                    ? exited.output()
                                                    : exited.error());
            case Completion.TimedOut(_, _, var after) ->
                    what + " was not done within " + Texts.duration(after);
            case Completion.Lost(var reason, _, _, _) ->
                    "connection lost during " + what + ": " + reason;
            case Completion.NotRun(var reason) -> what + " was not run: " + reason;
        };
    }

    private static String tail(String text) {
        List<String> lines = text.strip().lines().toList();
        return lines.isEmpty()
                ? ""
                : ": "
                        + String.join(
                                "; ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }
}
