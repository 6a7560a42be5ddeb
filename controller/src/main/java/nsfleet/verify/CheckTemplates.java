package nsfleet.verify;

import nsfleet.resource.Check;
import nsfleet.shell.Script;
import nsfleet.shell.Templates;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the templates under `templates/verify/` are given.
final class CheckTemplates {
    /// The longest that a ping waits for the last answer, and a connection for its own.
    private static final long MOST_SECONDS = 5;

    /// The longest that a ping waits which nobody is to answer.
    private static final long MOST_SECONDS_FOR_NOTHING = 2;

    private CheckTemplates() {}

    /// The program for all of them.
    static Script program(List<Check> checks, String nonce, int cap) {
        List<Map<String, Object>> models = new ArrayList<>();
        var deadlines = new TreeMap<Long, List<Integer>>();
        for (int i = 0; i < checks.size(); i++) {
            Map<String, Object> model = model(checks.get(i));
            model.put("index", i);
            model.put("guard", true);
            models.add(model);
            deadlines.computeIfAbsent(limit(checks.get(i)), _ -> new ArrayList<>()).add(i);
        }
        return Templates.builtIn()
                .render(
                        "verify/all.sh.ftl",
                        Map.of(
                                "nonce", nonce,
                                "cap", cap,
                                "checks", models,
                                "deadlines", waits(deadlines)));
    }

    /// One check's command, as evidence.
    ///
    /// @param tool the one chosen on the host, where the type leaves a choice
    static String command(Check check, @Nullable String tool) {
        Map<String, Object> model = model(check);
        model.put("guard", false);
        String name =
                check.probe() instanceof Check.Tcp
                        ? "tcp-" + (tool == null ? "bash" : tool)
                        : String.valueOf(model.get("type"));
        return Templates.builtIn()
                .render("verify/" + name + ".sh.ftl", Map.of("c", model))
                .masked()
                .strip();
    }

    private static List<Map<String, Object>> waits(TreeMap<Long, List<Integer>> deadlines) {
        List<Map<String, Object>> waits = new ArrayList<>();
        long before = 0;
        for (var deadline : deadlines.entrySet()) {
            waits.add(Map.of("wait", deadline.getKey() - before, "checks", deadline.getValue()));
            before = deadline.getKey();
        }
        return waits;
    }

    /// Whole seconds, at least one: POSIX sleep(1) knows no others.
    private static long limit(Check check) {
        Duration timeout = check.timeout();
        return Math.max(1, timeout.getSeconds() + (timeout.getNano() > 0 ? 1 : 0));
    }

    private static Map<String, Object> model(Check check) {
        var model = new LinkedHashMap<String, Object>();
        if (!check.netns().isHost()) {
            model.put("netns", check.netns().name());
        }
        model.put("big", false);
        switch (check.probe()) {
            case Check.Ping ping -> ping(model, ping, limit(check));
            case Check.Listening listening -> listening(model, listening);
            case Check.Sockets sockets -> sockets(model, sockets);
            case Check.Tcp(var host, var port, var _) -> {
                model.put("type", "tcp");
                model.put("host", host);
                model.put("port", port);
                model.put("wait", Math.clamp(limit(check) - 1, 1, MOST_SECONDS));
            }
            case Check.RouteGet route -> {
                model.put("type", "route");
                model.put("to", route.to().text());
            }
            case Check.Command command -> {
                model.put("type", "command");
                model.put("run", command.run());
                model.put("big", true);
            }
        }
        return model;
    }

    private static void ping(Map<String, Object> model, Check.Ping ping, long limit) {
        model.put("type", "ping");
        need(model, "ping", "iputils-ping");
        model.put("to", ping.to());
        model.put("six", ping.to().indexOf(':') >= 0);
        model.put("count", ping.count());
        long sending = (ping.count() - 1) / 5;
        long most = ping.reachable() ? MOST_SECONDS : MOST_SECONDS_FOR_NOTHING;
        model.put("wait", Math.clamp(limit - sending - 1, 1, most));
        model.put("df", ping.df());
        give(model, "size", ping.size());
        give(model, "source", ping.source());
        give(model, "vrf", ping.vrf() == null ? null : ping.vrf().value());
    }

    private static void listening(Map<String, Object> model, Check.Listening listening) {
        model.put("type", "listening");
        need(model, "ss", "iproute2");
        model.put("tcp", listening.proto().equals("tcp"));
        model.put("udp", listening.proto().equals("udp"));
        model.put("port", listening.port());
    }

    private static void sockets(Map<String, Object> model, Check.Sockets sockets) {
        model.put("type", "sockets");
        need(model, "ss", "iproute2");
        model.put("tcp", !"udp".equals(sockets.proto()));
        model.put("udp", !"tcp".equals(sockets.proto()));
        give(model, "state", sockets.state());
        give(model, "port", sockets.port());
        model.put("big", true);
    }

    private static void need(Map<String, Object> model, String tool, String packageName) {
        model.put("tool", tool);
        model.put("package", packageName);
    }

    private static void give(Map<String, Object> model, String name, @Nullable Object value) {
        if (value != null) {
            model.put(name, value);
        }
    }
}
