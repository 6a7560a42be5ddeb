package nsfleet.probe;

import nsfleet.diagnostics.Parsed;
import nsfleet.filter.Line;
import nsfleet.filter.Match;
import nsfleet.filter.Net;
import nsfleet.filter.Ports;
import nsfleet.filter.Protocol;
import nsfleet.filter.RuleWords;
import nsfleet.filter.State;
import nsfleet.filter.Verdict;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads a rule as `iptables-save` lists it into what it means. The listing is not what was
/// written: host bits are gone, protocols have names, `-m tcp` is added, states have an order of
/// their own.
final class IptablesRule {
    private static final Set<String> MODULES =
            Set.of(
                    "tcp",
                    "udp",
                    "sctp",
                    "dccp",
                    "udplite",
                    "conntrack",
                    "state",
                    "addrtype",
                    "multiport",
                    "comment");

    private final Family family;
    private final Map<String, String> target = new HashMap<>();
    private Match match = Match.ANY;

    private IptablesRule(Family family) {
        this.family = family;
    }

    /// A rule without its leading `-A CHAIN `.
    static Line read(Family family, String text) {
        try {
            var rule = new IptablesRule(family);
            return new Line.Rule(rule.match(RuleWords.of(text).iterator()), rule.verdict());
        } catch (Unknown | IllegalArgumentException e) {
            return new Line.Strange(text);
        }
    }

    /// Something that we never write.
    private static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Match match(Iterator<String> words) {
        boolean not = false;
        while (words.hasNext()) {
            String word = words.next();
            if (word.equals("!")) {
                not = true;
                continue;
            }
            if (!words.hasNext()) {
                throw new Unknown();
            }
            String value = words.next();
            if (word.equals("-s") || word.equals("-d")) {
                Net net = new Net(cidr(value), not);
                match = word.equals("-s") ? match.source(net) : match.destination(net);
            } else if (not) {
                throw new Unknown();
            } else {
                option(word, value);
            }
            not = false;
        }
        return match;
    }

    private void option(String word, String value) {
        switch (word) {
            case "-i" -> match = match.in(InterfaceName.of(value));
            case "-o" -> match = match.out(InterfaceName.of(value));
            case "-p" ->
                    match =
                            match.of(
                                    Protocol.number(value).orElseThrow(Unknown::new),
                                    match.ports());
            case "-m" -> {
                if (!MODULES.contains(value)) {
                    throw new Unknown();
                }
            }
            case "--dport", "--dports" -> match = match.of(match.protocol(), ports(value));
            case "--ctstate", "--state" -> match = match.states(states(value));
            case "--src-type" -> match = match.fromHere(here(value));
            case "--dst-type" -> match = match.toHere(here(value));
            case "--comment" -> {}
            default -> {
                if (target.put(word, value) != null) {
                    throw new Unknown();
                }
            }
        }
    }

    private Cidr cidr(String text) {
        Parsed<Cidr> parsed =
                text.contains("/")
                        ? Cidr.parse(text)
                        : Ip.parse(text).then(ip -> Parsed.good(Cidr.of(ip)));
        Cidr cidr = parsed.orThrow();
        if (cidr.family() != family) {
            throw new Unknown();
        }
        return cidr;
    }

    private static Ports ports(String text) {
        List<Ports.Range> ranges = new ArrayList<>();
        for (String part : text.split(",")) {
            String[] ends = part.split(":");
            ranges.add(
                    new Ports.Range(
                            Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
        }
        return Ports.of(ranges);
    }

    private static Set<State> states(String text) {
        Set<State> states = new HashSet<>();
        for (String word : text.split(",")) {
            states.add(State.valueOf(word.toUpperCase(Locale.ROOT)));
        }
        return states;
    }

    private static boolean here(String type) {
        if (!type.equals("LOCAL")) {
            throw new Unknown();
        }
        return true;
    }

    private Verdict verdict() {
        String name = target.remove("-j");
        Verdict verdict =
                switch (name) {
                    case null -> throw new Unknown();
                    case "ACCEPT" -> new Verdict.Accept();
                    case "DROP" -> new Verdict.Drop();
                    case "REJECT" -> reject(target.remove("--reject-with"));
                    case "LOG" -> new Verdict.Log(given(target.remove("--log-prefix")));
                    case "MASQUERADE" -> new Verdict.Masquerade();
                    case "SNAT" -> new Verdict.Snat(Ip.of(given(target.remove("--to-source"))));
                    case "DNAT" -> dnat(given(target.remove("--to-destination")));
                    case "MARK" -> mark(given(target.remove("--set-xmark")));
                    default -> throw new Unknown();
                };
        if (!target.isEmpty()) {
            throw new Unknown();
        }
        return verdict;
    }

    private static String given(@Nullable String value) {
        if (value == null) {
            throw new Unknown();
        }
        return value;
    }

    /// The default of both families.
    private Verdict reject(@Nullable String with) {
        String usual = family == Family.V4 ? "icmp-port-unreachable" : "icmp6-port-unreachable";
        if (with != null && !with.equals(usual) && !with.equals("port-unreach")) {
            throw new Unknown();
        }
        return new Verdict.Reject();
    }

    /// `10.0.0.2:80`, `[fd00::2]:80`, or without a port.
    private static Verdict dnat(String to) {
        int colon = to.lastIndexOf(':');
        boolean port = to.indexOf(':') == colon ? colon > 0 : to.startsWith("[");
        if (!port) {
            return new Verdict.Dnat(Ip.of(to), null);
        }
        String host = to.substring(0, colon).replaceAll("^\\[|\\]$", "");
        return new Verdict.Dnat(Ip.of(host), Integer.valueOf(to.substring(colon + 1)));
    }

    /// `VALUE/MASK`: the mark becomes (mark and not MASK) xor VALUE (xt_mark.c).
    private static Verdict mark(String xmark) {
        int slash = xmark.indexOf('/');
        long value = Long.decode(slash < 0 ? xmark : xmark.substring(0, slash));
        long mask = slash < 0 ? Verdict.Mark.ALL : Long.decode(xmark.substring(slash + 1));
        if ((value & ~mask) != 0) {
            throw new Unknown();
        }
        return new Verdict.Mark(value, mask);
    }
}
