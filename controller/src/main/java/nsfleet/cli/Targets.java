package nsfleet.cli;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.Variable;
import nsfleet.shell.Secret;
import nsfleet.transport.Target;

import org.jspecify.annotations.Nullable;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How to reach a host, from its variables, the command line and the plays. As with Ansible, a
/// variable wins over the play, and the play over the command line.
final class Targets {
    private static final List<String> CONNECTIONS = List.of("ssh", "local");
    private static final List<String> METHODS = List.of("sudo", "doas", "su");
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    /// What the command line says about all hosts.
    ///
    /// @param user null unless given
    /// @param privateKey null unless given
    /// @param becomePassword null unless asked for
    record Options(
            @Nullable String user,
            @Nullable Path privateKey,
            boolean become,
            @Nullable String becomePassword,
            Duration connectTimeout,
            boolean acceptNew) {}

    private final String host;
    private final Map<String, Object> vars;
    private final Map<String, Variable> written;
    private final Problems problems;

    private Targets(
            String host,
            Map<String, Object> vars,
            Map<String, Variable> written,
            Problems problems) {
        this.host = host;
        this.vars = vars;
        this.written = written;
        this.problems = problems;
    }

    /// The way to a host.
    ///
    /// @param vars its connection variables, evaluated; passwords as [Secret] or text
    /// @param become what the play says; null when it says nothing
    /// @param becomeUser what the play says; null when it says nothing
    /// @param inventory where the variables were written, for problems
    /// @return empty after a problem
    static Optional<Target> of(
            String host,
            Map<String, Object> vars,
            Options options,
            @Nullable Boolean become,
            @Nullable String becomeUser,
            Inventory inventory,
            Problems problems) {
        var mine = new Problems();
        var targets = new Targets(host, vars, inventory.variables(host), mine);
        Target target = targets.target(options, become, becomeUser);
        mine.all().forEach(problems::add);
        return mine.hasErrors() ? Optional.empty() : Optional.of(target);
    }

    private Target target(Options options, @Nullable Boolean become, @Nullable String becomeUser) {
        Set<String> names = new LinkedHashSet<>(written.keySet());
        names.addAll(vars.keySet());
        names.forEach(name -> ConnectionVariables.heed(name, span(name), problems));
        Path home = Path.of(System.getProperty("user.home", "/root"));
        var arguments = new SshArguments(home, problems);
        for (String name : List.of("ansible_ssh_common_args", "ansible_ssh_extra_args")) {
            String text = text(name);
            if (text != null) {
                arguments.read(name, text, span(name));
            }
        }
        boolean local = local();
        String user = user(options.user(), arguments.user());
        return new Target(
                host,
                address(local),
                port(arguments.port()),
                local,
                user,
                text("ansible_password", "ansible_ssh_password", "ansible_ssh_pass"),
                keys(options.privateKey(), arguments.keys(), home),
                arguments.knownHosts(),
                arguments.acceptNew() == null ? options.acceptNew() : arguments.acceptNew(),
                unlessAlready(
                        local ? System.getProperty("user.name", "") : user,
                        become(options, become, becomeUser)),
                arguments.connectTimeout() == null
                        ? options.connectTimeout()
                        : arguments.connectTimeout(),
                arguments.keepAlive() == null ? KEEP_ALIVE : arguments.keepAlive());
    }

    private boolean local() {
        String connection = text("ansible_connection");
        return switch (connection == null ? "ssh" : connection) {
            case "local" -> true;
            case "ssh", "smart", "paramiko", "paramiko_ssh" -> false;
            default -> {
                error(
                        "ansible_connection",
                        "`ansible_connection` is `" + connection + "`: ssh or local",
                        Suggest.hint(String.valueOf(connection), CONNECTIONS));
                yield false;
            }
        };
    }

    private String address(boolean local) {
        String address = text("ansible_host", "ansible_ssh_host");
        if (address == null) {
            return host;
        }
        if (!local && !fit(address)) {
            error("ansible_host", "`" + address + "` is not an address or a host's name", null);
        }
        return address;
    }

    /// No option of another program, nothing that ends a word.
    private static boolean fit(String name) {
        return !name.isEmpty()
                && !name.startsWith("-")
                && name.codePoints()
                        .allMatch(c -> c > ' ' && c != 0x7f && "'\"`$;|&<>\\".indexOf(c) < 0);
    }

    private int port(@Nullable String argument) {
        String own = text("ansible_port", "ansible_ssh_port");
        String port = own != null ? own : argument;
        if (port == null) {
            return 22;
        }
        if (!port.matches("[0-9]{1,5}")
                || Integer.parseInt(port) < 1
                || Integer.parseInt(port) > 65535) {
            error(
                    own != null ? "ansible_port" : "ansible_ssh_common_args",
                    "`" + port + "` is not a port: 1 to 65535",
                    null);
            return 22;
        }
        return Integer.parseInt(port);
    }

    private String user(@Nullable String option, @Nullable String argument) {
        String own = text("ansible_user", "ansible_ssh_user");
        String user = own != null ? own : option != null ? option : argument;
        if (user == null) {
            return System.getProperty("user.name", "root");
        }
        if (!fit(user)) {
            error("ansible_user", "`" + user + "` is not a user's name", null);
        }
        return user;
    }

    private List<Path> keys(@Nullable Path option, List<Path> arguments, Path home) {
        String own = text("ansible_ssh_private_key_file", "ansible_private_key_file");
        List<Path> keys = new ArrayList<>();
        if (own != null) {
            keys.add(path(own, home));
        } else if (option != null) {
            keys.add(path(option.toString(), home));
        }
        keys.addAll(arguments);
        return keys;
    }

    /// A path in which `~` stands for the home directory.
    static Path path(String text, Path home) {
        try {
            return text.equals("~") || text.startsWith("~/")
                    ? home.resolve(text.substring(Math.min(2, text.length())))
                    : Path.of(text);
        } catch (InvalidPathException e) {
            return Path.of(text.replace('\0', '?'));
        }
    }

    /// Who is that user already needs no sudo: it would cost the host a process, and fail where
    /// there is none.
    private static Target.@Nullable Become unlessAlready(
            String user, Target.@Nullable Become become) {
        return become != null && become.user().equals(user) ? null : become;
    }

    private Target.@Nullable Become become(
            Options options, @Nullable Boolean play, @Nullable String playUser) {
        Boolean own = flag("ansible_become");
        boolean wanted = own != null ? own : play != null ? play : options.become();
        String user = text("ansible_become_user");
        user = user != null ? user : playUser != null ? playUser : "root";
        String method = text("ansible_become_method");
        method = method == null ? "sudo" : method;
        String password = text("ansible_become_password", "ansible_become_pass");
        password = password != null ? password : options.becomePassword();
        if (!wanted) {
            return null;
        }
        if (!METHODS.contains(method)) {
            error(
                    "ansible_become_method",
                    "`ansible_become_method` is `" + method + "`: sudo, doas or su",
                    Suggest.hint(method, METHODS));
        }
        if (!fit(user)) {
            error("ansible_become_user", "`" + user + "` is not a user's name", null);
        }
        if (method.equals("doas") && password != null) {
            error(
                    "ansible_become_method",
                    "doas takes a password from a terminal only, and there is none",
                    "allow it without one on the host (nopass in doas.conf), or use sudo");
        }
        return new Target.Become(method, user, password);
    }

    private @Nullable Boolean flag(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "y", "t", "1" -> true;
            case "false", "no", "off", "n", "f", "0" -> false;
            default -> {
                error(name, "`" + name + "` is `" + text + "`: true or false", null);
                yield false;
            }
        };
    }

    /// The first of these variables that is set, as text.
    private @Nullable String text(String... names) {
        for (String name : names) {
            Object value = vars.get(name);
            switch (value) {
                case null -> {}
                case Secret secret -> {
                    return secret.value();
                }
                case List<?> list -> error(name, "`" + name + "` must be a single value", null);
                case Map<?, ?> map -> error(name, "`" + name + "` must be a single value", null);
                default -> {
                    return value.toString();
                }
            }
        }
        return null;
    }

    private @Nullable Span span(String name) {
        Variable variable = written.get(name);
        return variable == null ? null : variable.value().span();
    }

    private void error(String variable, String message, @Nullable String hint) {
        Span span = span(variable);
        String whose = span == null ? "host `" + host + "`: " : "";
        problems.add(Problem.error("bad-connection", span, whose + message).hint(hint));
    }
}
