package nsfleet.probe;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Match;
import nsfleet.filter.Net;
import nsfleet.filter.Ports;
import nsfleet.filter.Protocol;
import nsfleet.filter.State;
import nsfleet.filter.Verdict;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads a table of ours as `nft -j list table` prints it (libnftables-json(5)) into what it means:
/// as a [Observed.FilterTable] whose chains have the names that we give them.
final class NftTable {
    private final Family family;

    private NftTable(Family family) {
        this.family = family;
    }

    /// The table, without chains if there is none.
    ///
    /// @param root what nft printed; missing where it said that there is no such table
    static Observed.FilterTable read(Family family, JsonNode root) {
        var own = new TreeMap<String, List<Line>>();
        Map<String, String> policies = new HashMap<>();
        for (JsonNode item : root.path("nftables")) {
            if (item.has("chain")) {
                JsonNode chain = item.get("chain");
                String name = chain.path("name").asText();
                own.put(name, new ArrayList<>());
                if (hooked(name, chain)) {
                    policies.put(name, chain.path("policy").asText().toUpperCase(Locale.ROOT));
                }
            } else if (item.has("rule")) {
                JsonNode rule = item.get("rule");
                own.computeIfAbsent(rule.path("chain").asText(), _ -> new ArrayList<>())
                        .add(new NftTable(family).line(rule.path("expr")));
            } else if (!item.has("metainfo") && !item.has("table")) {
                // A set, a map, a counter: nothing that we make.
                own.put("strange", new ArrayList<>(List.of(new Line.Strange(item.toString()))));
            }
        }
        return new Observed.FilterTable(new TreeMap<>(), Map.copyOf(policies), own);
    }

    /// Whether a chain is hooked where its name says.
    private static boolean hooked(String name, JsonNode chain) {
        for (Hook hook : Hook.values()) {
            if (hook.nftChain().equals(name)) {
                return chain.path("type").asText().equals(hook.type())
                        && chain.path("hook").asText().equals(hook.nftHook())
                        && chain.path("prio").asText().equals(String.valueOf(hook.priority()));
            }
        }
        return false;
    }

    /// Something that we never write.
    private static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Line line(JsonNode expressions) {
        try {
            Match match = Match.ANY;
            for (int i = 0; i < expressions.size(); i++) {
                JsonNode e = expressions.get(i);
                if (!e.has("match")) {
                    if (i != expressions.size() - 1) {
                        throw new Unknown();
                    }
                    return new Line.Rule(match, verdict(e));
                }
                match = match(match, e.get("match"));
            }
            throw new Unknown();
        } catch (Unknown | IllegalArgumentException e) {
            return new Line.Strange(expressions.toString());
        }
    }

    private Match match(Match match, JsonNode m) {
        String op = m.path("op").asText();
        JsonNode left = m.path("left");
        JsonNode right = m.path("right");
        boolean same = op.equals("==") || op.equals("in");
        if (left.has("payload")) {
            JsonNode payload = left.get("payload");
            // Version 0.9.0 says name.
            String protocol = payload.path("protocol").asText(payload.path("name").asText());
            String field = payload.path("field").asText();
            if (protocol.equals(family == Family.V4 ? "ip" : "ip6")) {
                Net net = new Net(cidr(right), op.equals("!="));
                if (!same && !net.not()) {
                    throw new Unknown();
                }
                return switch (field) {
                    case "saddr" -> match.source(net);
                    case "daddr" -> match.destination(net);
                    default -> throw new Unknown();
                };
            }
            if (same && field.equals("dport")) {
                return match.of(number(protocol), ports(right));
            }
        } else if (same && left.has("meta")) {
            return switch (left.get("meta").path("key").asText()) {
                case "iifname" -> match.in(InterfaceName.of(right.asText()));
                case "oifname" -> match.out(InterfaceName.of(right.asText()));
                case "l4proto" -> match.of(number(right.asText()), match.ports());
                default -> throw new Unknown();
            };
        } else if (same && left.path("ct").path("key").asText().equals("state")) {
            return match.states(states(right));
        } else if (same
                && left.path("fib").path("result").asText().equals("type")
                && right.asText().equals("local")) {
            List<String> flags = texts(left.path("fib").path("flags"));
            if (flags.equals(List.of("saddr"))) {
                return match.fromHere(true);
            } else if (flags.equals(List.of("daddr"))) {
                return match.toHere(true);
            }
        }
        throw new Unknown();
    }

    private static int number(String protocol) {
        return Protocol.number(protocol).orElseThrow(Unknown::new);
    }

    private static Cidr cidr(JsonNode right) {
        JsonNode prefix = right.path("prefix");
        return prefix.isMissingNode()
                ? Cidr.of(Ip.of(right.asText()))
                : new Cidr(Ip.of(prefix.path("addr").asText()), prefix.path("len").asInt());
    }

    private static Ports ports(JsonNode right) {
        List<Ports.Range> ranges = new ArrayList<>();
        Iterable<JsonNode> items = right.has("set") ? right.get("set") : List.of(right);
        for (JsonNode item : items) {
            JsonNode range = item.path("range");
            boolean one = range.isMissingNode();
            ranges.add(
                    new Ports.Range(
                            port(one ? item : range.get(0)), port(one ? item : range.get(1))));
        }
        return Ports.of(ranges);
    }

    private static int port(JsonNode node) {
        if (!node.isInt()) {
            throw new Unknown();
        }
        return node.asInt();
    }

    private static Set<State> states(JsonNode right) {
        Set<State> states = EnumSet.noneOf(State.class);
        for (String word : texts(right.has("set") ? right.get("set") : right)) {
            states.add(State.valueOf(word.toUpperCase(Locale.ROOT)));
        }
        return states;
    }

    /// A list of words, a single one, or words joined by `|`.
    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(item -> texts.addAll(texts(item)));
        } else if (node.has("|")) {
            texts.addAll(texts(node.get("|")));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }

    private Verdict verdict(JsonNode e) {
        if (e.has("accept")) {
            return new Verdict.Accept();
        } else if (e.has("drop")) {
            return new Verdict.Drop();
        } else if (e.has("reject")) {
            return reject(e.get("reject"));
        } else if (e.has("log") && e.get("log").size() == 1) {
            return new Verdict.Log(e.get("log").path("prefix").asText());
        } else if (e.has("masquerade") && e.get("masquerade").isEmpty()) {
            return new Verdict.Masquerade();
        } else if (e.has("snat") && e.get("snat").size() == 1) {
            return new Verdict.Snat(Ip.of(e.get("snat").path("addr").asText()));
        } else if (e.has("dnat")) {
            JsonNode to = e.get("dnat");
            boolean port = to.has("port");
            if (to.size() != (port ? 2 : 1)) {
                throw new Unknown();
            }
            return new Verdict.Dnat(
                    Ip.of(to.path("addr").asText()), port ? port(to.get("port")) : null);
        } else if (e.path("mangle").path("key").path("meta").path("key").asText().equals("mark")) {
            return mark(e.get("mangle").path("value"));
        }
        throw new Unknown();
    }

    /// The default, which some versions spell out.
    private static Verdict reject(JsonNode how) {
        if (!how.isEmpty()
                && !(how.path("expr").asText().equals("port-unreachable")
                        && how.path("type").asText().matches("icmp|icmpv6|icmpx"))) {
            throw new Unknown();
        }
        return new Verdict.Reject();
    }

    /// A number, or `(mark & KEPT) | BITS`, where nft adds the bits to what is kept as well.
    private static Verdict mark(JsonNode value) {
        if (value.isIntegralNumber()) {
            return new Verdict.Mark(value.asLong(), Verdict.Mark.ALL);
        }
        JsonNode left = value.path("|").path(0);
        long bits = value.has("|") ? bits(value.path("|").path(1)) : 0;
        JsonNode and = value.has("|") ? left : value;
        long kept = and.has("&") ? bits(and.path("&").path(1)) : Verdict.Mark.ALL;
        JsonNode old = and.has("&") ? and.path("&").path(0) : and;
        if (!old.path("meta").path("key").asText().equals("mark")) {
            throw new Unknown();
        }
        return new Verdict.Mark(bits, ~kept & Verdict.Mark.ALL | bits);
    }

    private static long bits(JsonNode number) {
        if (!number.isIntegralNumber()) {
            throw new Unknown();
        }
        return number.asLong();
    }
}
