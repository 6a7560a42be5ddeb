package nsfleet.probe;

import static nsfleet.probe.Recorded.present;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Output recorded on Debian 12 (iproute2 6.1): a host with bridge and veths, two namespaces,
/// hostile names, a file in /run/netns that is no namespace, a dangling link.
class FirstParserTest {
    private static final FirstLook LOOK = Recorded.look("first-6.1.txt");
    private static final Observed.NetnsState NS1 =
            present(LOOK.observed().namespaces().get(Netns.of("ns1")));

    private static Observed.LinkState link(String netns, String name) {
        return present(
                present(
                                LOOK.observed()
                                        .namespaces()
                                        .get(netns.isEmpty() ? Netns.HOST : Netns.of(netns)))
                        .links()
                        .get(InterfaceName.of(name)));
    }

    @Test
    void knowsTheHost() {
        Facts facts = LOOK.facts();
        assertThat(facts.hostname()).isEqualTo("box01");
        assertThat(facts.distribution()).isEqualTo("debian");
        assertThat(facts.distributionVersion()).isEqualTo("12");
        assertThat(facts.kernel()).isEqualTo("6.1.0-28-amd64");
        assertThat(facts.architecture()).isEqualTo("x86_64");
        assertThat(facts.uplink()).isEqualTo("v-host");
        assertThat(facts.uplinkAddress()).isEqualTo(Ip.of("10.0.0.1"));
        assertThat(facts.uplink6()).isNull();
        assertThat(facts.iproute2()).isTrue();
        assertThat(facts.iptables()).isTrue();
        assertThat(facts.nft()).isTrue();
        assertThat(facts.versions())
                .isEqualTo(
                        Map.of(
                                "iproute2",
                                "6.1.0",
                                "iptables",
                                "1.8.9 (nf_tables)",
                                "nft",
                                "1.0.6"));
        assertThat(facts.systemd()).isFalse();
        assertThat(facts.flock()).isTrue();
        assertThat(facts.bootId()).isEqualTo("11111111-2222-3333-4444-555555555555");
        assertThat(facts.machineId()).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(facts.netnsInode()).matches("[0-9]+");
        assertThat(facts.uid()).isZero();
        assertThat(facts.busyboxIp()).isFalse();
        assertThat(facts.interfaces()).containsOnlyKeys("lo", "v-host", "br0");
        assertThat(present(facts.interfaces().get("v-host")).driver()).isEqualTo("veth");
        assertThat(present(facts.interfaces().get("v-host")).addresses()).contains("10.0.0.1/24");
    }

    @Test
    void givesPlaybooksTheNamesOfTheManual() {
        Map<String, Object> map = LOOK.facts().toMap();
        assertThat(map)
                .containsOnlyKeys(
                        "hostname",
                        "distribution",
                        "distribution_version",
                        "kernel",
                        "architecture",
                        "uplink",
                        "uplink_address",
                        "interfaces",
                        "iproute2",
                        "iptables",
                        "nft",
                        "systemd",
                        "boot_id")
                .containsEntry("uplink_address", "10.0.0.1")
                .containsEntry("systemd", false);
        assertThat(((Map<?, ?>) present(map.get("interfaces"))).get("lo"))
                .isEqualTo(
                        Map.of(
                                "mac",
                                "00:00:00:00:00:00",
                                "mtu",
                                65536,
                                "up",
                                true,
                                "addresses",
                                List.of("127.0.0.1/8", "::1/128")));
    }

    @Test
    void handsOverWhatWasNotedHere() {
        assertThat(LOOK.records())
                .isEqualTo(new TreeMap<>(Map.of("nat-lab", "{\"a\":1}\n@end\nx\n")));
        assertThat(LOOK.claims()).isEqualTo("claims\n");
        assertThat(LOOK.holder()).isEqualTo("run=1\n");
    }

    @Test
    void seesNamespacesAndSaysWhichItCannot() {
        assertThat(LOOK.observed().namespaces())
                .containsOnlyKeys(Netns.HOST, Netns.of("ns1"), Netns.of("ns2"));
        assertThat(LOOK.warnings())
                .containsExactlyInAnyOrder(
                        "namespace dang: its file leads nowhere",
                        "namespace \"host\" is left out: its name cannot be used with nsfleet",
                        "namespace \"we ird\" is left out: its name cannot be used with nsfleet",
                        "namespace stale cannot be read: setting the network namespace \"stale\""
                                + " failed: Invalid argument",
                        "namespace ns1: interfaces with names that nsfleet cannot use are left"
                                + " out");
    }

    @Test
    void findsTheOtherEnds() {
        assertThat(link("", "v-host").peer())
                .isEqualTo(new Observed.Peer(Netns.of("ns1"), InterfaceName.of("v-ns1")));
        assertThat(link("ns1", "v-ns1").peer())
                .isEqualTo(new Observed.Peer(Netns.HOST, InterfaceName.of("v-host")));
        assertThat(link("ns1", "eth0").peer())
                .isEqualTo(new Observed.Peer(Netns.of("ns2"), InterfaceName.of("eth0")));
        assertThat(link("ns2", "eth0").peer())
                .isEqualTo(new Observed.Peer(Netns.of("ns1"), InterfaceName.of("eth0")));
        assertThat(link("ns1", "a").peer())
                .isEqualTo(new Observed.Peer(Netns.of("ns1"), InterfaceName.of("b")));
    }

    @Test
    void readsInterfaces() {
        var veth = link("", "v-host");
        assertThat(veth.alias())
                .isEqualTo("nsfleet:nat-lab q\"uo\\te'\ttab\n@end\u0001\u001b\u00e9");
        assertThat(veth.master()).isEqualTo(InterfaceName.of("br0"));
        assertThat(veth.kind()).isEqualTo("veth");
        assertThat(veth.up()).isTrue();
        assertThat(link("ns2", "eth0").up()).isFalse();
        var bridge = link("", "br0");
        assertThat(bridge.options())
                .containsEntry("forward_delay", "400")
                .containsEntry("ageing_time", "1000")
                .containsEntry("stp_state", "0")
                .containsEntry("mcast_snooping", "1")
                .containsEntry("vlan_filtering", "0");
        assertThat(bridge.mac()).isNotNull();
        assertThat(link("ns1", "lo").kind()).isEmpty();
    }

    @Test
    void countsOnlyAddressesThatSomebodyWanted() {
        assertThat(link("ns1", "a").addresses())
                .contains(
                        new Observed.AddressState(Cidr.of("10.1.1.1/24"), true, false),
                        new Observed.AddressState(Cidr.of("10.1.1.2/24"), true, true),
                        new Observed.AddressState(Cidr.of("fd00::1/64"), true, false),
                        new Observed.AddressState(Cidr.of("172.16.0.1/12"), false, false),
                        new Observed.AddressState(Cidr.of("10.9.0.1/32"), true, false))
                .filteredOn(address -> address.address().toString().startsWith("fe80"))
                .hasSize(1)
                .allMatch(address -> !address.counted());
        assertThat(link("ns1", "lo").addresses())
                .hasSize(2)
                .allMatch(address -> !address.counted());
    }

    private static Route route(String to) {
        return NS1.routes().stream()
                .map(Observed.RouteState::route)
                .filter(route -> route.to().equals(Cidr.of(to)))
                .reduce(
                        (_, _) -> {
                            throw new AssertionError("two routes to " + to);
                        })
                .orElseThrow(() -> new AssertionError("no route to " + to));
    }

    private static Route plain(String to, String via, String dev) {
        return new Route(
                Netns.of("ns1"),
                Cidr.of(to),
                "main",
                0,
                "unicast",
                via.isEmpty() ? null : Ip.of(via),
                dev.isEmpty() ? null : InterfaceName.of(dev),
                null,
                false,
                null,
                null,
                List.of());
    }

    @Test
    void readsRoutesAsAPlaybookWouldWriteThem() {
        assertThat(route("10.2.0.0/16")).isEqualTo(plain("10.2.0.0/16", "10.1.1.5", "a"));
        assertThat(route("fd03::/64")).isEqualTo(plain("fd03::/64", "", "a"));
        assertThat(route("::/0")).isEqualTo(plain("::/0", "fd00::5", "a"));
        assertThat(route("10.7.0.0/16")).isEqualTo(plain("10.7.0.0/16", "fd00::9", "a"));
        assertThat(route("10.6.0.0/16").scope()).isEqualTo("host");
        assertThat(route("10.4.0.0/16").type()).isEqualTo("blackhole");
        assertThat(route("10.4.0.0/16").scope()).isNull();
        Route dead = route("fd02::/64");
        assertThat(dead.type()).isEqualTo("unreachable");
        assertThat(dead.dev()).isNull();
        assertThat(dead.metric()).isEqualTo(7);
        Route side = route("10.3.0.0/16");
        assertThat(side.table()).isEqualTo("100");
        assertThat(side.metric()).isEqualTo(5);
        assertThat(side.mtu()).isEqualTo(1400);
        Route first = route("0.0.0.0/0");
        assertThat(first.onlink()).isTrue();
        assertThat(first.src()).isEqualTo(Ip.of("10.1.1.2"));
        assertThat(first.via()).isEqualTo(Ip.of("9.9.9.9"));
        assertThat(route("10.8.0.0/16").type()).isEqualTo("local");
        assertThat(route("10.8.0.0/16").table()).isEqualTo("local");
        assertThat(route("10.5.0.0/16").nexthops())
                .containsExactly(
                        new Route.NextHop(Ip.of("10.1.1.5"), InterfaceName.of("a"), 2),
                        new Route.NextHop(Ip.of("10.1.1.6"), InterfaceName.of("a"), 1));
        assertThat(route("fd01::/64").nexthops()).hasSize(2);
    }

    @Test
    void leavesOutWhatTheKernelMadeAndWhatHasNoWords() {
        assertThat(NS1.routes()).hasSize(12).allMatch(state -> state.protocol().equals("boot"));
        assertThat(NS1.rules()).extracting(Rule::priority).doesNotContain(0L, 303L, 32766L, 32767L);
        assertThat(present(LOOK.observed().namespaces().get(Netns.of("ns2"))).rules()).isEmpty();
    }

    private static Rule rule(long priority) {
        return NS1.rules().stream()
                .filter(rule -> rule.priority() == priority)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void readsRules() {
        assertThat(rule(100).selector()).isEqualTo("from 10.0.0.0/8 fwmark 0x1/0xff");
        assertThat(rule(100).table()).isEqualTo("100");
        assertThat(rule(101).selector())
                .isEqualTo("not from all to 10.9.0.0/16 iif a ipproto tcp sport 5 dport 80-90");
        assertThat(rule(101).action()).isEqualTo("prohibit");
        assertThat(rule(101).table()).isNull();
        assertThat(rule(102).selector()).isEqualTo("from all oif a uidrange 0-10");
        assertThat(rule(102).suppressPrefixlength()).isZero();
        assertThat(rule(200).family()).isEqualTo(Family.V6);
        assertThat(rule(200).from()).isEqualTo(Cidr.of("fd00::/64"));
        assertThat(rule(300).action()).isEqualTo("l3mdev");
        assertThat(rule(301).action()).isEqualTo("goto 302");
        assertThat(rule(302).proto()).isEqualTo("icmp");
        assertThat(rule(304).from()).isEqualTo(Cidr.of("10.1.1.1/32"));
    }

    @Test
    void isNotFooledByAnAnswerThatWasCutOff() {
        String whole = Recorded.text("first-6.1.txt");
        assertThat(Prober.readFirst(whole.substring(0, whole.length() - 6)))
                .isEqualTo(Parsed.bad("the host's answer to the probe is not complete"));
        assertThat(Prober.readFirst("")).isInstanceOf(Parsed.Bad.class);
        assertThat(Prober.readFirst("Welcome!\n" + whole)).isInstanceOf(Parsed.Good.class);
        assertThatThrownBy(() -> Recorded.text("no such file")).isInstanceOf(AssertionError.class);
    }
}
