package nsfleet.render;

import static nsfleet.render.Operations.HOST;
import static nsfleet.render.Operations.NS1;
import static nsfleet.render.Operations.NS2;
import static nsfleet.render.Operations.address;
import static nsfleet.render.Operations.dev;
import static nsfleet.render.Operations.masquerade;
import static nsfleet.render.Operations.nat;
import static nsfleet.render.Operations.sysctl;
import static nsfleet.render.Operations.up;
import static nsfleet.render.Operations.veth;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.plan.Operation;
import nsfleet.plan.Plan;
import nsfleet.transport.Completion;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

class FramesTest {
    private static List<String> texts(Operation... operations) {
        return Renderer.frames(Operations.plan(operations)).stream()
                .map(r -> r.frame().script().text())
                .toList();
    }

    @Test
    void oneProcessForEachNamespace() {
        assertThat(
                        texts(
                                veth(HOST, "a1", NS1, "b1"),
                                up(NS1, "b1"),
                                up(HOST, "a1"),
                                veth(HOST, "a2", NS2, "b2"),
                                up(HOST, "a2"),
                                up(NS1, "lo"),
                                up(NS2, "b2"),
                                up(NS2, "lo")))
                .containsExactly(
                        """
                        ip -batch - <<'END'
                        link add name a1 type veth peer name b1 netns ns1
                        link set dev a1 up
                        link add name a2 type veth peer name b2 netns ns2
                        link set dev a2 up
                        END
                        """,
                        """
                        ip -n ns1 -batch - <<'END'
                        link set dev b1 up
                        link set dev lo up
                        END
                        """,
                        """
                        ip -n ns2 -batch - <<'END'
                        link set dev b2 up
                        link set dev lo up
                        END
                        """);
    }

    @Test
    void namespacesComeBeforeTheLinksIntoThem() {
        List<Operation> operations = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            var ns = nsfleet.net.Netns.of("box" + i);
            operations.add(new Operation.NetnsAdd(ns));
            operations.add(up(ns, "lo"));
            operations.add(sysctl(ns, "net.ipv4.conf.default.rp_filter", "0"));
            operations.add(veth(HOST, "h" + i, ns, "eth0"));
            operations.add(up(HOST, "h" + i));
            operations.add(up(ns, "eth0"));
            operations.add(address(ns, "eth0", "10.0." + i + ".1/24"));
        }
        List<Rendered> frames = Renderer.frames(Operations.plan(operations));
        // One for all namespaces, and one for all links of the host; for each namespace:
        // its setting, and the rest with loopback.
        assertThat(frames).hasSize(1 + 2 * 20 + 1);
        assertThat(frames.getFirst().lines()).hasSize(20);
        assertThat(frames.stream().filter(f -> f.lines().size() == 40)).hasSize(1);
    }

    @Test
    void loopbackWaitsForTheOtherInterfacesOfItsNamespace() {
        assertThat(
                        texts(
                                new Operation.NetnsAdd(NS1),
                                up(NS1, "lo"),
                                veth(HOST, "a1", NS1, "b1"),
                                up(NS1, "b1"),
                                new Operation.NetnsAdd(NS2),
                                up(NS2, "lo"),
                                veth(HOST, "a2", NS2, "b2"),
                                up(NS2, "b2")))
                .hasSize(4)
                .satisfies(t -> assertThat(t.getFirst()).contains("netns add ns1\nnetns add ns2\n"))
                .endsWith(
                        """
                        ip -batch - <<'END'
                        link add name a1 type veth peer name b1 netns ns1
                        link add name a2 type veth peer name b2 netns ns2
                        END
                        """,
                        """
                        ip -n ns1 -batch - <<'END'
                        link set dev lo up
                        link set dev b1 up
                        END
                        """,
                        """
                        ip -n ns2 -batch - <<'END'
                        link set dev lo up
                        link set dev b2 up
                        END
                        """);
    }

    @Test
    void whatTouchesTwoNamespacesKeepsItsPlaceInBoth() {
        assertThat(
                        texts(
                                up(NS1, "x"),
                                up(NS2, "y"),
                                veth(NS1, "a", NS2, "b"),
                                up(NS2, "b"),
                                veth(NS1, "c", NS2, "d")))
                .containsExactly(
                        "ip -n ns1 link set dev x up\n",
                        "ip -n ns2 link set dev y up\n",
                        "ip -n ns1 link add name a type veth peer name b netns ns2\n",
                        "ip -n ns2 link set dev b up\n",
                        "ip -n ns1 link add name c type veth peer name d netns ns2\n");
    }

    /// In one batch ip would set the alias of the interface that `a` was.
    @Test
    void aNameIsNotGivenAgainInTheBatchThatTookIt() {
        assertThat(
                        texts(
                                up(HOST, "a"),
                                new Operation.LinkDelete(HOST, InterfaceName.of("b")),
                                veth(HOST, "a", NS1, "b"),
                                up(HOST, "a")))
                .containsExactly(
                        """
                        ip -batch - <<'END'
                        link set dev a up
                        link delete dev b
                        END
                        """,
                        """
                        ip -batch - <<'END'
                        link add name a type veth peer name b netns ns1
                        link set dev a up
                        END
                        """);
    }

    @Test
    void deletionsAreBarriers() {
        assertThat(
                        texts(
                                up(HOST, "x"),
                                new Operation.LinkDelete(NS1, dev("a")),
                                new Operation.LinkDelete(NS1, dev("b")),
                                up(HOST, "y")))
                .containsExactly(
                        "ip link set dev x up\n",
                        """
                        ip -n ns1 -batch - <<'END'
                        link delete dev a
                        link delete dev b
                        END
                        """,
                        "ip link set dev y up\n");
    }

    @Test
    void settingsOfANamespaceAreOneProcess() {
        assertThat(
                        texts(
                                new Operation.NetnsAdd(NS1),
                                sysctl(NS1, "net.ipv4.ip_forward", "1"),
                                up(HOST, "x"),
                                sysctl(NS1, "net.ipv4.conf.all.rp_filter", "2")))
                .satisfies(t -> assertThat(t).hasSize(3))
                .element(1)
                .asString()
                .startsWith("nsenter --net=/run/netns/ns1 sh -c '\n")
                .endsWith("  done' sh net/ipv4/ip_forward 1 net/ipv4/conf/all/rp_filter 2\n")
                .doesNotContain("ns=");
    }

    @Test
    void whatIsNoBatchLineIsACommandInItsPlace() {
        assertThat(
                        texts(
                                up(NS1, "a"),
                                new Operation.LinkAlias(NS1, dev("a"), "nsfleet:l it's #1"),
                                up(NS1, "b"),
                                up(NS1, "c")))
                .containsExactly(
                        "ip -n ns1 link set dev a up\n",
                        "ip -n ns1 link set dev a alias 'nsfleet:l it'\\''s #1'\n",
                        """
                        ip -n ns1 -batch - <<'END'
                        link set dev b up
                        link set dev c up
                        END
                        """);
    }

    /// Whatever the order of the operations: none is lost, and two that share a namespace keep
    /// their order, save that loopback minds neither new interfaces nor settings.
    @Test
    void neverReordersWithinANamespace() {
        var random = new Random(7);
        List<Operation> kinds = Operations.all();
        for (int round = 0; round < 200; round++) {
            List<Operation> operations = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                operations.add(kinds.get(random.nextInt(kinds.size())));
            }
            List<Rendered.Line> works = Renderer.lines(Operations.plan(operations).changes());
            List<Rendered.Line> run =
                    Renderer.frames(Operations.plan(operations)).stream()
                            .flatMap(r -> r.lines().stream())
                            .toList();
            assertThat(run).hasSameSizeAs(works).containsAll(works);
            for (var ns : List.of(HOST, NS1, NS2)) {
                assertThat(used(run, ns, o -> !loopback(o)))
                        .isEqualTo(used(works, ns, o -> !loopback(o)));
                assertThat(used(run, ns, o -> !passes(o)))
                        .isEqualTo(used(works, ns, o -> !passes(o)));
            }
        }
    }

    private static List<Operation> used(
            List<Rendered.Line> works, nsfleet.net.Netns ns, Predicate<Operation> which) {
        return works.stream()
                .map(Rendered.Line::operation)
                .filter(o -> uses(o, ns))
                .filter(which)
                .toList();
    }

    private static boolean loopback(Operation operation) {
        return switch (operation) {
            case Operation.LinkUp o -> o.name().equals(InterfaceName.LO);
            case Operation.LinkAlias o -> o.name().equals(InterfaceName.LO);
            default -> false;
        };
    }

    private static boolean passes(Operation operation) {
        return operation instanceof Operation.VethAdd
                || operation instanceof Operation.LinkAdd
                || operation instanceof Operation.SysctlWrite && !operation.netns().isHost();
    }

    private static boolean uses(Operation operation, nsfleet.net.Netns ns) {
        return switch (operation) {
            case Operation.NetnsAdd o -> o.created().equals(ns);
            case Operation.NetnsDelete _, Operation.LinkDelete _ -> true;
            case Operation.SysctlWrite o -> o.netns().isHost() || o.netns().equals(ns);
            case Operation.VethAdd o -> o.netns().equals(ns) || o.peerNetns().equals(ns);
            case Operation.LinkAdd o -> o.netns().equals(ns) || o.kind().underlay().equals(ns);
            case Operation.LinkMove o -> o.netns().equals(ns) || o.to().equals(ns);
            case Operation o -> o.netns().equals(ns);
        };
    }

    @Test
    void blamesTheLineThatFailed() {
        Rendered frame =
                Renderer.frames(
                                Operations.plan(
                                        List.of(up(NS1, "a")),
                                        List.of(address(NS1, "b", "10.0.0.1/24"), up(NS1, "c"))))
                        .getFirst();
        assertThat(
                        Renderer.blame(
                                frame,
                                exited(
                                        1,
                                        "Error: ipv4: Address already assigned.\n"
                                                + "Command failed -:2\n")))
                .isEqualTo(
                        new Blame.Line(
                                1,
                                "Error: ipv4: Address already assigned.",
                                "Error: ipv4: Address already assigned.\n"
                                        + "this address was added since nsfleet looked"));
        assertThat(Renderer.blame(frame, exited(0, ""))).isEqualTo(new Blame.Nobody());
    }

    @Test
    void knowsThatItDoesNotKnow() {
        Plan plan = Operations.plan(up(NS1, "a"), up(NS1, "b"));
        Rendered frame = Renderer.frames(plan).getFirst();
        for (Completion end :
                List.of(
                        exited(255, "Error: inet prefix is expected\n"),
                        exited(1, "Command failed -:9\n"),
                        exited(1, "Command failed -:0\n"),
                        new Completion.TimedOut("", "", Duration.ofSeconds(5)),
                        new Completion.Lost("reset", "", "", true))) {
            assertThat(Renderer.blame(frame, end)).isInstanceOf(Blame.Unknown.class);
        }
        assertThat(Renderer.singly(plan.changes()))
                .extracting(r -> r.frame().script().text())
                .containsExactly("ip -n ns1 link set dev a up\n", "ip -n ns1 link set dev b up\n");
    }

    @Test
    void blamesACommandOfItsOwn() {
        Rendered frame =
                Renderer.frames(
                                Operations.plan(
                                        nat(NS1, Family.V4, 0, masquerade("10.0.0.0/24", null))))
                        .getFirst();
        assertThat(Renderer.blame(frame, exited(4, "")))
                .isEqualTo(new Blame.Line(0, "", "exit status 4"));
        assertThat(Renderer.blame(frame, new Completion.TimedOut("x", "y", Duration.ofSeconds(5))))
                .isEqualTo(new Blame.Line(0, "x\ny", "stopped after 5 s"));
    }

    @Test
    void aSettingCannotLeaveProcSys() {
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> texts(sysctl(HOST, "net.//.//.//.etc", "1"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void framesAreChainedAndChange() {
        assertThat(Renderer.frames(Operations.plan(Arrays.asList(up(NS1, "a"), up(HOST, "b")))))
                .hasSize(2)
                .allSatisfy(
                        r -> {
                            assertThat(r.frame().mutates()).isTrue();
                            assertThat(r.frame().chained()).isTrue();
                            assertThat(r.frame().timeout()).isEqualTo(Duration.ofMinutes(1));
                        });
    }

    private static Completion exited(int status, String error) {
        return new Completion.Exited(status, "", error, false, Duration.ofMillis(5));
    }
}
