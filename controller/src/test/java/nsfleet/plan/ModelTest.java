package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.SysctlAt;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What the kernel was seen to do by itself, each found by [KernelModelIT].
class ModelTest {
    private static final Netns N1 = Netns.of("n1");

    @Test
    void aGatewayIsReachedOverTheLongestPrefix() {
        Run run = Run.plain();
        run.apply(
                LabBuilder.lab()
                        .netns("n1")
                        .veth("n1/a 10.13.0.9/16", "n1/b 10.13.0.101/24")
                        .route("n1 10.91.0.0/16 via 10.13.0.77")
                        .route("n1 10.92.0.0/16 via 10.13.7.77"));
        assertThat(Objects.requireNonNull(run.seen.namespaces().get(N1)).routes())
                .extracting(seen -> String.valueOf(seen.route().dev()))
                .containsExactly("b", "a");
    }

    @Test
    void anAddressOfOnesOwnIsAGatewayOverItsDevice() {
        Run run = Run.plain();
        run.apply(
                LabBuilder.lab()
                        .netns("n1")
                        .veth("n1/a 10.13.0.9/24", "n1/b 10.13.0.2/24")
                        .route("n1 10.91.0.0/16 via 10.13.0.2"));
        assertThat(Objects.requireNonNull(run.seen.namespaces().get(N1)).routes())
                .extracting(seen -> String.valueOf(seen.route().dev()))
                .containsExactly("b");
    }

    @Test
    void anIpv4DefaultIsCopiedToDevicesThatNobodyEverSetSaveForForwarding() {
        Observed after =
                after(
                        new Operation.SysctlWrite(
                                Netns.HOST, "net.ipv4.conf.default.rp_filter", "1"),
                        new Operation.SysctlWrite(
                                Netns.HOST, "net.ipv4.conf.default.forwarding", "1"));
        assertThat(host(after, "net.ipv4.conf.eth1.rp_filter")).isEqualTo("1");
        assertThat(host(after, "net.ipv4.conf.eth0.rp_filter")).as("has an address").isEqualTo("2");
        assertThat(host(after, "net.ipv4.conf.eth1.forwarding")).isEqualTo("0");
    }

    @Test
    void destroyPutsBackWhatAnIpv4DefaultWasCopiedTo() {
        Run run = Run.plain();
        run.apply(LabBuilder.lab().sysctl("host", "net.ipv4.conf.default.rp_filter", "1"));
        run.apply(run.destroyed());
        assertThat(State.settings(run.seen, Hosts.plain()))
                .isEqualTo(State.settings(Hosts.plain(), Hosts.plain()));
    }

    @Test
    void inANewNamespaceTheWrittenDefaultReachesNoDevice() {
        Observed after =
                after(
                        new Operation.NetnsAdd(N1),
                        new Operation.LinkAdd(N1, InterfaceName.of("br0"), Hosts.bridge(N1)),
                        new Operation.SysctlWrite(N1, "net.ipv4.conf.default.rp_filter", "1"));
        assertThat(after.sysctls().get(new SysctlAt(N1, "net.ipv4.conf.br0.rp_filter")))
                .isEqualTo("0");
    }

    @Test
    void whatAHandOverwroteByForwardingIsPutBackWithIt() {
        Run run = Run.plain();
        LabBuilder lab = LabBuilder.lab().sysctl("host", "net.ipv4.ip_forward", "0");
        run.apply(lab);
        run.hand(new Operation.SysctlWrite(Netns.HOST, "net.ipv4.ip_forward", "1"));
        run.apply(lab);
        assertThat(State.settings(run.seen, Hosts.plain()))
                .isEqualTo(State.settings(Hosts.plain(), Hosts.plain()));
    }

    @Test
    void aDeviceTooSmallForIpv6HasNoSettingsOfIt() {
        Plan plan =
                Run.plain()
                        .plan(
                                LabBuilder.lab()
                                        .netns("n1")
                                        .veth("n1/a mtu=600", "n1/b")
                                        .sysctl("n1", "net.ipv6.conf.a.forwarding", "1"));
        assertThat(plan.refusals())
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.message()).contains("mtu of 600"));
    }

    @Test
    void aBridgeKeepsItsWantedMtuAndItsIpv6WhateverItsPortsHave() {
        Run run = Run.plain();
        LabBuilder lab =
                LabBuilder.lab()
                        .netns("n1")
                        .veth("n1/a mtu=600 master=br0", "n1/b")
                        .bridge("n1/br0 mtu=1500 fd00::1/64", java.util.Map.of());
        Plan plan = run.apply(lab);
        assertThat(plan.refusals()).isEmpty();
        List<Operation> operations = Run.operations(plan);
        assertThat(operations)
                .containsSubsequence(
                        new Operation.LinkMtu(N1, InterfaceName.of("br0"), 1501),
                        new Operation.LinkMtu(N1, InterfaceName.of("br0"), 1500),
                        new Operation.LinkMaster(
                                N1, InterfaceName.of("a"), InterfaceName.of("br0")));
        assertThat(operations.stream().filter(Operation.AddressAdd.class::isInstance)).hasSize(1);
    }

    @Test
    void whatTheKernelWouldNotTakeYetIsAddedOnceLaterWhenItDoes() {
        Run run = Run.plain();
        LabBuilder lab =
                LabBuilder.lab()
                        .netns("n1")
                        .bridge("n1/br0 fd00::1/64", java.util.Map.of())
                        .route("n1 fd01::/64 via fd00::7")
                        .veth("n1/a mtu=1400 master=br0", "n1/b");
        run.apply(lab);
        run.hand(new Operation.LinkMtu(N1, InterfaceName.of("a"), 1000));
        List<Operation> operations = Run.operations(run.apply(lab));
        assertThat(operations)
                .hasSize(3)
                .startsWith(new Operation.LinkMtu(N1, InterfaceName.of("a"), 1400));
        assertThat(Run.operations(run.plan(lab))).isEmpty();
    }

    @Test
    void anIpv6AddressOnABridgeThatHasNoIpv6IsRefusedWithTheReason() {
        Plan plan =
                Run.plain()
                        .plan(
                                LabBuilder.lab()
                                        .bridge("br0 fd00::1/64", java.util.Map.of())
                                        .veth("a mtu=600 master=br0", "b"));
        assertThat(plan.refusals())
                .singleElement()
                .satisfies(
                        refusal ->
                                assertThat(refusal.message())
                                        .contains("br0 cannot have fd00::1/64"));
    }

    @Test
    void aBridgeThatPerhapsFollowedItsPortsIsGivenItsMtu() {
        Run run = Run.plain();
        run.apply(
                LabBuilder.lab()
                        .bridge("br0 mtu=1400", java.util.Map.of())
                        .veth("a mtu=1400 master=br0", "b"));
        Plan plan = run.apply(LabBuilder.lab().bridge("br0 mtu=1500", java.util.Map.of()));
        assertThat(Run.operations(plan))
                .contains(new Operation.LinkMtu(Netns.HOST, InterfaceName.of("br0"), 1500));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "unreachable, -, -, false, -, true",
                "unreachable, 10.77.0.0/16, -, false, -, false",
                "unreachable, 10.77.0.0/16, -, true, -, true",
                "prohibit, 192.0.2.0/24, -, false, -, true",
                "prohibit, -, 198.51.100.0/24, false, -, true",
                "prohibit, -, 203.0.113.0/24, false, -, false",
                "blackhole, -, -, false, 0x1, false",
                "blackhole, -, -, true, 0x1, true"
            })
    void aRuleThatCatchesTheSessionIsRefused(
            String action,
            @Nullable String from,
            @Nullable String to,
            boolean not,
            @Nullable String mark,
            boolean refused) {
        Rule rule =
                new Rule(
                        Netns.HOST,
                        nsfleet.net.Family.V4,
                        100,
                        not,
                        from == null ? null : Cidr.of(from),
                        to == null ? null : Cidr.of(to),
                        null,
                        null,
                        mark,
                        null,
                        null,
                        null,
                        null,
                        null,
                        action,
                        null);
        assertThat(session().plan(LabBuilder.lab().step("rule", "rule 100", rule)).refusals())
                .hasSize(refused ? 1 : 0);
    }

    @Test
    void aTableThatTakesTheSessionAwayIsRefused() {
        List<String> refused = new ArrayList<>();
        for (String to : List.of("0.0.0.0/0", "10.99.0.0/16")) {
            LabBuilder lab =
                    LabBuilder.lab()
                            .veth("v0 10.5.0.1/24", "v1")
                            .route("host " + to + " via 10.5.0.2 table 101")
                            .rule("host", 100, "192.0.2.0/24", "101");
            session().plan(lab).refusals().forEach(refusal -> refused.add(to));
        }
        assertThat(refused).containsOnly("0.0.0.0/0").isNotEmpty();
    }

    private static Run session() {
        Run run = Run.plain();
        run.options = new Options(false, false, false, Ip.of("192.0.2.10"), Ip.of("198.51.100.7"));
        return run;
    }

    private static Observed after(Operation... operations) {
        return Planner.after(Hosts.plain(), List.of(operations));
    }

    private static @Nullable String host(Observed seen, String name) {
        return seen.sysctls().get(new SysctlAt(Netns.HOST, name));
    }
}
