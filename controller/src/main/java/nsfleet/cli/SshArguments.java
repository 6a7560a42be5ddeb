package nsfleet.cli;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `ansible_ssh_common_args` and `ansible_ssh_extra_args`: the arguments of ssh(1) and the
/// directives of ssh_config(5) that nsfleet knows. As with ssh, the first value of a directive
/// wins, save IdentityFile, of which all are tried.
final class SshArguments {
    private static final Pattern OPTION = Pattern.compile("\\s*(\\w+)\\s*(?:=|\\s)\\s*(.*)");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smhSMH]?)");

    /// Directives that nsfleet has no use for: it never asks in mid-run, keeps one connection per
    /// host itself and does not change known hosts.
    private static final Set<String> HARMLESS =
            Set.of(
                    "identitiesonly",
                    "batchmode",
                    "updatehostkeys",
                    "loglevel",
                    "serveralivecountmax",
                    "controlmaster",
                    "controlpath",
                    "controlpersist");

    private final Problems problems;
    private final Path home;
    private String variable = "";
    private @Nullable Span span;

    private final List<Path> keys = new ArrayList<>();
    private @Nullable String user;
    private @Nullable String port;
    private @Nullable List<Path> userFiles;
    private @Nullable List<Path> globalFiles;
    private @Nullable Boolean acceptNew;
    private @Nullable Duration connectTimeout;
    private @Nullable Duration keepAlive;

    /// @param home what `~` stands for
    SshArguments(Path home, Problems problems) {
        this.home = home;
        this.problems = problems;
    }

    @Nullable String user() {
        return user;
    }

    @Nullable String port() {
        return port;
    }

    List<Path> keys() {
        return keys;
    }

    @Nullable Boolean acceptNew() {
        return acceptNew;
    }

    @Nullable Duration connectTimeout() {
        return connectTimeout;
    }

    @Nullable Duration keepAlive() {
        return keepAlive;
    }

    /// The files of known hosts; empty when none were named.
    List<Path> knownHosts() {
        List<Path> users = userFiles;
        List<Path> globals = globalFiles;
        if (users == null && globals == null) {
            return List.of();
        }
        var all = new ArrayList<Path>();
        all.addAll(users == null ? List.of(home.resolve(".ssh/known_hosts")) : users);
        all.addAll(globals == null ? List.of(Path.of("/etc/ssh/ssh_known_hosts")) : globals);
        return all;
    }

    /// Reads one variable's value.
    void read(String name, String text, @Nullable Span where) {
        variable = name;
        span = where;
        switch (ShellWords.split(text)) {
            case Parsed.Good<List<String>>(var words) -> words(words);
            case Parsed.Bad<List<String>>(var message) -> error(message, null);
        }
    }

    private void words(List<String> words) {
        int i = 0;
        while (i < words.size()) {
            String word = words.get(i);
            boolean option = word.length() >= 2 && word.startsWith("-");
            if (!option) {
                error("`" + word + "` is not an option of ssh", null);
                return;
            }
            boolean valued = "oilpFJ".indexOf(word.charAt(1)) >= 0;
            boolean apart = valued && word.length() == 2;
            if (apart && i + 1 == words.size()) {
                error("nothing follows `" + word + "`", null);
                return;
            }
            argument(
                    word.substring(0, valued ? 2 : word.length()),
                    apart ? words.get(i + 1) : word.substring(2));
            i += apart ? 2 : 1;
        }
    }

    private void argument(String option, String value) {
        switch (option) {
            case "-o" -> directive(value);
            case "-i" -> path("-i", value).ifPresent(this::key);
            case "-l" -> user = first(user, value);
            case "-p" -> port = first(port, value);
            case "-J" -> jump("-J");
            case "-F" ->
                    error(
                            "`-F` is not supported by this version",
                            "write what matters of the file as ansible_host, ansible_port,"
                                    + " ansible_user, ansible_ssh_private_key_file");
            default ->
                    error(
                            "the ssh option `" + option + "` is not supported",
                            "supported are -i, -l, -p, and -o with directives");
        }
    }

    private void jump(String what) {
        error(
                "`" + what + "` is not supported by this version",
                "run nsfleet where the hosts can be reached, or forward a port of each"
                        + " (ssh -L) and set ansible_host and ansible_port to it");
    }

    private void directive(String text) {
        Matcher option = OPTION.matcher(text);
        if (!option.matches() || option.group(2).isBlank()) {
            error("`-o " + text + "` is not `-o DIRECTIVE=VALUE`", null);
            return;
        }
        String name = option.group(1);
        String key = name.toLowerCase(Locale.ROOT);
        String value = option.group(2).strip();
        switch (key) {
            case "user" -> user = first(user, value);
            case "port" -> port = first(port, value);
            case "identityfile" -> path(name, value).ifPresent(this::key);
            case "userknownhostsfile" -> userFiles = files(name, userFiles, value);
            case "globalknownhostsfile" -> globalFiles = files(name, globalFiles, value);
            case "stricthostkeychecking" -> hostKeyChecking(value);
            case "connecttimeout" -> connectTimeout = time(name, connectTimeout, value);
            case "serveraliveinterval" -> keepAlive = time(name, keepAlive, value);
            case "proxyjump", "proxycommand" -> jump(name);
            default -> unknown(name, key);
        }
    }

    private void unknown(String name, String key) {
        if (!HARMLESS.contains(key)) {
            error(
                    "the ssh directive `" + name + "` is not supported",
                    Suggest.hint(name, spelled()));
        }
    }

    private static List<String> spelled() {
        return List.of(
                "User",
                "Port",
                "IdentityFile",
                "IdentitiesOnly",
                "UserKnownHostsFile",
                "GlobalKnownHostsFile",
                "StrictHostKeyChecking",
                "ConnectTimeout",
                "ServerAliveInterval",
                "BatchMode",
                "UpdateHostKeys",
                "LogLevel");
    }

    private void hostKeyChecking(String value) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "yes", "ask" -> acceptNew = acceptNew == null ? Boolean.FALSE : acceptNew;
            case "accept-new" -> acceptNew = acceptNew == null ? Boolean.TRUE : acceptNew;
            case "no", "off" ->
                    error(
                            "`StrictHostKeyChecking="
                                    + value
                                    + "` is refused: without the check,"
                                    + " anybody on the way can pretend to be the host",
                            "use accept-new to store the keys of hosts never seen");
            default -> error("`StrictHostKeyChecking=" + value + "`: yes or accept-new", null);
        }
    }

    private void key(Path path) {
        keys.add(path);
    }

    private static <T> T first(@Nullable T had, T now) {
        return had == null ? now : had;
    }

    private @Nullable List<Path> files(String what, @Nullable List<Path> had, String value) {
        List<Path> files = new ArrayList<>();
        switch (ShellWords.split(value)) {
            case Parsed.Good<List<String>>(var names) ->
                    names.stream()
                            .filter(n -> !n.equalsIgnoreCase("none"))
                            .forEach(n -> path(what, n).ifPresent(files::add));
            case Parsed.Bad<List<String>>(var message) -> error(message, null);
        }
        return first(had, files);
    }

    private java.util.Optional<Path> path(String what, String text) {
        if (text.contains("%") || text.contains("${")) {
            error(
                    "`" + what + " " + text + "`: the tokens of ssh (%h, ${VAR}) are not supported",
                    "an expression of nsfleet can say it: ${inventory_hostname}");
            return java.util.Optional.empty();
        }
        return java.util.Optional.of(Targets.path(text, home));
    }

    /// ssh's own format: seconds, or a number with s, m or h.
    private @Nullable Duration time(String what, @Nullable Duration had, String value) {
        Matcher time = TIME.matcher(value);
        if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
            error("`" + what + "=" + value + "`: a time above 0, in seconds", null);
            return had;
        }
        long unit =
                switch (time.group(2).toLowerCase(Locale.ROOT)) {
                    case "m" -> 60;
                    case "h" -> 3600;
                    default -> 1;
                };
        return first(had, Duration.ofSeconds(Long.parseLong(time.group(1)) * unit));
    }

    private void error(String message, @Nullable String hint) {
        problems.add(Problem.error("ssh-args", span, variable + ": " + message).hint(hint));
    }
}
