package nsfleet.probe;

import static nsfleet.probe.Json.dev;
import static nsfleet.probe.Json.text;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.Netns;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Policy routing rules, from `ip -d -j rule show`.
final class RuleParser {
    /// What the kernel starts with (fib_default_rules_init).
    private static final Map<Long, String> BUILT_IN =
            Map.of(0L, "local", 32766L, "main", 32767L, "default");

    /// What [Rule] has no words for. A rule with one of these matches something else than its other
    /// words say.
    private static final Set<String> FOREIGN =
            Set.of("tos", "dsfield", "tun_id", "suppress_ifgroup", "realms", "nat_gateway");

    private RuleParser() {}

    /// All but the built-in ones and those that [Rule] cannot express.
    static List<Rule> rules(Netns netns, Family family, JsonNode answer) {
        var rules = new ArrayList<Rule>();
        for (JsonNode node : answer) {
            Rule rule = rule(netns, family, node);
            boolean builtIn =
                    rule.selector().equals("from all")
                            && rule.table() != null
                            && rule.table().equals(BUILT_IN.get(rule.priority()));
            if (!builtIn && FOREIGN.stream().noneMatch(node::has)) {
                rules.add(rule);
            }
        }
        return rules;
    }

    private static Rule rule(Netns netns, Family family, JsonNode node) {
        String action = action(node);
        return new Rule(
                netns,
                family,
                node.path("priority").asLong(0),
                Json.flag(node, "not"),
                prefix(node, "src"),
                prefix(node, "dst"),
                dev(node, "iif"),
                dev(node, "oif"),
                fwmark(node),
                text(node, "ipproto"),
                port(node, "sport"),
                port(node, "dport"),
                range(node, "uid_start", "uid_end"),
                action == null ? text(node, "table") : null,
                action,
                suppressed(node));
    }

    private static @Nullable Cidr prefix(JsonNode node, String name) {
        String address = text(node, name);
        if (address == null || address.equals("all")) {
            return null;
        }
        String length = text(node, name + "len");
        return RouteParser.cidr(length == null ? address : address + "/" + length).orElse(null);
    }

    private static @Nullable String fwmark(JsonNode node) {
        String mark = text(node, "fwmark");
        String mask = text(node, "fwmask");
        return mark == null || mask == null ? mark : mark + "/" + mask;
    }

    private static @Nullable String port(JsonNode node, String name) {
        String one = text(node, name);
        return one != null ? one : range(node, name + "_start", name + "_end");
    }

    private static @Nullable String range(JsonNode node, String from, String to) {
        return node.has(from) ? text(node, from) + "-" + text(node, to) : null;
    }

    /// The action where it is not to look up a table, `goto N` and `l3mdev` included.
    private static @Nullable String action(JsonNode node) {
        if (node.has("goto")) {
            return "goto " + text(node, "goto");
        }
        if (Json.flag(node, "l3mdev")) {
            return "l3mdev";
        }
        if (Json.flag(node, "nop")) {
            return "nop";
        }
        String action = text(node, "action");
        return "lookup".equals(action) || "to_tbl".equals(action) ? null : action;
    }

    private static @Nullable Integer suppressed(JsonNode node) {
        return node.has("suppress_prefixlen") ? node.get("suppress_prefixlen").asInt() : null;
    }
}
