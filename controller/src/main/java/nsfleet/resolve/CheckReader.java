package nsfleet.resolve;

import nsfleet.diagnostics.Span;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.playbook.BodyKeys;
import nsfleet.playbook.Item;
import nsfleet.resource.Check;
import nsfleet.vars.Value;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// Reads the checks of a host.
final class CheckReader {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final List<String> BESIDE =
            List.of("name", "retries", "interval", "timeout", "expect");

    private final Declared declared;
    private final LabDraft lab;

    CheckReader(Declared declared, LabDraft lab) {
        this.declared = declared;
        this.lab = lab;
    }

    /// What to look at, and what tells it apart from others of its type.
    private record Named(String target, Check.Probe probe) {}

    void check(Item.Task task, Place place) {
        Mapping body = body(task, place);
        if (body == null) {
            return;
        }
        var keys = new Keys(joined(task, body, place), task.span(), place);
        Place.Where where = keys.netns(task.common().get("netns"));
        Integer retries = keys.integer("retries", 0, 1_000);
        Duration interval = keys.read("interval", Texts::duration);
        Duration timeout = keys.read("timeout", Texts::duration);
        String name = keys.text("name");
        Netns netns = where.netns() == null ? Netns.HOST : where.netns();
        if (!declared.knows(netns)) {
            YamlNode beside = task.common().get("netns");
            Span span =
                    keys.has("netns")
                            ? keys.span("netns")
                            : beside != null ? beside.span() : task.span();
            keys.incomplete();
            place.problems().add(StepReader.undeclared(netns, span, declared));
        }
        Named named = named(task.type().name(), keys, netns);
        if (named == null || !keys.complete() || !place.certain() || !place.tags().selected()) {
            return;
        }
        String identity =
                name != null ? name : task.type().name() + " " + netns.prefix() + named.target;
        lab.check(
                new Check(
                        identity,
                        task.type().name(),
                        netns,
                        task.span(),
                        retries == null ? 0 : retries,
                        interval == null ? INTERVAL : interval,
                        timeout == null ? TIMEOUT : timeout,
                        named.probe),
                task.span(),
                place.problems());
    }

    private static @Nullable Mapping body(Item.Task task, Place place) {
        if (task.body() instanceof Mapping map) {
            return map;
        }
        if (task.body() instanceof Scalar scalar
                && scalar.text().contains("${")
                && place.scope().evaluate(scalar, place.problems()) instanceof Value.Known(var node)
                && new BodyKeys(place.problems())
                        .check(task.type(), node, task.span(), List.of())) {
            return (Mapping) node;
        }
        return null;
    }

    // The keys of all checks stand inside or beside, not both.
    private static Mapping joined(Item.Task task, Mapping body, Place place) {
        var entries = new java.util.ArrayList<>(body.entries());
        for (Mapping.Entry entry : task.common().entries()) {
            String key = entry.key().text();
            if (!BESIDE.contains(key)) {
                continue;
            }
            YamlNode inside = body.get(key);
            if (inside != null) {
                place.problems()
                        .add(
                                nsfleet.diagnostics.Problem.error(
                                                "twice",
                                                inside.span(),
                                                "\""
                                                        + key
                                                        + "\" stands inside and beside \""
                                                        + task.type().name()
                                                        + "\"")
                                        .see("beside", entry.key().span()));
            } else if (task.type().key(key).isEmpty()) {
                place.problems()
                        .error(
                                "unknown-key",
                                entry.key().span(),
                                "\"" + task.type().name() + "\" has no \"" + key + "\"");
            } else {
                entries.add(entry);
            }
        }
        return new Mapping(body.span(), entries);
    }

    private @Nullable Named named(String type, Keys keys, Netns netns) {
        return switch (type) {
            case "ping" -> ping(keys);
            case "listening" -> listening(keys);
            case "sockets" -> sockets(keys);
            case "tcp" -> tcp(keys);
            case "route" -> route(keys, netns);
            case "command" -> command(keys);
            default -> throw new IllegalStateException("no reader for " + type);
        };
    }

    private static @Nullable Named ping(Keys keys) {
        String to = keys.text("to");
        Integer count = keys.integer("count", 1, 1_000);
        Integer size = keys.integer("size", 0, 65_507);
        boolean df = keys.bool("df", false);
        String source = keys.text("source");
        InterfaceName vrf = keys.dev("vrf");
        Double loss = keys.read("loss", Texts::percent);
        Duration rtt = keys.read("rtt", Texts::duration);
        boolean reachable = !expects(keys, "reachable", "unreachable");
        if (to == null) {
            return null;
        }
        if (!to.matches("[A-Za-z0-9_:.%-]+") || to.startsWith("-")) {
            keys.wrong("to", "\"" + to + "\" is neither an address nor a name");
        }
        if (source != null && (!source.matches("[A-Za-z0-9_:.@-]+") || source.startsWith("-"))) {
            keys.wrong("source", "\"" + source + "\" is neither an address nor an interface");
        }
        if (!reachable && (loss != null || rtt != null)) {
            keys.wrong("expect", "nothing comes back from what is unreachable: no loss, no rtt");
        }
        var probe =
                new Check.Ping(
                        to, count == null ? 1 : count, size, df, source, vrf, reachable, loss, rtt);
        return new Named(
                "-> "
                        + to
                        + words(keys, "count", "size", "source", "vrf", "loss", "rtt")
                        + (df ? " df" : "")
                        + (reachable ? "" : " unreachable"),
                probe);
    }

    private static @Nullable Named listening(Keys keys) {
        Integer port = keys.integer("port", 1, 65_535);
        String proto = keys.choice("proto", List.of("tcp", "udp"));
        Ip address = keys.ip("address");
        String process = keys.text("process");
        boolean expected = !expects(keys, "listening", "not listening");
        if (port == null) {
            return null;
        }
        String name = proto == null ? "tcp" : proto;
        return new Named(
                name + "/" + port + words(keys, "address", "process") + (expected ? "" : " not"),
                new Check.Listening(port, name, address, process, expected));
    }

    private static Named sockets(Keys keys) {
        String state =
                keys.choice(
                        "state",
                        nsfleet.playbook.CheckTypes.find("sockets")
                                .flatMap(t -> t.key("state"))
                                .orElseThrow()
                                .choices());
        String proto = keys.choice("proto", List.of("tcp", "udp"));
        Integer port = keys.integer("port", 1, 65_535);
        Integer count = keys.integer("count", 0, Integer.MAX_VALUE);
        String words = words(keys, "state", "proto", "port", "count");
        return new Named(
                words.isEmpty() ? "all" : words.strip(),
                new Check.Sockets(state, proto, port, count));
    }

    private static @Nullable Named tcp(Keys keys) {
        Texts.Endpoint to = keys.read("to", Texts::endpoint);
        boolean open = !expects(keys, "open", "closed");
        return to == null
                ? null
                : new Named(
                        "-> " + keys.text("to") + (open ? "" : " closed"),
                        new Check.Tcp(to.host(), to.port(), open));
    }

    private @Nullable Named route(Keys keys, Netns netns) {
        Ip to = keys.ip("to");
        Ip via = keys.ip("via");
        InterfaceName dev = keys.dev("dev");
        Ip src = keys.ip("src");
        boolean reachable = !expects(keys, "reachable", "unreachable");
        if (dev != null && !declared.knows(netns, dev)) {
            keys.incomplete();
            keys.place().problems().add(StepReader.noDev(netns, dev, keys.span("dev"), declared));
        }
        return to == null
                ? null
                : new Named(
                        "-> "
                                + to
                                + words(keys, "via", "dev", "src")
                                + (reachable ? "" : " unreachable"),
                        new Check.RouteGet(to, via, dev, src, reachable));
    }

    private static @Nullable Named command(Keys keys) {
        Integer rc = keys.integer("rc", 0, 255);
        String matches = keys.read("matches", Texts::regex);
        String notMatches = keys.read("not_matches", Texts::regex);
        if (!(keys.map().get("run") instanceof Scalar run)) {
            if (keys.has("run")) {
                keys.wrong("run", "\"run\" takes shell text");
            }
            return null;
        }
        if (!(keys.place().scope().shell(run, keys.place().problems())
                instanceof Value.Known(Scalar text))) {
            keys.incomplete();
            return null;
        }
        if (text.text().isBlank()) {
            keys.wrong("run", "there is no command");
        }
        String first = text.text().strip().lines().findFirst().orElse("");
        return new Named(
                first + words(keys, "rc", "matches", "not_matches"),
                new Check.Command(text.text(), rc == null ? 0 : rc, matches, notMatches));
    }

    // Whether the second of two expectations is asked for.
    private static boolean expects(Keys keys, String usual, String other) {
        return other.equals(keys.choice("expect", List.of(usual, other)));
    }

    private static String words(Keys keys, String... names) {
        var words = new StringBuilder();
        for (String name : names) {
            String text = keys.has(name) ? keys.text(name) : null;
            if (text != null) {
                words.append(' ').append(name).append(' ').append(text);
            }
        }
        return words.toString();
    }
}
