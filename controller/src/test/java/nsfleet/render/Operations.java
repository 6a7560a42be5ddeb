package nsfleet.render;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Match;
import nsfleet.filter.Net;
import nsfleet.filter.Policy;
import nsfleet.filter.Ports;
import nsfleet.filter.Protocol;
import nsfleet.filter.Ruleset;
import nsfleet.filter.State;
import nsfleet.filter.Verdict;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.plan.Operation;
import nsfleet.plan.Plan;
import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;
import nsfleet.resource.LinkKind;
import nsfleet.resource.OnLink;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Step;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Operations for tests.
final class Operations {
    static final Netns HOST = Netns.HOST;
    static final Netns NS1 = Netns.of("ns1");
    static final Netns NS2 = Netns.of("ns2");

    private Operations() {}

    static InterfaceName dev(String name) {
        return InterfaceName.of(name);
    }

    static Operation veth(Netns ns, String name, Netns peerNs, String peer) {
        return new Operation.VethAdd(ns, dev(name), peerNs, dev(peer));
    }

    static Operation up(Netns ns, String name) {
        return new Operation.LinkUp(ns, dev(name), true);
    }

    static Operation address(Netns ns, String name, String cidr) {
        return new Operation.AddressAdd(ns, dev(name), Cidr.of(cidr));
    }

    static Operation sysctl(Netns ns, String name, String value) {
        return new Operation.SysctlWrite(ns, name, value);
    }

    static Route route(Netns ns, String to, @Nullable String via, @Nullable String dev) {
        return new Route(
                ns,
                Cidr.of(to),
                "main",
                0,
                "unicast",
                via == null ? null : Ip.of(via),
                dev == null ? null : dev(dev),
                null,
                false,
                null,
                null,
                List.of());
    }

    static Rule rule(Netns ns, Family family, long priority) {
        return new Rule(
                ns, family, priority, false, null, null, null, null, null, null, null, null, null,
                "100", null, null);
    }

    /// Rules of NAT for what leaves, with iptables.
    static Operation.FilterReplace nat(Netns ns, Family family, int jumps, Line.Rule... rules) {
        String jump = "-m comment --comment \"nsfleet:nat-lab\" -j " + POST;
        return filter(
                ns,
                family,
                Backend.IPTABLES,
                new Ruleset(Map.of(Hook.NAT_POSTROUTING, List.of(rules)), Map.of()),
                Collections.nCopies(jumps, new Operation.Jump("nat", "POSTROUTING", jump)));
    }

    static final String POST = "NSF-bde3259080-POST";

    static Operation.FilterReplace filter(
            Netns ns, Family family, Backend backend, Ruleset wanted, List<Operation.Jump> stale) {
        Set<Hook> gone =
                wanted.isEmpty() && backend == Backend.IPTABLES
                        ? Set.of(Hook.NAT_POSTROUTING)
                        : Set.of();
        return new Operation.FilterReplace(
                ns, family, backend, LabName.of("nat-lab"), wanted, gone, new TreeMap<>(), stale);
    }

    static Line.Rule masquerade(String source, @Nullable String out) {
        return new Line.Rule(
                Match.ANY.from(Cidr.of(source)).out(out == null ? null : dev(out)),
                new Verdict.Masquerade());
    }

    /// One rule of each kind and each match.
    static Ruleset everything(Family family) {
        boolean v6 = family == Family.V6;
        Ip ip = Ip.of(v6 ? "fd00::2" : "10.0.0.2");
        Cidr net = Cidr.of(v6 ? "fd00::/64" : "10.0.0.0/24");
        Cidr own = Cidr.of(v6 ? "::1/128" : "127.0.0.0/8");
        Ports some = Ports.of(List.of(new Ports.Range(80, 80), new Ports.Range(1000, 2000)));
        Match web = Match.ANY.of(Protocol.TCP, Ports.of(80));
        return new Ruleset(
                Map.of(
                        Hook.NAT_PREROUTING,
                        List.of(
                                new Line.Rule(web.in(dev("eth0")), new Verdict.Dnat(ip, 8080)),
                                new Line.Rule(web.toHere(true), new Verdict.Dnat(ip, null))),
                        Hook.NAT_OUTPUT,
                        List.of(
                                new Line.Rule(
                                        web.toHere(true).destination(new Net(own, true)),
                                        new Verdict.Dnat(ip, 8080))),
                        Hook.NAT_POSTROUTING,
                        List.of(
                                new Line.Rule(
                                        Match.ANY.from(net).out(dev("type")), new Verdict.Snat(ip)),
                                new Line.Rule(
                                        web.to(Cidr.of(ip)).fromHere(true),
                                        new Verdict.Masquerade())),
                        Hook.MANGLE_PREROUTING,
                        List.of(
                                new Line.Rule(
                                        Match.ANY.from(net), new Verdict.Mark(1, Verdict.Mark.ALL)),
                                new Line.Rule(Match.ANY, new Verdict.Mark(0x10, 0xf0))),
                        Hook.INPUT,
                        List.of(
                                new Line.Rule(
                                        Match.ANY.states(List.of(State.RELATED, State.ESTABLISHED)),
                                        new Verdict.Accept()),
                                new Line.Rule(Match.ANY.of(Protocol.UDP, some), new Verdict.Drop()),
                                new Line.Rule(Match.ANY.of(47, null), new Verdict.Reject()),
                                new Line.Rule(Match.ANY, new Verdict.Log("nsfleet nat-lab: ")))),
                Map.of(Hook.INPUT, Policy.DROP, Hook.FORWARD, Policy.ACCEPT));
    }

    private static OnLink.Neighbor neighbor() {
        return new OnLink.Neighbor(NS1, dev("eth0"), Ip.of("fd00::9"), Mac.of("02:00:00:00:00:09"));
    }

    private static OnLink.Fdb fdb(@Nullable String dst, @Nullable Integer vlan) {
        return new OnLink.Fdb(
                NS1,
                dev("vx7"),
                Mac.of("00:00:00:00:00:00"),
                dst == null ? null : Ip.of(dst),
                vlan,
                dst != null);
    }

    private static OnLink.Netem netem() {
        return new OnLink.Netem(
                NS1, dev("eth0"), 50_000, 5_000, 1.5, 0.1, 25, 0.02, 1_000_000, 1000);
    }

    private static OnLink.Shape shape() {
        return new OnLink.Shape(NS1, dev("eth0"), 10_000_000, 12_500, 50_000);
    }

    static LinkKind.Virtual bridge(Netns netns, Map<String, String> options) {
        return new LinkKind.Virtual("bridge", netns, null, new TreeMap<>(options));
    }

    private static Operation add(
            Netns netns,
            String name,
            String kind,
            Netns underlay,
            @Nullable String link,
            Map<String, String> options) {
        return new Operation.LinkAdd(
                netns,
                dev(name),
                new LinkKind.Virtual(
                        kind, underlay, link == null ? null : dev(link), new TreeMap<>(options)));
    }

    /// One of each kind and variant.
    static List<Operation> all() {
        var options = new TreeMap<String, String>();
        options.put("stp_state", "0");
        options.put("forward_delay", "400");
        return List.of(
                new Operation.NetnsAdd(NS1),
                new Operation.NetnsDelete(NS1),
                veth(HOST, "veth-host", NS1, "veth-ns1"),
                veth(NS1, "up", HOST, "type"),
                veth(NS1, "a", NS2, "b"),
                veth(NS1, "a", NS1, "b"),
                new Operation.LinkAdd(NS1, dev("name"), bridge(NS1, options)),
                new Operation.LinkAdd(HOST, dev("br0"), bridge(HOST, Map.of())),
                add(NS1, "v10", "vlan", NS1, "up", Map.of("id", "10", "protocol", "802.1ad")),
                add(NS1, "mv", "macvlan", HOST, "eth0", Map.of("mode", "bridge")),
                add(HOST, "mv", "macvlan", NS1, "eth0", Map.of("mode", "private")),
                add(NS1, "iv", "ipvlan", NS2, "eth0", Map.of("mode", "l2")),
                add(
                        NS1,
                        "vx",
                        "vxlan",
                        HOST,
                        "eth0",
                        Map.of(
                                "id",
                                "7",
                                "group",
                                "239.1.1.1",
                                "dstport",
                                "4789",
                                "learning",
                                "false")),
                add(
                        HOST,
                        "vx",
                        "vxlan",
                        HOST,
                        null,
                        Map.of(
                                "id",
                                "7",
                                "remote",
                                "fd00::1",
                                "dstport",
                                "4789",
                                "learning",
                                "true")),
                add(NS1, "d0", "dummy", NS1, null, Map.of()),
                add(HOST, "red", "vrf", HOST, null, Map.of("table", "100")),
                add(
                        NS1,
                        "t0",
                        "gre",
                        HOST,
                        null,
                        Map.of("local", "192.0.2.1", "remote", "192.0.2.2", "key", "66051")),
                add(
                        HOST,
                        "bond0",
                        "bond",
                        HOST,
                        null,
                        Map.of("mode", "802.3ad", "miimon", "100", "lacp_rate", "fast")),
                new Operation.LinkDelete(NS1, dev("veth-ns1")),
                new Operation.LinkMove(HOST, dev("eth1"), NS1, dev("lan")),
                new Operation.LinkMove(NS1, dev("lan"), HOST, dev("eth1")),
                new Operation.LinkMove(NS1, dev("lan"), NS2, dev("lan")),
                new Operation.LinkRename(NS1, dev("eth1"), dev("lan")),
                up(NS1, "lo"),
                new Operation.LinkUp(HOST, dev("eth1"), false),
                new Operation.LinkMtu(NS1, dev("veth-ns1"), 1400),
                new Operation.LinkMac(NS1, dev("veth-ns1"), Mac.of("02:00:00:00:00:01")),
                new Operation.LinkMaster(NS1, dev("p1"), dev("br0")),
                new Operation.LinkMaster(NS1, dev("p1"), null),
                new Operation.LinkAlias(NS1, dev("p1"), "nsfleet:nat-lab"),
                new Operation.LinkAlias(NS1, dev("p1"), "nsfleet:nat-lab the #1 \"link\" of $HOME"),
                new Operation.LinkAlias(NS1, dev("p1"), ""),
                new Operation.LinkSet(NS1, dev("br0"), "bridge", options),
                new Operation.LinkSet(NS1, dev("mv"), "macvlan", Map.of("mode", "private")),
                new Operation.NeighborSet(neighbor()),
                new Operation.NeighborDelete(neighbor()),
                new Operation.FdbAdd(fdb("192.0.2.2", null)),
                new Operation.FdbAdd(fdb(null, 7)),
                new Operation.FdbDelete(fdb("192.0.2.2", null)),
                new Operation.FdbDelete(fdb(null, null)),
                new Operation.QdiscSet(NS1, dev("eth0"), netem(), null, false),
                new Operation.QdiscSet(NS1, dev("eth0"), netem(), shape(), true),
                new Operation.QdiscSet(HOST, dev("eth0"), null, shape(), false),
                new Operation.QdiscSet(HOST, dev("eth0"), null, null, true),
                address(NS1, "veth-ns1", "10.0.0.2/24"),
                address(NS1, "veth-ns1", "fd00::2/64"),
                new Operation.AddressDelete(NS1, dev("veth-ns1"), Cidr.of("10.0.0.2/24")),
                new Operation.AddressDelete(HOST, dev("veth-host"), Cidr.of("fd00::2/64")),
                new Operation.RouteAdd(route(NS1, "0.0.0.0/0", "10.0.0.1", null)),
                new Operation.RouteAdd(route(NS1, "::/0", "fe80::1", "veth-ns1")),
                new Operation.RouteAdd(route(HOST, "10.9.0.0/24", "fe80::1", "veth-host")),
                new Operation.RouteAdd(
                        new Route(
                                NS1,
                                Cidr.of("10.8.0.0/16"),
                                "100",
                                50,
                                "unicast",
                                Ip.of("10.0.0.1"),
                                dev("veth-ns1"),
                                Ip.of("10.0.0.2"),
                                true,
                                "global",
                                1300,
                                List.of())),
                new Operation.RouteAdd(
                        new Route(
                                NS1,
                                Cidr.of("10.7.0.0/16"),
                                "main",
                                0,
                                "unicast",
                                null,
                                null,
                                null,
                                true,
                                null,
                                null,
                                List.of(
                                        new Route.NextHop(Ip.of("10.0.0.1"), dev("a"), 1),
                                        new Route.NextHop(Ip.of("10.0.0.3"), null, 3)))),
                new Operation.RouteAdd(
                        new Route(
                                NS1,
                                Cidr.of("fd09::/32"),
                                "main",
                                0,
                                "blackhole",
                                null,
                                null,
                                null,
                                false,
                                null,
                                null,
                                List.of())),
                new Operation.RouteDelete(route(NS1, "0.0.0.0/0", "10.0.0.1", null)),
                new Operation.RouteDelete(route(NS1, "::/0", "fd00::1", null)),
                new Operation.RouteDelete(
                        new Route(
                                NS1,
                                Cidr.of("fd09::/32"),
                                "100",
                                7,
                                "unicast",
                                null,
                                null,
                                null,
                                false,
                                null,
                                null,
                                List.of())),
                new Operation.RuleAdd(rule(NS1, Family.V4, 1000)),
                new Operation.RuleAdd(rule(HOST, Family.V6, 1000)),
                new Operation.RuleAdd(
                        new Rule(
                                NS1,
                                Family.V4,
                                1001,
                                true,
                                Cidr.of("10.0.0.0/24"),
                                Cidr.of("10.1.0.0/24"),
                                dev("a"),
                                null,
                                "0x1/0xff",
                                "tcp",
                                null,
                                "80-90",
                                null,
                                null,
                                "prohibit",
                                null)),
                new Operation.RuleDelete(rule(NS1, Family.V4, 1000)),
                new Operation.RuleDelete(rule(HOST, Family.V6, 1000)),
                sysctl(NS1, "net.ipv4.ip_forward", "1"),
                sysctl(HOST, "net.ipv4.conf.v/10.rp_filter", "2"),
                sysctl(HOST, "net.ipv4.ip_local_port_range", "32768 60999"),
                nat(HOST, Family.V4, 1, masquerade("10.0.0.0/24", "eth0")),
                filter(NS1, Family.V4, Backend.IPTABLES, everything(Family.V4), List.of()),
                filter(NS1, Family.V6, Backend.IPTABLES, everything(Family.V6), List.of()),
                nat(NS1, Family.V4, 2),
                filter(NS1, Family.V4, Backend.NFT, everything(Family.V4), List.of()),
                filter(HOST, Family.V6, Backend.NFT, everything(Family.V6), List.of()),
                filter(NS1, Family.V4, Backend.NFT, Ruleset.EMPTY, List.of()));
    }

    static Step step(int sequence, String identity) {
        return new Step(
                sequence,
                identity,
                "test",
                HOST,
                null,
                null,
                false,
                false,
                true,
                Duration.ofMinutes(1));
    }

    /// A plan of one change for each list.
    @SafeVarargs
    static Plan plan(List<Operation>... changes) {
        List<Plan.Change> all = new ArrayList<>();
        for (List<Operation> operations : changes) {
            all.add(
                    new Plan.Change(
                            step(all.size(), "step " + all.size()),
                            Plan.Action.CREATE,
                            List.of(),
                            operations));
        }
        var record = LabRecord.none(LabName.of("nat-lab"));
        var claims = SysctlClaims.none();
        return new Plan(all, List.of(), List.of(), record, claims, record, claims);
    }

    static Plan plan(Operation... operations) {
        return plan(Arrays.asList(operations));
    }
}
