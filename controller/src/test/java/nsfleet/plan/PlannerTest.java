package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.plan.Plan.Action;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterAt;
import nsfleet.probe.Observed.FilterTable;
import nsfleet.probe.Observed.SysctlAt;
import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

class PlannerTest {
    private static final Netns NS = Netns.of("ns1");
    private static final InterfaceName VETH = InterfaceName.of("veth-ns1");
    private static final InterfaceName VETH_HOST = InterfaceName.of("veth-host");

    private static LabBuilder nat() {
        return LabBuilder.lab()
                .netns("ns1")
                .veth("veth-host 10.0.0.1/24", "ns1/veth-ns1 10.0.0.2/24 fd00::2/64")
                .route("ns1 0.0.0.0/0 via 10.0.0.1")
                .sysctl("host", "net.ipv4.ip_forward", "1")
                .masquerade("host", "10.0.0.0/24", "eth0");
    }

    private static Run finished() {
        Run run = Run.plain();
        run.apply(nat());
        return run;
    }

    private static List<String> pending(Plan plan) {
        return plan.changes().stream()
                .filter(Plan.Change::pending)
                .map(c -> c.step().identity())
                .toList();
    }

    private static Plan.Change only(Plan plan) {
        assertThat(plan.refusals()).isEmpty();
        List<Plan.Change> all = plan.changes().stream().filter(Plan.Change::pending).toList();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static List<String> whats(Plan.Change change) {
        return change.differences().stream().map(Plan.Difference::what).toList();
    }

    @Test
    void onAnEmptyHostEverythingIsMadeInTheOrderWritten() {
        Plan plan = Run.plain().plan(nat());
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.changes()).allMatch(c -> c.action() != Action.NONE);
        assertThat(Run.operations(plan).stream().map(o -> o.getClass().getSimpleName()))
                .containsExactly(
                        "NetnsAdd",
                        "LinkAlias",
                        "LinkUp",
                        "VethAdd",
                        "LinkAlias",
                        "LinkAlias",
                        "LinkUp",
                        "LinkUp",
                        "AddressAdd",
                        "AddressAdd",
                        "AddressAdd",
                        "RouteAdd",
                        "SysctlWrite",
                        "FilterReplace");
        assertThat(plan.intent().entries()).anyMatch(LabRecord.Entry::open);
        assertThat(plan.next().entries()).noneMatch(LabRecord.Entry::open);
    }

    @Test
    void onAFinishedHostNothingIsPending() {
        assertThat(pending(finished().plan(nat()))).isEmpty();
    }

    @Test
    void eachBreakageIsNamedAndOnlyItIsRepaired() {
        assertRepair(
                "veth veth-host",
                "peer.address",
                new Operation.AddressDelete(NS, VETH, Cidr.of("fd00::2/64")));
        assertRepair(
                "veth veth-host",
                "peer.address",
                new Operation.AddressAdd(NS, VETH, Cidr.of("10.9.9.9/24")));
        assertRepair("veth veth-host", "mtu", new Operation.LinkMtu(Netns.HOST, VETH_HOST, 1400));
        assertRepair("veth veth-host", "alias", new Operation.LinkAlias(Netns.HOST, VETH_HOST, ""));
        assertRepair("veth veth-host", "up", new Operation.LinkUp(Netns.HOST, VETH_HOST, false));
        assertRepair("netns ns1", "lo", new Operation.LinkUp(NS, InterfaceName.LO, false));
        assertRepair(
                "sysctl net.ipv4.ip_forward",
                "value",
                new Operation.SysctlWrite(Netns.HOST, "net.ipv4.ip_forward", "0"));
        String route = "route ns1 " + LabBuilder.aRoute("ns1 0.0.0.0/0").key();
        assertRepair(
                route,
                "route",
                new Operation.RouteDelete(LabBuilder.aRoute("ns1 0.0.0.0/0 via 10.0.0.1")));
        assertRepair(
                route,
                "via",
                new Operation.RouteDelete(LabBuilder.aRoute("ns1 0.0.0.0/0 via 10.0.0.1")),
                new Operation.RouteAdd(LabBuilder.aRoute("ns1 0.0.0.0/0 via 10.0.0.7")));
    }

    private static void assertRepair(String step, String what, Operation... byHand) {
        Plan plan = finished().hand(byHand).plan(nat());
        Plan.Change change = only(plan);
        assertThat(change.step().identity()).isEqualTo(step);
        assertThat(whats(change)).containsExactly(what);
    }

    @Test
    void aLinkThatWasTakenDownAlsoCostItsRouteAndItsIpv6Address() {
        Plan plan = finished().hand(new Operation.LinkUp(NS, VETH, false)).plan(nat());
        assertThat(pending(plan)).hasSize(2);
        assertThat(plan.changes().get(1).operations())
                .containsExactly(
                        new Operation.LinkUp(NS, VETH, true),
                        new Operation.AddressAdd(NS, VETH, Cidr.of("fd00::2/64")));
        assertThat(plan.changes().get(2).operations())
                .containsExactly(
                        new Operation.RouteAdd(LabBuilder.aRoute("ns1 0.0.0.0/0 via 10.0.0.1")));
    }

    @Test
    void aNewPrefixFlushesTheRoutesOfTheOldOne() {
        Run run = finished();
        LabBuilder lab =
                LabBuilder.lab()
                        .netns("ns1")
                        .veth("veth-host 10.0.0.1/24", "ns1/veth-ns1 10.0.0.2/25 fd00::2/64")
                        .route("ns1 0.0.0.0/0 via 10.0.0.1")
                        .sysctl("host", "net.ipv4.ip_forward", "1")
                        .masquerade("host", "10.0.0.0/24", "eth0");
        Plan plan = run.plan(lab);
        assertThat(plan.changes().get(1).action()).isEqualTo(Action.UPDATE);
        assertThat(plan.changes().get(2).operations())
                .containsExactly(
                        new Operation.RouteAdd(LabBuilder.aRoute("ns1 0.0.0.0/0 via 10.0.0.1")));
    }

    @Test
    void oneEndOfAVethGoneMakesBothAndWhatStoodOnThem() {
        Plan plan = finished().hand(new Operation.LinkDelete(Netns.HOST, VETH_HOST)).plan(nat());
        assertThat(pending(plan)).hasSize(2);
        assertThat(plan.changes().get(1).action()).isEqualTo(Action.CREATE);
    }

    @Test
    void aNamespaceGoneIsMadeAgainWithAllThatWasInIt() {
        Plan plan = finished().hand(new Operation.NetnsDelete(NS)).plan(nat());
        assertThat(plan.refusals()).isEmpty();
        assertThat(pending(plan)).hasSize(3);
    }

    @Test
    void aVethWithAnotherPeerIsReplaced() {
        Run run = finished();
        LabBuilder lab =
                LabBuilder.lab().netns("ns1").veth("veth-host 10.0.0.1/24", "ns1/eth0 10.0.0.2/24");
        Plan plan = run.plan(lab);
        Plan.Change veth =
                plan.changes().stream()
                        .filter(c -> c.step().identity().equals("veth veth-host"))
                        .findFirst()
                        .orElseThrow();
        assertThat(veth.action()).isEqualTo(Action.REPLACE);
        assertThat(run.apply(plan).refusals()).isEmpty();
        assertThat(pending(run.plan(lab))).isEmpty();
    }

    @Test
    void deletingAPrimaryAddressKeepsTheSecondaryThatIsWanted() {
        LabBuilder two = LabBuilder.lab().bridge("br0 10.0.0.1/24 10.0.0.2/24", Map.of());
        LabBuilder one = LabBuilder.lab().bridge("br0 10.0.0.2/24", Map.of());
        Run run = Run.plain();
        run.apply(two);
        Plan plan = run.apply(one);
        InterfaceName br = InterfaceName.of("br0");
        assertThat(Run.operations(plan))
                .containsExactly(
                        new Operation.AddressDelete(Netns.HOST, br, Cidr.of("10.0.0.2/24")),
                        new Operation.AddressDelete(Netns.HOST, br, Cidr.of("10.0.0.1/24")),
                        new Operation.AddressAdd(Netns.HOST, br, Cidr.of("10.0.0.2/24")));
        assertThat(pending(run.plan(one))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mtu=1400,mtu",
        "mac=02:00:00:00:00:07,mac",
        "up=no,up",
        "alias=x,alias",
        "10.5.0.1/24,address"
    })
    void everyAttributeOfABridgeChangesInPlace(String attribute, String what) {
        Run run = Run.plain();
        run.apply(LabBuilder.lab().bridge("br0", Map.of("stp_state", 1L)));
        LabBuilder changed = LabBuilder.lab().bridge("br0 " + attribute, Map.of("stp_state", 1L));
        Plan.Change change = only(run.plan(changed));
        assertThat(change.action()).isEqualTo(Action.UPDATE);
        assertThat(whats(change)).containsExactly(what);
        run.apply(changed);
        assertThat(pending(run.plan(changed))).isEmpty();
    }

    @Test
    void bridgeOptionsChangeInPlace() {
        Run run = Run.plain();
        run.apply(LabBuilder.lab().bridge("br0", Map.of("stp_state", 1L)));
        Plan.Change change = only(run.plan(LabBuilder.lab().bridge("br0", Map.of())));
        assertThat(change.operations())
                .containsExactly(
                        new Operation.LinkSet(
                                Netns.HOST,
                                InterfaceName.of("br0"),
                                "bridge",
                                Map.of("stp_state", "0")));
    }

    /// The kernel shows another ageing time meanwhile.
    @Test
    void theAgeingTimeIsNotJudgedWhileATopologyChangeGoesOn() {
        InterfaceName br0 = InterfaceName.of("br0");
        LabBuilder lab = LabBuilder.lab().bridge("br0", Map.of("ageing_time", 10_000L));
        Run run = Run.plain();
        run.apply(lab);
        run.hand(new Operation.LinkSet(Netns.HOST, br0, "bridge", Map.of("ageing_time", "3000")));
        assertThat(pending(run.plan(lab))).hasSize(1);
        run.seen = Hosts.withOption(run.seen, Netns.HOST, br0, "topology_change", "1");
        assertThat(pending(run.plan(lab))).isEmpty();
    }

    @Test
    void portsOfABridgeThatIsMadeLaterAreTakenInByItsStep() {
        LabBuilder lab = LabBuilder.lab().veth("p0 master=br0", "p1").bridge("br0", Map.of());
        Run run = Run.plain();
        Plan plan = run.apply(lab);
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.changes().get(1).operations())
                .contains(
                        new Operation.LinkMaster(
                                Netns.HOST, InterfaceName.of("p0"), InterfaceName.of("br0")));
        assertThat(pending(run.plan(lab))).isEmpty();
    }

    @Test
    void rulesAreMadeAndChanged() {
        Run run = Run.plain();
        run.apply(LabBuilder.lab().rule("host", 100, "10.0.0.0/8", "7"));
        Plan.Change change = only(run.plan(LabBuilder.lab().rule("host", 100, "10.0.0.0/8", "8")));
        assertThat(change.action()).isEqualTo(Action.UPDATE);
        assertThat(change.differences()).containsExactly(new Plan.Difference("table", "7", "8"));
    }

    @Test
    void whatLeftThePlaybookIsRemovedFirstAndAlone() {
        Run run = finished();
        LabBuilder less =
                LabBuilder.lab()
                        .netns("ns1")
                        .veth("veth-host 10.0.0.1/24", "ns1/veth-ns1 10.0.0.2/24 fd00::2/64");
        Plan plan = run.plan(less);
        assertThat(plan.changes().stream().limit(3).map(Plan.Change::action))
                .containsOnly(Action.REMOVE);
        assertThat(pending(plan)).hasSize(3);
        assertThat(pending(plan).getFirst()).startsWith("masquerade");
    }

    @Test
    void anApplyThatWouldRemoveEverythingIsRefused() {
        assertThat(finished().plan(LabBuilder.lab()).refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.hint()).contains("destroy"));
    }

    @Test
    void anotherPlaybookMayNotRemoveWhatThisOneMade() {
        Run run = finished();
        LabBuilder other = LabBuilder.lab().netns("ns1");
        other.playbook = "other.yml";
        assertThat(run.plan(other).refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("lab.yml"));
        run.options = new Options(true, false, false, null, null);
        assertThat(run.plan(other).refusals()).isEmpty();
    }

    @Test
    void anotherPlaybookIsAlsoRefusedWhenItWantsTheSame() {
        LabBuilder other = nat();
        other.playbook = "other.yml";
        assertThat(finished().plan(other).refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.hint()).contains("--take-over"));
    }

    @Test
    void oneMachineUnderTwoNamesIsRefused() {
        LabBuilder again = nat();
        again.host = "box2";
        assertThat(finished().plan(again).refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("box1"));
    }

    @Test
    void aForeignInterfaceIsNotTakenOver() {
        Run run = Run.plain();
        run.seen =
                Planner.after(
                        run.seen,
                        List.of(
                                new Operation.LinkAdd(
                                        Netns.HOST,
                                        InterfaceName.of("br0"),
                                        Hosts.bridge(Netns.HOST))));
        var before = State.lines(run.seen, true);
        LabBuilder lab = LabBuilder.lab().bridge("br0 mtu=1400 alias=hi", Map.of());
        assertThat(run.plan(lab).refusals())
                .singleElement()
                .satisfies(
                        r -> {
                            assertThat(r.message()).contains("br0").contains("not ours");
                            assertThat(r.hint()).contains("adopt: true");
                        });
        LabBuilder adopting = LabBuilder.lab().adopt().bridge("br0 mtu=1400 alias=hi", Map.of());
        assertThat(run.apply(adopting).refusals()).isEmpty();
        assertThat(pending(run.plan(adopting))).isEmpty();
        run.apply(run.destroyed());
        assertThat(State.lines(run.seen, true)).isEqualTo(before);
    }

    @Test
    void aThingOfAnotherLabHintsAtARenamedPlay() {
        Run run = finished();
        run.record = LabRecord.none(LabName.of("new"));
        LabBuilder renamed = new LabBuilder("new").netns("ns1");
        assertThat(run.plan(renamed).refusals())
                .singleElement()
                .satisfies(
                        r -> {
                            assertThat(r.message()).contains("lab t");
                            assertThat(r.hint()).contains("formerly");
                        });
    }

    @Test
    void aNamespaceThatSomebodyMadeAgainIsNotOurs() {
        Run run = finished();
        run.hand(new Operation.NetnsDelete(NS), new Operation.NetnsAdd(NS));
        assertThat(run.plan(nat()).refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("made again"));
        Plan gone = run.apply(run.destroyed());
        assertThat(gone.warnings()).anyMatch(w -> w.contains("ns1"));
        assertThat(run.seen.namespaces()).containsKey(NS);
    }

    @Test
    void strangersInOurNamespaceStandInTheWayOfItsDeletion() {
        Run run = finished();
        run.hand(new Operation.LinkAdd(NS, InterfaceName.of("theirs"), Hosts.bridge(NS)));
        assertThat(run.destroyed().refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("theirs"));
        run.options = new Options(false, true, false, null, null);
        assertThat(run.destroyed().refusals()).isEmpty();
    }

    @Test
    void aLostRecordIsMadeUpForByTheTags() {
        Run run = finished();
        run.record = LabRecord.none(LabName.of("t"));
        run.claims = SysctlClaims.none();
        Plan gone = run.apply(run.destroyed());
        assertThat(gone.refusals()).isEmpty();
        var left = State.lines(run.seen, true);
        assertThat(left).isEqualTo(State.lines(Hosts.plain(), true));
    }

    @Test
    void aRecordOfAnotherBootIsVoid() {
        Run run = finished();
        LabRecord old =
                new LabRecord(
                        run.record.lab(),
                        Objects.requireNonNull(run.record.origin()),
                        "boot-0",
                        run.record.entries());
        run = Run.plain();
        run.record = old;
        assertThat(pending(run.destroyed())).isEmpty();
        assertThat(run.plan(nat()).refusals()).isEmpty();
    }

    @Test
    void anOkSettingIsClaimedAndOnlyTheLastLabPutsItBack() {
        Run first = Run.plain();
        first.apply(LabBuilder.lab().sysctl("host", "net.ipv4.ip_forward", "1"));
        Run second = new Run(first.seen, new LabBuilder("u"));
        second.claims = first.claims;
        LabBuilder other = new LabBuilder("u").sysctl("host", "net.ipv4.ip_forward", "1");
        assertThat(pending(second.apply(other))).isEmpty();
        assertThat(second.claims.claims().getFirst().wanted()).hasSize(2);
        first.claims = second.claims;
        assertThat(Run.operations(first.apply(first.destroyed()))).isEmpty();
        second.claims = first.claims;
        Plan last = second.apply(second.destroyed());
        assertThat(Run.operations(last))
                .containsExactly(
                        new Operation.SysctlWrite(Netns.HOST, "net.ipv4.ip_forward", "0"),
                        new Operation.SysctlWrite(
                                Netns.HOST, "net.ipv4.conf.docker0.forwarding", "1"));
        assertThat(second.claims.claims()).isEmpty();
    }

    @Test
    void twoLabsThatWantDifferentValuesAreRefused() {
        Run first = Run.plain();
        first.apply(LabBuilder.lab().sysctl("host", "net.ipv4.ip_forward", "1"));
        Run second = new Run(first.seen, new LabBuilder("u"));
        second.claims = first.claims;
        assertThat(
                        second.plan(new LabBuilder("u").sysctl("host", "net.ipv4.ip_forward", "0"))
                                .refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("lab t"));
    }

    @Test
    void aValueThatIsNoLongerOursIsLeft() {
        Run run = Run.plain();
        run.apply(LabBuilder.lab().sysctl("host", "net.core.somaxconn", "8192"));
        run.hand(new Operation.SysctlWrite(Netns.HOST, "net.core.somaxconn", "99"));
        Plan gone = run.destroyed();
        assertThat(Run.operations(gone)).isEmpty();
        assertThat(gone.warnings()).singleElement().asString().contains("99");
    }

    @Test
    void aSettingThatDoesNotExistIsRefused() {
        assertThat(
                        Run.plain()
                                .plan(LabBuilder.lab().sysctl("host", "net.ipv4.nosuch", "1"))
                                .refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("net.ipv4.nosuch"));
    }

    @Test
    void aLaterForwardingStepIsMadeGoodForTheInterfaceThatWantsNone() {
        LabBuilder lab =
                LabBuilder.lab()
                        .sysctl("host", "net.ipv4.conf.eth1.forwarding", "0")
                        .sysctl("host", "net.ipv4.ip_forward", "1");
        Run run = Run.plain();
        Plan plan = run.apply(lab);
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.changes().get(1).operations()).hasSize(2);
        assertThat(pending(run.plan(lab))).isEmpty();
    }

    @Test
    void stepsThatUndoEachOtherAreRefused() {
        LabBuilder lab =
                LabBuilder.lab()
                        .bridge("br0 fd00::1/64", Map.of())
                        .sysctl("host", "net.ipv6.conf.br0.disable_ipv6", "1");
        assertThat(Run.plain().plan(lab).refusals())
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.message()).contains("has no IPv6"));
    }

    @Test
    void aRouteWhoseGatewayIsNowhereIsRefused() {
        LabBuilder lab = LabBuilder.lab().netns("ns1").route("ns1 10.0.0.0/8 via 10.9.9.9");
        assertThat(Run.plain().plan(lab).refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("gateway"));
    }

    @Test
    void theNatRuleIsRepairedAndTheJumpMustComeFirst() {
        Run run = finished();
        String chain = Chains.name(LabName.of("t"), Hook.NAT_POSTROUTING);
        FilterAt at = new FilterAt(Netns.HOST, Family.V4, "nat");
        FilterTable table = Objects.requireNonNull(run.seen.filters().get(at));
        assertThat(table.own().get(chain))
                .extracting(Line::text)
                .containsExactly("out eth0 source 10.0.0.0/24 masquerade");
        run.seen = with(run.seen, at, table, List.of(new Line.Strange("-s 10.7.0.0/24 -j X")));
        assertThat(only(run.plan(nat())).step().type()).isEqualTo("masquerade");
        run.seen = with(run.seen, at, table, List.of());
        assertThat(whats(only(run.plan(nat())))).containsExactly("rule");
        var behind = new TreeMap<>(table.chains());
        behind.put("POSTROUTING", List.of("-j ACCEPT", Chains.jump("nsfleet:t", chain)));
        run.seen =
                new Observed(
                        run.seen.namespaces(),
                        run.seen.sysctls(),
                        Map.of(at, new FilterTable(behind, table.policies(), table.own())));
        assertThat(whats(only(run.plan(nat())))).containsExactly("jump to nat/POSTROUTING");
    }

    @Test
    void whatTheRenderedProgramMadeByHandIsNotMadeAgain() {
        Run run = finished();
        run.record = LabRecord.none(run.record.lab());
        assertThat(run.plan(nat()).changes())
                .filteredOn(Plan.Change::pending)
                .extracting(change -> change.step().identity())
                .doesNotContain("masquerade 10.0.0.0/24 out eth0")
                .noneMatch(identity -> identity.startsWith("firewall"));
    }

    private static Observed with(Observed seen, FilterAt at, FilterTable table, List<Line> own) {
        var chains = new TreeMap<String, List<Line>>();
        table.own().keySet().forEach(chain -> chains.put(chain, own));
        return new Observed(
                seen.namespaces(),
                seen.sysctls(),
                Map.of(at, new FilterTable(table.chains(), table.policies(), chains)));
    }

    @Test
    void anInterfaceIsMovedAndPutBackAsItWas() {
        LabBuilder lab =
                LabBuilder.lab()
                        .netns("ns1")
                        .anInterface(
                                "ns1/lan0 mtu=1400 up=yes 10.3.0.1/24 addresses=exact", "eth1");
        Run run = Run.plain();
        Plan plan = run.apply(lab);
        assertThat(plan.refusals()).isEmpty();
        assertThat(Objects.requireNonNull(run.seen.namespaces().get(NS)).links())
                .containsKey(InterfaceName.of("lan0"));
        run.apply(run.destroyed());
        assertThat(State.lines(run.seen, true)).isEqualTo(State.lines(Hosts.plain(), true));
    }

    @Test
    void anInterfaceThatIsNotThereIsRefused() {
        assertThat(Run.plain().plan(LabBuilder.lab().anInterface("eth9 mtu=1400", null)).refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.message()).contains("eth9"));
    }

    @Test
    void theWayOfTheSessionIsNotCut() {
        Run run = Run.plain();
        run.options = new Options(false, false, false, Ip.of("192.0.2.10"), Ip.of("198.51.100.7"));
        assertThat(run.plan(LabBuilder.lab().anInterface("eth0 up=no", null)).refusals())
                .hasSize(1);
        assertThat(run.plan(LabBuilder.lab().bridge("br0 198.51.100.1/24", Map.of())).refusals())
                .hasSize(1);
        assertThat(
                        run.plan(LabBuilder.lab().route("host 198.51.100.0/24 via 172.17.0.9"))
                                .refusals())
                .hasSize(1);
        run.options = new Options(false, false, true, Ip.of("192.0.2.10"), null);
        assertThat(run.plan(LabBuilder.lab().anInterface("eth0 up=no", null)).refusals()).isEmpty();
    }

    @Test
    void aForeignRouteIsNotReplacedButAdoptedOnRequest() {
        String other = "host 10.200.0.0/16 via 172.17.0.8 dev docker0";
        assertThat(Run.plain().plan(LabBuilder.lab().route(other)).refusals()).hasSize(1);
        Run run = Run.plain();
        assertThat(run.apply(LabBuilder.lab().adopt().route(other)).refusals()).isEmpty();
        run.apply(run.destroyed());
        assertThat(State.lines(run.seen, true)).isEqualTo(State.lines(Hosts.plain(), true));
    }

    @Test
    void aSecondLookReadsWhatIsWantedAndWhatItOverwrites() {
        Run run = Run.plain();
        var look = Planner.look(nat().desired(), run.seen, run.record, SysctlClaims.none());
        assertThat(look.of(SysctlAt.class))
                .contains(
                        new SysctlAt(Netns.HOST, "net.ipv4.ip_forward"),
                        new SysctlAt(Netns.HOST, "net.ipv4.conf.eth0.forwarding"));
        assertThat(look.of(FilterAt.class))
                .contains(new FilterAt(Netns.HOST, Family.V4, "nat"))
                .as("nothing is in the other backend yet")
                .allMatch(at -> at.backend() == Backend.IPTABLES);
    }

    @Test
    void aMacThatNobodyGaveIsLeftAlone() {
        Run run = finished();
        run.hand(new Operation.LinkMac(Netns.HOST, VETH_HOST, Mac.of("02:00:00:00:00:09")));
        assertThat(pending(run.plan(nat()))).isEmpty();
    }

    /// Neither removed nor repaired, nor made: but what it made stays its own.
    @Test
    void aStepThatHasNoTurnStaysAsItIs() {
        Run run = Run.plain();
        LabBuilder whole = LabBuilder.lab().netns("n1").veth("a 10.0.0.1/24", "n1/b 10.0.0.2/24");
        run.apply(whole);
        run.hand(
                new Operation.AddressDelete(
                        Netns.HOST, InterfaceName.of("a"), Cidr.of("10.0.0.1/24")));
        LabBuilder part =
                LabBuilder.lab()
                        .selected(false)
                        .netns("n1")
                        .veth("a 10.0.0.1/24", "n1/b 10.0.0.2/24")
                        .netns("n2")
                        .selected(true)
                        .address("n1/b", "10.0.0.9/24");
        Plan plan = run.plan(part);
        assertThat(plan.refusals()).isEmpty();
        assertThat(pending(plan)).hasSize(1);
        run.apply(part);
        assertThat(run.seen.namespaces())
                .containsKey(Netns.of("n1"))
                .doesNotContainKey(Netns.of("n2"));
        assertThat(
                        pending(
                                run.plan(
                                        LabBuilder.lab()
                                                .netns("n1")
                                                .veth(
                                                        "a 10.0.0.1/24",
                                                        "n1/b 10.0.0.2/24 10.0.0.9/24"))))
                .isNotEmpty();
        run.apply(run.destroyed());
        assertThat(run.seen.namespaces()).doesNotContainKey(Netns.of("n1"));
    }

    @Test
    void whatAStepNeedsOfOneThatHasNoTurnIsNamed() {
        LabBuilder part =
                LabBuilder.lab()
                        .selected(false)
                        .netns("n1")
                        .selected(true)
                        .bridge("n1/br0", Map.of());
        assertThat(Run.plain().plan(part).refusals())
                .singleElement()
                .satisfies(
                        r -> {
                            assertThat(r.message()).isEqualTo("namespace n1 does not exist");
                            assertThat(r.hint()).contains("netns n1").contains("--tags");
                        });
    }
}
