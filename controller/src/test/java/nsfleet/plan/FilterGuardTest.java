package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Match;
import nsfleet.filter.Net;
import nsfleet.filter.Policy;
import nsfleet.filter.Ports;
import nsfleet.filter.Ruleset;
import nsfleet.filter.State;
import nsfleet.filter.Verdict;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Which rules would take the session, 198.51.100.7 to 192.0.2.10 port 2222 over eth0.
class FilterGuardTest {
    private static final Match SSH = Match.ANY.of(6, Ports.of(2222));
    private static final Verdict DROP = new Verdict.Drop();
    private static final Verdict ACCEPT = new Verdict.Accept();
    private static final Verdict DNAT = new Verdict.Dnat(Ip.of("10.0.0.2"), 22);
    private static final InterfaceName ETH0 = InterfaceName.of("eth0");
    private static final InterfaceName BR0 = InterfaceName.of("br0");

    private static @Nullable String danger(Family family, Ruleset rules) {
        var options =
                new Options(false, false, false, Ip.of("192.0.2.10"), Ip.of("198.51.100.7"), 2222);
        return new FilterGuard(options, Set.of(ETH0))
                .danger(
                        new Operation.FilterReplace(
                                Netns.HOST,
                                family,
                                Backend.NFT,
                                LabName.of("t"),
                                rules,
                                Set.of(),
                                new TreeMap<>(),
                                List.of()));
    }

    private static @Nullable String danger(Hook hook, Line.Rule... rules) {
        return danger(Family.V4, new Ruleset(Map.of(hook, List.of(rules)), Map.of()));
    }

    private static Line.Rule rule(Match match, Verdict verdict) {
        return new Line.Rule(match, verdict);
    }

    @Test
    void aPortThatIsCaught() {
        assertThat(danger(Hook.NAT_PREROUTING, rule(SSH.toHere(true), DNAT))).contains("2222");
        assertThat(danger(Hook.NAT_PREROUTING, rule(SSH.in(ETH0), DNAT))).isNotNull();
        assertThat(danger(Hook.NAT_PREROUTING, rule(SSH.to(Cidr.of("192.0.2.0/24")), DNAT)))
                .isNotNull();
        assertThat(danger(Hook.NAT_PREROUTING, rule(SSH.in(BR0), DNAT))).isNull();
        assertThat(danger(Hook.NAT_PREROUTING, rule(SSH.to(Cidr.of("192.0.2.11/32")), DNAT)))
                .isNull();
        assertThat(
                        danger(
                                Hook.NAT_PREROUTING,
                                rule(Match.ANY.of(6, Ports.of(22)).toHere(true), DNAT)))
                .isNull();
        assertThat(danger(Hook.NAT_PREROUTING, rule(Match.ANY.of(17, Ports.of(2222)), DNAT)))
                .isNull();
        assertThat(danger(Hook.NAT_OUTPUT, rule(SSH.toHere(true), DNAT))).isNull();
    }

    @Test
    void whatTheFirstRuleThatAppliesDoes() {
        Line.Rule all = rule(Match.ANY, DROP);
        assertThat(danger(Hook.INPUT, all)).contains("INPUT drop");
        assertThat(danger(Hook.INPUT, rule(SSH, ACCEPT), all)).isNull();
        assertThat(danger(Hook.INPUT, rule(SSH.in(BR0), ACCEPT), all)).isNotNull();
        assertThat(danger(Hook.INPUT, rule(SSH, new Verdict.Log("x")), all)).isNotNull();
        assertThat(danger(Hook.INPUT, rule(Match.ANY.in(BR0), DROP))).isNull();
        assertThat(danger(Hook.INPUT, rule(SSH.from(Cidr.of("198.51.100.0/24")), ACCEPT), all))
                .isNull();
        Net others = new Net(Cidr.of("198.51.100.0/24"), true);
        assertThat(danger(Hook.INPUT, rule(SSH.source(others), DROP))).isNull();
        assertThat(danger(Hook.FORWARD, all)).isNull();
    }

    @Test
    void theNextSessionCountsToo() {
        Line.Rule established = rule(Match.ANY.states(Set.of(State.ESTABLISHED)), ACCEPT);
        assertThat(danger(Hook.INPUT, established, rule(Match.ANY, DROP))).isNotNull();
        assertThat(danger(Hook.OUTPUT, established, rule(Match.ANY, DROP))).isNull();
        assertThat(danger(Hook.OUTPUT, rule(Match.ANY.of(6, Ports.of(80)), DROP))).isNull();
        assertThat(
                        danger(
                                Hook.OUTPUT,
                                rule(
                                        Match.ANY.of(
                                                6, Ports.of(List.of(new Ports.Range(1000, 65535)))),
                                        DROP)))
                .isNotNull();
    }

    @Test
    void aPolicyAndTheOtherFamily() {
        Ruleset drop = new Ruleset(Map.of(), Map.of(Hook.INPUT, Policy.DROP));
        assertThat(danger(Family.V4, drop)).contains("policy");
        assertThat(danger(Family.V6, drop)).isNull();
    }
}
