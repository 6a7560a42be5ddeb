package nsfleet.cli;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Severity;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.inventory.HostPattern;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.LimitReader;
import nsfleet.inventory.Variable;
import nsfleet.inventory.Vaults;
import nsfleet.net.Ip;
import nsfleet.playbook.Library;
import nsfleet.playbook.Play;
import nsfleet.playbook.Playbook;
import nsfleet.playbook.PlaybookReader;
import nsfleet.resolve.Batch;
import nsfleet.resolve.Resolver;
import nsfleet.resolve.TagFilter;
import nsfleet.resource.Desired;
import nsfleet.run.HostJob;
import nsfleet.run.Stage;
import nsfleet.shell.Secret;
import nsfleet.transport.Target;
import nsfleet.yaml.Scalar;

import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Everything that happens before any host is touched: reading, resolving without facts, and
/// finding the way to each host. All mistakes go into one collector.
final class Preparation {
    /// Codes of mistakes that do not follow from others.
    private static final Set<String> BY_THEMSELVES =
            Set.of(
                    "bad-value",
                    "missing-key",
                    "undefined",
                    "cycle",
                    "bad-expression",
                    "misplaced-value",
                    "bad-lab",
                    "jinja",
                    "no-match");

    private final Terminal terminal;
    private final InventoryOptions inventory;
    private final ConnectionOptions connection;
    private final Problems problems;
    private TagFilter tags = TagFilter.ALL;

    Preparation(
            Terminal terminal,
            InventoryOptions inventory,
            ConnectionOptions connection,
            Problems problems) {
        this.terminal = terminal;
        this.inventory = inventory;
        this.connection = connection;
        this.problems = problems;
    }

    /// The work of playbooks; empty when something is wrong.
    Optional<Workload> playbooks(List<Path> paths) {
        return playbooks(paths, TagFilter.ALL);
    }

    /// @param tags which steps and checks have their turn
    Optional<Workload> playbooks(List<Path> paths, TagFilter tags) {
        this.tags = tags;
        List<Path> beside =
                paths.stream()
                        .map(path -> path.toAbsolutePath().normalize().getParent())
                        .filter(java.util.Objects::nonNull)
                        .toList();
        Inventory hosts = inventory.read(terminal, beside, problems);
        boolean known = !problems.hasErrors();
        List<Playbook> playbooks = new ArrayList<>();
        for (Path path : paths) {
            read(path)
                    .flatMap(source -> Vaults.opened(source, hosts.vault(), problems))
                    .flatMap(source -> PlaybookReader.read(source, library(hosts), problems))
                    .ifPresent(playbooks::add);
        }
        if (!problems.hasErrors()) {
            return workload(hosts, playbooks, paths);
        }
        if (known) {
            furtherMistakes(hosts, playbooks);
        }
        return Optional.empty();
    }

    /// What is wrong with values is told together with what could not be read: all at once. What
    /// may only follow from a step that could not be read is left out.
    private void furtherMistakes(Inventory hosts, List<Playbook> playbooks) {
        Problems further = new Problems();
        further.show(text -> Secret.mask(text, hosts.vault().secrets()));
        Resolver resolver =
                new Resolver(
                        hosts,
                        playbooks,
                        ExtraVars.read(inventory.extraVars, hosts.vault(), further),
                        new Resolver.Selection(null, inventory.allowEmpty, tags),
                        Preparation::lookup,
                        further);
        resolver.hosts().forEach(host -> resolver.resolve(host, null, further));
        List<Problem> told = problems.all();
        // What is not defined may be so in a file that could not be read.
        boolean lost = told.stream().anyMatch(p -> p.code().equals("unreadable-file"));
        further.all().stream()
                .filter(problem -> BY_THEMSELVES.contains(problem.code()))
                .filter(problem -> !(lost && problem.code().equals("undefined")))
                .filter(problem -> told.stream().noneMatch(other -> sameLine(problem, other)))
                .forEach(problems::add);
    }

    private static boolean sameLine(Problem one, Problem other) {
        return one.span() != null
                && other.span() != null
                && one.span().source().equals(other.span().source())
                && one.span().line() == other.span().line();
    }

    /// Work on hosts without a playbook.
    Optional<Workload> hosts(String pattern, boolean limited) {
        Inventory hosts = inventory.read(terminal, List.of(), problems);
        if (problems.hasErrors()) {
            return Optional.empty();
        }
        return workload(hosts, List.of(nothingOn(pattern)), List.of());
    }

    /// A play without steps: mistakes in the pattern show it as it stands on the command line.
    private static Playbook nothingOn(String pattern) {
        Source source = new Source("PATTERN", pattern);
        Span span = new Span(source, 1, 1, pattern.length());
        Play play =
                new Play(
                        span,
                        null,
                        Scalar.of(span, "none"),
                        new Scalar(span, pattern, pattern, true),
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        List.of());
        return new Playbook(source, List.of(play));
    }

    private Optional<Workload> workload(
            Inventory hosts, List<Playbook> playbooks, List<Path> paths) {
        HostPattern limit =
                inventory.limit == null
                        ? null
                        : LimitReader.read(inventory.limitedBy, inventory.limit, problems)
                                .orElse(null);
        List<Variable> extra = ExtraVars.read(inventory.extraVars, hosts.vault(), problems);
        extra.forEach(v -> ConnectionVariables.heed(v.name(), v.value().span(), problems));
        Resolver resolver =
                new Resolver(
                        hosts,
                        playbooks,
                        extra,
                        new Resolver.Selection(limit, inventory.allowEmpty, tags),
                        Preparation::lookup,
                        problems);
        Targets.Options options = targetOptions();
        List<HostJob> jobs = new ArrayList<>();
        for (String host : resolver.hosts()) {
            resolver.resolve(host, null, problems);
            target(hosts, resolver, host, options)
                    .ifPresent(
                            target ->
                                    jobs.add(
                                            new HostJob(
                                                    host,
                                                    target,
                                                    facts -> resolve(resolver, host, facts),
                                                    resolver.neighbours(host))));
        }
        return problems.hasErrors()
                ? Optional.empty()
                : Optional.of(
                        new Workload(
                                paths.stream().map(Path::toString).toList(),
                                stages(resolver.batches(), jobs),
                                () -> secrets(hosts, resolver, jobs)));
    }

    private static List<Stage> stages(List<Batch> batches, List<HostJob> jobs) {
        Map<String, HostJob> byHost = new HashMap<>();
        jobs.forEach(job -> byHost.put(job.host(), job));
        return batches.stream()
                .map(
                        batch ->
                                new Stage(
                                        batch.hosts().stream()
                                                .map(byHost::get)
                                                .filter(Objects::nonNull)
                                                .toList(),
                                        batch.maxFailPercentage(),
                                        batch.anyErrorsFatal()))
                .toList();
    }

    /// The address of a host that is reached by this name; asked for only where a wire needs it.
    private static Parsed<Ip> lookup(String name) {
        try {
            String address = InetAddress.getByName(name).getHostAddress();
            int zone = address.indexOf('%');
            return Ip.parse(zone < 0 ? address : address.substring(0, zone));
        } catch (UnknownHostException e) {
            return Parsed.bad("no address is known for `" + name + "`");
        }
    }

    /// Those of the variables, and the passwords of the ways to hosts wherever they came from.
    private static Set<Secret> secrets(Inventory hosts, Resolver resolver, List<HostJob> jobs) {
        Set<Secret> secrets = new LinkedHashSet<>(resolver.secrets());
        secrets.addAll(hosts.vault().secrets());
        for (HostJob job : jobs) {
            Target target = job.target();
            if (target.password() != null) {
                secrets.add(new Secret("ansible_password", target.password()));
            }
            if (target.become() != null && target.become().password() != null) {
                secrets.add(new Secret("ansible_become_password", target.become().password()));
            }
        }
        return secrets;
    }

    private Optional<Target> target(
            Inventory hosts, Resolver resolver, String host, Targets.Options options) {
        Resolver.Become become = resolver.become(host, problems);
        return Targets.of(
                host,
                resolver.connection(host, ConnectionVariables.READ, problems),
                options,
                become.enabled(),
                become.user(),
                hosts,
                problems);
    }

    private Targets.Options targetOptions() {
        char[] password = connection.askBecomePassword ? becomePassword() : null;
        return new Targets.Options(
                connection.user,
                connection.privateKey,
                connection.become,
                password == null ? null : new String(password),
                connection.connectTimeout,
                connection.hostKeyChecking == ConnectionOptions.HostKeyChecking.accept_new);
    }

    private char[] becomePassword() {
        char[] password = terminal.passwords().ask("BECOME password: ");
        if (password == null) {
            throw new ParameterException(
                    connection.command(),
                    "-K asks for a password, and there is no terminal to ask on: set"
                            + " ansible_become_password instead, such as by -e @FILE");
        }
        return password;
    }

    private static Parsed<List<Desired>> resolve(
            Resolver resolver, String host, Map<String, Object> facts) {
        Problems own = new Problems();
        List<Desired> desired = resolver.resolve(host, facts, own);
        String errors =
                own.all().stream()
                        .filter(problem -> problem.severity() == Severity.ERROR)
                        .map(Preparation::line)
                        .collect(Collectors.joining("; "));
        return errors.isEmpty() ? Parsed.good(desired) : Parsed.bad(errors);
    }

    private static String line(Problem problem) {
        return (problem.span() == null ? "" : problem.span().at() + ": ") + problem.message();
    }

    /// The files that playbooks name; an encrypted one is opened.
    private static Library library(Inventory hosts) {
        return (from, name) -> beside(from, name).then(source -> opened(name, source, hosts));
    }

    private static Parsed<Source> opened(String name, Source source, Inventory hosts) {
        Problems why = new Problems();
        return Vaults.opened(source, hosts.vault(), why)
                .map(Parsed::good)
                .orElseGet(() -> Parsed.bad(name + ": " + why.all().getFirst().message()));
    }

    /// A file that a playbook names, looked up beside it.
    private static Parsed<Source> beside(Source from, String name) {
        try {
            Path path = Path.of(from.name()).resolveSibling(name).normalize();
            return Parsed.good(new Source(path.toString(), Files.readString(path)));
        } catch (IOException e) {
            return Parsed.bad(name + ": cannot be read: " + Reasons.of(e));
        } catch (InvalidPathException e) {
            return Parsed.bad("\"" + name + "\" is not the name of a file");
        }
    }

    private Optional<Source> read(Path path) {
        try {
            return Optional.of(new Source(path.toString(), Files.readString(path)));
        } catch (IOException e) {
            problems.error("unreadable-file", null, path + ": cannot be read: " + Reasons.of(e));
            return Optional.empty();
        }
    }
}
