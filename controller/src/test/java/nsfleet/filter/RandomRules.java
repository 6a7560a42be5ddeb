package nsfleet.filter;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Rules that a lab may have, by the thousand: every match with every other that makes sense, every
/// verdict where it may stand.
public final class RandomRules {
    private static final List<Integer> WITH_PORTS = List.of(6, 17, 132, 33, 136);

    private final Random random;
    private final Family family;

    public RandomRules(Random random, Family family) {
        this.random = random;
        this.family = family;
    }

    /// Chains of up to so many rules in about half of all hooks.
    public Ruleset ruleset(int most) {
        Map<Hook, List<Line>> chains = new TreeMap<>();
        Map<Hook, Policy> policies = new TreeMap<>();
        for (Hook hook : Hook.values()) {
            List<Line> rules = new ArrayList<>();
            for (int n = random.nextBoolean() ? 0 : 1 + random.nextInt(most); n > 0; n--) {
                rules.add(rule(hook));
            }
            chains.put(hook, rules);
            if (hook.table().equals("filter") && random.nextInt(4) == 0) {
                policies.put(hook, Policy.DROP);
            }
        }
        return new Ruleset(chains, policies);
    }

    public Line.Rule rule(Hook hook) {
        Match match =
                Match.ANY
                        .source(net())
                        .destination(net())
                        .states(states())
                        .in(hook.chain().matches("PREROUTING|INPUT|FORWARD") ? dev() : null)
                        .out(hook.chain().matches("POSTROUTING|OUTPUT|FORWARD") ? dev() : null)
                        .fromHere(random.nextInt(6) == 0)
                        .toHere(random.nextInt(6) == 0);
        return switch (hook.table()) {
            case "nat" -> nat(hook, match);
            case "mangle" -> new Line.Rule(protocol(match), mark());
            default -> new Line.Rule(protocol(match), filter());
        };
    }

    private Line.Rule nat(Hook hook, Match match) {
        if (hook == Hook.NAT_POSTROUTING) {
            return new Line.Rule(
                    protocol(match),
                    random.nextBoolean() ? new Verdict.Masquerade() : new Verdict.Snat(ip()));
        }
        // A port to lead to needs a protocol with ports.
        boolean port = random.nextBoolean();
        Match some = port ? match.of(6 + 11 * random.nextInt(2), ports()) : protocol(match);
        return new Line.Rule(some, new Verdict.Dnat(ip(), port ? port() : null));
    }

    private Verdict filter() {
        return switch (random.nextInt(4)) {
            case 0 -> new Verdict.Accept();
            case 1 -> new Verdict.Drop();
            case 2 -> new Verdict.Reject();
            default -> new Verdict.Log("nsfleet a-lab-" + random.nextInt(99) + ": ");
        };
    }

    private Verdict mark() {
        long mask =
                switch (random.nextInt(3)) {
                    case 0 -> Verdict.Mark.ALL;
                    case 1 -> 0xffL << random.nextInt(24);
                    default -> 1 + random.nextInt(Integer.MAX_VALUE);
                };
        long bits =
                switch (random.nextInt(3)) {
                    case 0 -> 0;
                    case 1 -> mask;
                    default -> random.nextLong() & mask;
                };
        return new Verdict.Mark(bits, mask);
    }

    private Match protocol(Match match) {
        return switch (random.nextInt(3)) {
            case 0 -> match;
            case 1 -> match.of(WITH_PORTS.get(random.nextInt(WITH_PORTS.size())), ports());
            default -> match.of(other(), null);
        };
    }

    /// Any protocol but the extension headers of IPv6, which are none to ip6tables.
    private int other() {
        int number;
        do {
            number = 1 + random.nextInt(255);
        } while (family == Family.V6 && Set.of(43, 44, 50, 51, 59, 60, 135).contains(number));
        return number;
    }

    private Ports ports() {
        List<Ports.Range> ranges = new ArrayList<>();
        for (int n = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(7); n > 0; n--) {
            int from = port();
            int to = random.nextBoolean() ? from : Math.min(65535, from + random.nextInt(3000));
            ranges.add(new Ports.Range(from, to));
        }
        return Ports.of(ranges);
    }

    private int port() {
        return 1 + random.nextInt(65535);
    }

    private Ip ip() {
        BigInteger host = BigInteger.valueOf(1 + random.nextInt(65000));
        return Ip.of(family == Family.V4 ? "10.7.0.0" : "fd00:7::").plus(host);
    }

    private @Nullable Net net() {
        if (random.nextBoolean()) {
            return null;
        }
        int length = 1 + random.nextInt(family.bits());
        return new Net(new Cidr(ip(), length), random.nextInt(4) == 0);
    }

    private @Nullable InterfaceName dev() {
        List<String> names = List.of("eth0", "accept", "a", "lo", "10", "v.5", "x{;&|(=", "all");
        return random.nextBoolean()
                ? null
                : InterfaceName.of(names.get(random.nextInt(names.size())));
    }

    private Set<State> states() {
        Set<State> states = EnumSet.noneOf(State.class);
        if (random.nextInt(3) == 0) {
            for (State state : State.values()) {
                if (random.nextBoolean()) {
                    states.add(state);
                }
            }
        }
        return states;
    }
}
