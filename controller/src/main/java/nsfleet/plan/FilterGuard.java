package nsfleet.plan;

import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Match;
import nsfleet.filter.Net;
import nsfleet.filter.Policy;
import nsfleet.filter.Protocol;
import nsfleet.filter.Ruleset;
import nsfleet.filter.State;
import nsfleet.filter.Verdict;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.resource.Filter;
import nsfleet.resource.Masquerade;
import nsfleet.resource.Snat;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Keeps the packet filter of a host from taking its own SSH session, or the next one: follows
/// their packets through the rules that a lab is to have.
final class FilterGuard {
    private final Options options;
    private final Set<InterfaceName> carriers;

    /// @param carriers the interfaces that the session comes in by
    FilterGuard(Options options, Set<InterfaceName> carriers) {
        this.options = options;
        this.carriers = carriers;
    }

    /// Why a translation of sources on the host has no bounds; null where it has.
    static @Nullable String unbounded(Filter want) {
        boolean all =
                want instanceof Masquerade m && m.source().isDefault()
                        || want instanceof Snat s && s.source().isDefault();
        return all && want.netns().isHost()
                ? (want instanceof Snat ? "snat" : "masquerade")
                        + " of every source also catches the host's own traffic"
                : null;
    }

    /// Why these rules would cut the session off; null where they do not.
    @Nullable String danger(Operation.FilterReplace op) {
        Ip session = options.session();
        if (session == null || session.family() != op.family()) {
            return null;
        }
        Ruleset rules = op.wanted();
        for (Line line : rules.lines(Hook.NAT_PREROUTING)) {
            if (line instanceof Line.Rule(var match, Verdict.Dnat to)
                    && incoming(match, State.NEW, true)) {
                return "dnat to "
                        + to.to()
                        + " would catch new connections to port "
                        + options.port()
                        + ", where SSH listens";
            }
        }
        for (State state : new State[] {State.ESTABLISHED, State.NEW}) {
            String by = stopped(rules, Hook.INPUT, state);
            if (by == null && state == State.ESTABLISHED) {
                by = stopped(rules, Hook.OUTPUT, state);
            }
            if (by != null) {
                return "the firewall rule \"" + by + "\" would stop the packets of SSH";
            }
        }
        return null;
    }

    /// The rule that ends the way of such a packet badly; null for none.
    private @Nullable String stopped(Ruleset rules, Hook hook, State state) {
        for (Line line : rules.lines(hook)) {
            if (!(line instanceof Line.Rule(var match, var verdict)) || !verdict.ends()) {
                continue;
            }
            boolean bad = !(verdict instanceof Verdict.Accept);
            boolean hit =
                    hook == Hook.INPUT ? incoming(match, state, bad) : outgoing(match, state, bad);
            if (hit) {
                return bad ? hook.chain() + " " + line.text() : null;
            }
        }
        return rules.policies().get(hook) == Policy.DROP ? hook.chain() + " policy drop" : null;
    }

    /// Whether a packet of the session that comes in matches.
    ///
    /// @param doubt what holds where the other end is not known
    private boolean incoming(Match match, State state, boolean doubt) {
        Ip controller = options.controller();
        return (match.in() == null || carriers.contains(match.in()))
                && match.out() == null
                && covers(match.source(), controller, doubt)
                && covers(match.destination(), options.session(), doubt)
                && !match.fromHere()
                && (match.protocol() == null || match.protocol() == Protocol.TCP)
                && (match.ports() == null || match.ports().contains(options.port()))
                && (match.states().isEmpty() || match.states().contains(state));
    }

    /// Whether an answer matches. The port that it goes to is one of those that clients get.
    private boolean outgoing(Match match, State state, boolean doubt) {
        return match.in() == null
                && (match.out() == null || carriers.contains(match.out()))
                && covers(match.source(), options.session(), doubt)
                && covers(match.destination(), options.controller(), doubt)
                && !match.toHere()
                && (match.protocol() == null || match.protocol() == Protocol.TCP)
                && (match.ports() == null || doubt && highPorts(match))
                && (match.states().isEmpty() || match.states().contains(state));
    }

    /// RFC 6056: clients use ports from 1024 on.
    private static boolean highPorts(Match match) {
        return match.ports() != null
                && match.ports().ranges().stream().anyMatch(range -> range.to() >= 1024);
    }

    private static boolean covers(@Nullable Net net, @Nullable Ip ip, boolean doubt) {
        if (net == null) {
            return true;
        }
        Cidr cidr = net.cidr();
        return ip == null ? doubt : cidr.contains(ip) != net.not();
    }
}
