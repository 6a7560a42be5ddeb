package nsfleet.probe;

import static nsfleet.probe.Recorded.present;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.Family;
import nsfleet.net.Netns;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

class SecondProbeTest {
    private static final Netns NS1 = Netns.of("ns1");
    private static final Observed.SysctlAt FORWARD =
            new Observed.SysctlAt(Netns.HOST, "net.ipv4.ip_forward");
    private static final Observed.SysctlAt DOTTED =
            new Observed.SysctlAt(NS1, "net.ipv4.conf.v/10.forwarding");
    private static final Observed.SysctlAt RANGE =
            new Observed.SysctlAt(NS1, "net.ipv4.ping_group_range");
    private static final Observed.FilterAt NAT = new Observed.FilterAt(NS1, Family.V4, "nat");
    private static final Observed.FilterAt NAT6 = new Observed.FilterAt(NS1, Family.V6, "nat");
    private static final Observed NOTHING = new Observed(new TreeMap<>(), Map.of(), Map.of());
    private static final Look LOOK =
            new Look(Set.of(FORWARD, DOTTED, RANGE, NAT, NAT6, new Query.Rules6(NS1)));

    @Test
    void asksForAllOfANamespaceAtOnce() {
        String text = Prober.second(LOOK).text();
        assertThat(text)
                .contains("grep -s '' /dev/null /proc/sys/net/ipv4/ip_forward\n")
                .contains(
                        "    inside ns1 grep -s '' /dev/null"
                                + " /proc/sys/net/ipv4/conf/v.10/forwarding"
                                + " /proc/sys/net/ipv4/ping_group_range 2>/dev/null\n")
                .contains(
                        "    'rules6' ns1\n"
                                + "    'save' ns1 ip6tables-save\n"
                                + "    'save' ns1 iptables-save\n")
                .doesNotContain("save - ");
    }

    @Test
    void readsSettingsAndTables() {
        String output =
                "\n@second 1\n\n@sysctl -\n/proc/sys/net/ipv4/ip_forward:1\n\n@sysctl ns1\n"
                        + "/proc/sys/net/ipv4/ping_group_range:1\t0\n"
                        + "\n@save ns1 iptables-save\n"
                        + Recorded.text("iptables-save-nat.txt")
                        + "\n@saved\n\n@save ns1 ip6tables-save\n"
                        + "# Warning: iptables-legacy tables present, use iptables-legacy-save to"
                        + " see them\n\n@saved\n\n@end\n";
        Observed observed = Prober.readSecond(NOTHING, LOOK, output);
        assertThat(observed.sysctls()).isEqualTo(Map.of(FORWARD, "1", RANGE, "1 0"));
        assertThat(observed.filters()).containsOnlyKeys(NAT, NAT6);
        var nat = present(observed.filters().get(NAT));
        assertThat(nat.policies())
                .isEqualTo(
                        Map.of(
                                "PREROUTING", "ACCEPT",
                                "INPUT", "ACCEPT",
                                "OUTPUT", "ACCEPT",
                                "POSTROUTING", "ACCEPT"));
        assertThat(nat.chains())
                .containsEntry("POSTROUTING", List.of("-j NSF-x"))
                .containsEntry("INPUT", List.of())
                .hasSize(4);
        assertThat(nat.own()).containsOnlyKeys("NSF-x");
        assertThat(present(observed.filters().get(NAT6)).chains()).isEmpty();
    }

    @Test
    void addsIpv6RulesToWhatTheFirstProbeSaw() {
        FirstLook first = Recorded.look("first-6.1.txt");
        var rules = present(first.observed().namespaces().get(NS1)).rules();
        String output =
                "@second 1\n@rule6 ns1\n[{\"priority\":200,\"src\":\"fd07::\",\"srclen\":64,"
                        + "\"table\":\"100\"}]\n@end\n";
        Observed seen = Prober.readSecond(first.observed(), LOOK, output);
        assertThat(present(seen.namespaces().get(NS1)).rules())
                .filteredOn(rule -> rule.family() == Family.V6)
                .singleElement()
                .matches(rule -> rule.selector().equals("from fd07::/64"));
        assertThat(present(seen.namespaces().get(NS1)).rules())
                .filteredOn(rule -> rule.family() == Family.V4)
                .isEqualTo(rules.stream().filter(rule -> rule.family() == Family.V4).toList());
    }

    /// The first probe saw both ends and not that they belong together.
    @Test
    void joinsTheEndsOfACable() {
        FirstLook first = Recorded.look("first-6.1.txt");
        var ns1 = present(first.observed().namespaces().get(NS1));
        var cut = new TreeMap<>(ns1.links());
        cut.replaceAll((_, link) -> link.with(null, null));
        var namespaces = new TreeMap<>(first.observed().namespaces());
        namespaces.put(NS1, new Observed.NetnsState(cut, ns1.routes(), ns1.rules()));
        var eth0 = present(ns1.links().get(nsfleet.net.InterfaceName.of("eth0")));
        var peer = present(eth0.peer());
        int there = present(present(namespaces.get(peer.netns())).links().get(peer.name())).index();
        String output =
                "@second 1\n@peers ns1\n[{\"ifindex\":%d,\"ifname\":\"eth0\",\"link_index\":%d,\"link_netnsid\":4}]\n[{\"nsid\":4,\"name\":\"%s\"}]\n@end\n"
                        .formatted(eth0.index(), there, peer.netns().name());
        Observed seen =
                Prober.readSecond(
                        new Observed(namespaces, Map.of(), Map.of()),
                        new Look(Set.of(new Query.Peers(NS1))),
                        output);
        assertThat(present(seen.namespaces().get(NS1)).links().get(eth0.name())).isEqualTo(eth0);
    }

    @Test
    void aToolThatFailedIsNoTable() {
        String output = "\n@second 1\n\n@save ns1 iptables-save\n*nat\n\n@end\n";
        assertThat(Prober.readSecond(NOTHING, LOOK, output).filters()).isEmpty();
        assertThat(Prober.readSecond(NOTHING, LOOK, "@second 1\n@sysctl -\n/proc/sys/net/"))
                .isEqualTo(NOTHING);
    }

    @Test
    void picksTheTableThatWasAskedFor() {
        String all =
                "*filter\n"
                        + ":INPUT DROP [0:0]\n"
                        + "[3:4] -A INPUT -j ACCEPT\n"
                        + "COMMIT\n"
                        + "*nat\n"
                        + ":X - [0:0]\n"
                        + "-A X\n"
                        + "COMMIT\n";
        var filter = FilterParser.table(Family.V4, "filter", all.lines().toList());
        assertThat(filter.chains()).isEqualTo(new TreeMap<>(Map.of("INPUT", List.of("-j ACCEPT"))));
        assertThat(filter.policies()).isEqualTo(Map.of("INPUT", "DROP"));
        assertThat(FilterParser.table(Family.V4, "nat", all.lines().toList()).chains())
                .isEqualTo(new TreeMap<>(Map.of("X", List.of(""))));
    }
}
