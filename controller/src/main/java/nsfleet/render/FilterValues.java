package nsfleet.render;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Match;
import nsfleet.filter.Net;
import nsfleet.filter.Policy;
import nsfleet.filter.Ports;
import nsfleet.filter.Protocol;
import nsfleet.filter.RuleWords;
import nsfleet.filter.Verdict;
import nsfleet.net.Family;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.plan.Operation;
import nsfleet.plan.Operation.FilterReplace;
import nsfleet.shell.Lines;
import nsfleet.shell.Templates;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the templates of a [FilterReplace] get: the rules as maps, and what was made of them in the
/// language of the backend.
final class FilterValues {
    private FilterValues() {}

    static Map<String, Object> of(FilterReplace o) {
        Values values = new Values("filter-replace", o.netns()).with("v6", o.family() == Family.V6);
        return o.backend() == Backend.NFT ? nft(o, values) : iptables(o, values);
    }

    private static Map<String, Object> nft(FilterReplace o, Values values) {
        List<Map<String, Object>> chains = new ArrayList<>();
        for (Hook hook : Hook.values()) {
            Policy policy = o.wanted().policies().get(hook);
            if (policy != null || o.wanted().chains().containsKey(hook)) {
                chains.add(
                        new Values("chain", Netns.HOST)
                                .with("name", hook.nftChain())
                                .with("type", hook.type())
                                .with("hook", hook.nftHook())
                                .with("priority", hook.priority())
                                .with("policy", (policy == null ? Policy.ACCEPT : policy).word())
                                .with("rules", rules(o, hook))
                                .map());
            }
        }
        Map<String, Object> document =
                new Values("filter-nft", o.netns())
                        .with("family", o.family() == Family.V6 ? "ip6" : "ip")
                        .with("table", o.nftTable())
                        .with("tag", o.tag())
                        .with("chains", chains)
                        .map();
        Optional<Lines> text = Templates.builtIn().nft("ops/filter-nft.ftl", Map.of("o", document));
        return values.with("nft", text.orElseThrow(() -> unfit(o))).map();
    }

    private static Map<String, Object> iptables(FilterReplace o, Values values) {
        List<Map<String, Object>> tables = new ArrayList<>();
        List<Lines> whole = new ArrayList<>();
        for (String name : o.tables()) {
            Lines head = restore(o, name, "head");
            Lines tail = restore(o, name, "tail");
            whole.add(head);
            if (o.stale().stream().anyMatch(jump -> jump.table().equals(name))) {
                whole.add(restore(o, name, "stale"));
            }
            whole.add(tail);
            tables.add(
                    Map.of(
                            "name",
                            name,
                            "head",
                            head,
                            "tail",
                            tail,
                            "own",
                            o.chain(Hook.INPUT).replaceFirst("[^-]*$", "")));
        }
        return values.with("tables", tables).with("whole", Lines.join(whole)).map();
    }

    private static IllegalArgumentException unfit(FilterReplace o) {
        return new IllegalArgumentException(
                "lab " + o.lab() + " has a rule that cannot be written for " + o.backend());
    }

    private static List<Hook> hooks(String table) {
        return List.of(Hook.values()).stream().filter(h -> h.table().equals(table)).toList();
    }

    private static Lines restore(FilterReplace o, String table, String part) {
        List<Map<String, Object>> chains = new ArrayList<>();
        List<Map<String, String>> policies = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (Hook hook : hooks(table)) {
            if (o.wanted().chains().containsKey(hook)) {
                chains.add(
                        Map.of(
                                "name",
                                o.chain(hook),
                                "anchor",
                                o.anchor(hook),
                                "rules",
                                rules(o, hook)));
            } else if (o.gone().contains(hook)) {
                gone.add(o.chain(hook));
            }
            Policy policy = o.wanted().policies().get(hook);
            if (policy != null) {
                policies.add(Map.of("chain", hook.chain(), "word", policy.name()));
            }
        }
        List<List<String>> stale = new ArrayList<>();
        for (Operation.Jump jump : o.stale()) {
            if (jump.table().equals(table)) {
                List<String> words = new ArrayList<>(List.of(jump.chain()));
                words.addAll(RuleWords.of(jump.rule()));
                stale.add(words);
            }
        }
        Map<String, Object> document =
                new Values("filter-iptables", o.netns())
                        .with("table", table)
                        .with("tag", o.tag())
                        .with("v6", o.family() == Family.V6)
                        .with("chains", chains)
                        .with("gone", gone)
                        .with("policies", policies)
                        .with("stale", stale)
                        .map();
        return Templates.builtIn()
                .restore("ops/filter-iptables.ftl", Map.of("o", document, "part", part))
                .orElseThrow(() -> unfit(o));
    }

    private static List<Map<String, Object>> rules(FilterReplace o, Hook hook) {
        List<Map<String, Object>> rules = new ArrayList<>();
        for (Line line : o.wanted().lines(hook)) {
            switch (line) {
                case Line.Rule(var match, var verdict) -> rules.add(rule(o, match, verdict));
                case Line.Strange(var text) ->
                        throw new IllegalArgumentException("not a rule of ours: " + text);
            }
        }
        return rules;
    }

    private static Map<String, Object> rule(FilterReplace o, Match match, Verdict verdict) {
        Integer protocol = match.protocol();
        Ports ports = match.ports();
        return new Values("rule", Netns.HOST)
                .with("in", match.in())
                .with("out", match.out())
                .with("source", net(match.source()))
                .with("destination", net(match.destination()))
                .with("fromHere", match.fromHere())
                .with("toHere", match.toHere())
                .with("protocol", protocol == null ? null : Protocol.name(protocol))
                .with("number", protocol)
                .with("hasPorts", protocol != null && Protocol.hasPorts(protocol))
                .with("ports", ports == null ? null : ports(ports, ":"))
                .with("nftPorts", ports == null ? null : ports(ports, "-"))
                .with("states", match.states().isEmpty() ? null : states(match, false))
                .with("nftStates", match.states().isEmpty() ? null : states(match, true))
                .with("does", word(verdict))
                .with("to", to(verdict))
                .with("prefix", verdict instanceof Verdict.Log(var prefix) ? prefix : null)
                .with("mark", verdict instanceof Verdict.Mark m ? mark(m) : null)
                .map();
    }

    private static @Nullable Map<String, Object> net(@Nullable Net net) {
        return net == null ? null : Map.of("cidr", net.cidr().toString(), "not", net.not());
    }

    private static List<String> ports(Ports ports, String between) {
        return ports.ranges().stream()
                .map(
                        r ->
                                r.from() == r.to()
                                        ? String.valueOf(r.from())
                                        : r.from() + between + r.to())
                .toList();
    }

    private static String states(Match match, boolean nft) {
        return new TreeSet<>(match.states())
                .stream()
                        .map(state -> nft ? state.word() : state.name())
                        .collect(Collectors.joining(","));
    }

    private static String word(Verdict verdict) {
        return verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String to(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Snat(var to) -> to.toString();
            case Verdict.Dnat(var to, var port) -> port == null ? to.text() : to(to, port);
            case Verdict.Accept _,
                    Verdict.Drop _,
                    Verdict.Reject _,
                    Verdict.Log _,
                    Verdict.Masquerade _,
                    Verdict.Mark _ ->
                    null;
        };
    }

    private static String to(Ip to, int port) {
        return to.v6() ? "[" + to + "]:" + port : to + ":" + port;
    }

    /// What nft and iptables need: the bits, those that change, and those that stay.
    private static Map<String, Object> mark(Verdict.Mark mark) {
        return Map.of(
                "all",
                mark.mask() == Verdict.Mark.ALL,
                "set",
                "0x" + Long.toHexString(mark.mark()),
                "mask",
                "0x" + Long.toHexString(mark.mask()),
                "kept",
                "0x" + Long.toHexString(~mark.mask() & Verdict.Mark.ALL));
    }
}
