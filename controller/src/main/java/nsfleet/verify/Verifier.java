package nsfleet.verify;

import nsfleet.net.Netns;
import nsfleet.resource.Check;
import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.verify.CheckResult.Status;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The door: checks become one program, and its output becomes results.
public final class Verifier {
    /// How many bytes of each stream of a check are kept on the host.
    static final int CAP = 256 * 1024;

    private Verifier() {}

    /// One program that carries out all checks side by side.
    ///
    /// @param nonce new and random for every run of it, letters and digits: it tells our lines from
    ///   the output of commands
    public static Script script(List<Check> checks, String nonce) {
        return CheckTemplates.program(checks, nonce, CAP);
    }

    /// How long that program may take: the longest timeout, the time to end what runs into it, and
    /// the time to start so many processes on a slow machine.
    public static Duration limit(List<Check> checks) {
        Duration longest =
                checks.stream().map(Check::timeout).max(Duration::compareTo).orElse(Duration.ZERO);
        return longest.plusSeconds(15).plusMillis(200L * checks.size());
    }

    /// Judges what came back. Whatever was not seen to its end is inconclusive.
    ///
    /// @param checks those that the script was made for, in the same order
    /// @param nonce the script's
    /// @return one result for each check, in order, at attempt 1
    public static List<CheckResult> judge(List<Check> checks, Completion completion, String nonce) {
        Map<Integer, Raw> raws = RawResults.read(output(completion), nonce, CAP);
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            results.add(result(checks.get(i), raws.get(i), completion));
        }
        return List.copyOf(results);
    }

    private static CheckResult result(Check check, @Nullable Raw raw, Completion completion) {
        if (raw == null) {
            String why = missing(completion);
            return new CheckResult(
                    check,
                    Status.INCONCLUSIVE,
                    Map.of(),
                    why,
                    CheckTemplates.command(check, null),
                    "",
                    1);
        }
        Verdict verdict = verdict(check, raw);
        return new CheckResult(
                check,
                verdict.status(),
                verdict.values(),
                verdict.message(),
                CheckTemplates.command(check, raw.tool()),
                raw.evidence(),
                1,
                raw.took());
    }

    private static Verdict verdict(Check check, Raw raw) {
        if (raw.obstacle() != null) {
            return Verdict.inconclusive(obstacle(raw.obstacle(), check));
        } else if (raw.timedOut()) {
            return Verdict.inconclusive(
                    "no result within " + seconds(check.timeout()) + "; the command was ended");
        } else if (raw.status() == null) {
            return Verdict.inconclusive("the command was ended from outside");
        } else if (raw.truncated()) {
            return Verdict.inconclusive(
                    "the output is longer than " + CAP / 1024 + " KiB; only its start was kept");
        }
        return switch (check.probe()) {
            case Check.Ping ping -> PingJudge.judge(ping, raw);
            case Check.Listening listening -> SocketJudge.listening(listening, raw);
            case Check.Sockets sockets -> SocketJudge.sockets(sockets, raw);
            case Check.Tcp tcp -> TcpJudge.judge(tcp, raw);
            case Check.RouteGet route -> RouteJudge.judge(route, raw);
            case Check.Command command -> CommandJudge.judge(command, raw);
        };
    }

    private static String obstacle(String words, Check check) {
        String[] word = words.split(" ");
        if (word[0].equals("netns")) {
            return "there is no namespace " + named(check.netns()) + " on the host";
        }
        if (check.probe() instanceof Check.Tcp) {
            return "none of bash, perl, python3 and nc with -z is on the host: install bash";
        }
        return word.length == 3
                ? word[1] + " is not installed on the host: install " + word[2]
                : words;
    }

    private static String named(Netns netns) {
        return netns.isHost() ? "of that name" : netns.name();
    }

    private static String missing(Completion completion) {
        return switch (completion) {
            case Completion.Exited exited when exited.truncated() ->
                    "no result: the checks of this host printed more than is kept";
            case Completion.Exited(var status, var _, var error, var _, var _) ->
                    "no result: the program of the checks ended with "
                            + status
                            + (error.isBlank() ? "" : ": " + lastLine(error));
            case Completion.TimedOut(var _, var _, var after) ->
                    "no result within " + seconds(after) + ": the host was too slow";
            case Completion.Lost(var reason, var _, var _, var _) ->
                    "no result: connection lost: " + reason;
            case Completion.NotRun(var reason) -> "not run: " + reason;
        };
    }

    private static String output(Completion completion) {
        return switch (completion) {
            case Completion.Exited exited -> exited.output();
            case Completion.TimedOut timedOut -> timedOut.output();
            case Completion.Lost lost -> lost.output();
            case Completion.NotRun _ -> "";
        };
    }

    /// The last line that says something: where tools put the reason.
    static String lastLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((_, last) -> last)
                .orElse("");
    }

    private static String seconds(Duration time) {
        long millis = time.toMillis();
        return (millis % 1000 == 0 ? String.valueOf(millis / 1000) : millis / 1000.0) + " s";
    }
}
