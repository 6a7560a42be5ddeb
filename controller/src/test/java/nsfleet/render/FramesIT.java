package nsfleet.render;

import static nsfleet.render.Operations.HOST;
import static nsfleet.render.Operations.NS1;
import static nsfleet.render.Operations.NS2;
import static nsfleet.render.Operations.address;
import static nsfleet.render.Operations.dev;
import static nsfleet.render.Operations.masquerade;
import static nsfleet.render.Operations.nat;
import static nsfleet.render.Operations.route;
import static nsfleet.render.Operations.rule;
import static nsfleet.render.Operations.sysctl;
import static nsfleet.render.Operations.up;
import static nsfleet.render.Operations.veth;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.filter.Backend;
import nsfleet.filter.Ruleset;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.Mac;
import nsfleet.plan.Operation;
import nsfleet.plan.Plan;
import nsfleet.transport.Completion;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Rendered shell on a real kernel, in a private network namespace.
class FramesIT {
    /// Everything that can be seen of the lab. Counters and times are left out.
    private static final String LOOK =
            """
            ip -j netns list
            for ns in '' '-n ns1' '-n ns2'; do
              echo "== $ns"
              ip $ns -d -j link show
              ip $ns -j address show
              ip $ns -j route show table all
              ip $ns -6 -j route show table all
              ip $ns rule show
              ip $ns -6 rule show
            done
            for ns in ns1 ns2; do
              nsenter --net=/run/netns/$ns sh -c 'cd /proc/sys/net/ipv4
                grep -H . ip_forward conf/*/rp_filter conf/*/accept_redirects conf/*/forwarding ../ipv6/conf/all/forwarding'
              nsenter --net=/run/netns/$ns iptables-save | sed '/^#/d'
              nsenter --net=/run/netns/$ns ip6tables-save | sed '/^#/d'
            done
            iptables-save | sed '/^#/d'
            """;

    private static Plan lab() {
        var options = new TreeMap<>(Map.of("stp_state", "0", "forward_delay", "200"));
        return Operations.plan(
                List.of(new Operation.NetnsAdd(NS1), up(NS1, "lo")),
                List.of(new Operation.NetnsAdd(NS2), up(NS2, "lo")),
                List.of(
                        sysctl(NS1, "net.ipv4.ip_forward", "1"),
                        sysctl(NS1, "net.ipv4.conf.default.rp_filter", "2")),
                List.of(
                        veth(NS1, "type", HOST, "veth-host"),
                        new Operation.LinkAlias(NS1, dev("type"), "nsfleet:nat-lab it's #1 `x`"),
                        new Operation.LinkAlias(HOST, dev("veth-host"), "nsfleet:nat-lab"),
                        new Operation.LinkMtu(NS1, dev("type"), 1400),
                        new Operation.LinkMac(NS1, dev("type"), Mac.of("02:00:00:00:00:01")),
                        up(NS1, "type"),
                        up(HOST, "veth-host"),
                        address(NS1, "type", "10.0.0.2/24"),
                        address(NS1, "type", "fd00::2/64"),
                        address(HOST, "veth-host", "10.0.0.1/24")),
                List.of(
                        veth(NS1, "up", NS2, "name"),
                        up(NS1, "up"),
                        up(NS2, "name"),
                        address(NS2, "name", "10.1.0.2/24")),
                List.of(
                        new Operation.LinkAdd(NS1, dev("dev"), Operations.bridge(NS1, options)),
                        up(NS1, "dev"),
                        new Operation.LinkMaster(NS1, dev("up"), dev("dev")),
                        address(NS1, "dev", "10.1.0.1/24")),
                List.of(
                        new Operation.RouteAdd(route(NS1, "0.0.0.0/0", "10.0.0.1", null)),
                        new Operation.RouteAdd(route(NS1, "::/0", "fd00::1", "type")),
                        new Operation.RouteAdd(route(NS2, "0.0.0.0/0", "10.1.0.1", "name"))),
                List.of(
                        new Operation.RuleAdd(rule(NS1, Family.V4, 1000)),
                        new Operation.RuleAdd(rule(NS1, Family.V6, 1000))),
                List.of(
                        nat(NS1, Family.V4, 0, masquerade("10.1.0.0/24", "type")),
                        nat(HOST, Family.V4, 0, masquerade("10.0.0.0/24", null)),
                        Operations.filter(
                                NS1,
                                Family.V6,
                                Backend.NFT,
                                Operations.everything(Family.V6),
                                List.of())));
    }

    private static Plan unlab() {
        return Operations.plan(
                List.of(
                        Operations.filter(NS1, Family.V6, Backend.NFT, Ruleset.EMPTY, List.of()),
                        nat(HOST, Family.V4, 1),
                        nat(NS1, Family.V4, 1),
                        new Operation.RuleDelete(rule(NS1, Family.V6, 1000)),
                        new Operation.RuleDelete(rule(NS1, Family.V4, 1000)),
                        new Operation.RouteDelete(route(NS1, "::/0", null, null)),
                        new Operation.RouteDelete(route(NS1, "0.0.0.0/0", null, null)),
                        new Operation.AddressDelete(NS1, dev("type"), Cidr.of("fd00::2/64")),
                        new Operation.AddressDelete(NS1, dev("type"), Cidr.of("10.0.0.2/24")),
                        new Operation.LinkDelete(NS1, dev("dev")),
                        new Operation.LinkDelete(NS1, dev("up")),
                        new Operation.LinkDelete(HOST, dev("veth-host")),
                        new Operation.NetnsDelete(NS2),
                        new Operation.NetnsDelete(NS1)));
    }

    @Test
    void framesMakeAndUnmakeALab(@TempDir Path dir) throws Exception {
        List<Rendered> make = Renderer.frames(lab());
        List<Rendered> unmake = Renderer.frames(unlab());
        assertThat(make.size()).isLessThan(20);
        var network = new PrivateNetwork(dir);
        network.then("sh", "ip -d -j link; iptables-save | sed '/^#/d'");
        network.then(make).then("sh", LOOK);
        // One process that ends when asked, and one that must be killed.
        network.then(
                "sh",
                """
                ip netns exec ns1 sleep 1000 >/dev/null 2>&1 &
                ip netns exec ns1 sh -c 'trap "" TERM; sleep 1000; sleep 1000' >/dev/null 2>&1 &
                sleep 0.3
                """);
        network.then(unmake);
        network.then("sh", "ip -j netns list; ip -d -j link; iptables-save | sed '/^#/d'");
        List<PrivateNetwork.Result> results = network.run();
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i).status()).as("%d: %s", i, results.get(i)).isZero();
            if (i > 0 && i <= make.size()) {
                assertThat(results.get(i).error()).isEmpty();
            }
        }
        assertThat(results.get(make.size() + 1).output())
                .contains(
                        "\"ifname\":\"type\"",
                        "\"ifalias\":\"nsfleet:nat-lab it's #1 `x`\"",
                        "\"mtu\":1400",
                        "\"address\":\"02:00:00:00:00:01\"",
                        "\"forward_delay\":200",
                        "\"master\":\"dev\"",
                        "\"local\":\"fd00::2\",\"prefixlen\":64",
                        "\"nodad\":true",
                        "\"dst\":\"default\",\"gateway\":\"10.0.0.1\",\"dev\":\"type\"",
                        "\"dst\":\"default\",\"gateway\":\"fd00::1\",\"dev\":\"type\"",
                        "1000:\tfrom all lookup 100",
                        "-A " + Operations.POST + " -s 10.1.0.0/24 -o type -j MASQUERADE",
                        "ip_forward:1",
                        "conf/type/rp_filter:2",
                        "conf/lo/rp_filter:0")
                .containsPattern("== -n ns2[\\s\\S]*ip_forward:1[\\s\\S]*ip_forward:0");
        PrivateNetwork.Result ended = results.get(results.size() - 2);
        assertThat(ended.output()).containsPattern("(?m)^ended [0-9]+ sleep$");
        assertThat(ended.output()).containsPattern("(?m)^ended [0-9]+ sh$");
        String before = results.getFirst().output();
        assertThat(results.getLast().output().replaceFirst("^\\s*\\[ *\\]\\s*", ""))
                .startsWith(before.lines().findFirst().orElseThrow())
                .doesNotContain("NSF-", "veth");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "bash --posix", "busybox sh"})
    void theProgramIsSafeToRunTwice(String shell, @TempDir Path dir) throws Exception {
        String program = Renderer.program("box1", List.of(lab())).text();
        List<PrivateNetwork.Result> results =
                new PrivateNetwork(dir)
                        .then("sh", "ip netns add other && ip netns delete other")
                        .then(shell, program)
                        // Duplicate address detection of link-local addresses takes that long.
                        .then("sh", "sleep 2.5\n" + LOOK)
                        .then(shell, program)
                        .then("sh", LOOK)
                        // Half made: what is missing comes back, what is there stays.
                        .then(
                                "sh",
                                "ip -n ns1 address del 10.0.0.2/24 dev type; ip -n ns2 route del"
                                        + " default")
                        .then(shell, program)
                        .then("sh", LOOK)
                        .run();
        for (var result : results) {
            assertThat(result.status()).as("%s", result).isZero();
        }
        assertThat(results.get(1).error()).isEmpty();
        assertThat(results.get(2).output()).contains("\"ifname\":\"type\"", "MASQUERADE");
        assertThat(settled(results.get(4).output())).isEqualTo(settled(results.get(2).output()));
        assertThat(results.get(7).output()).contains("\"local\":\"10.0.0.2\"");
        assertThat(sorted(results.get(7).output())).isEqualTo(sorted(results.get(2).output()));
    }

    /// Without what the kernel does by itself as time goes on.
    private static String settled(String json) {
        return json.replaceAll(
                "\"[a-z_]*_timer\":[0-9.]+,?|,\"tentative\":true|\"state\":\"[a-z]+\",|\"operstate\":\"[A-Z]+\",",
                "");
    }

    /// Addresses and routes that were put back stand in another order.
    private static List<String> sorted(String json) {
        return List.of(settled(json).replaceAll("[\\[\\]{},\n]+", "\n").split("\n")).stream()
                .sorted()
                .toList();
    }

    @Test
    void theProgramStopsAtTheFirstFailure(@TempDir Path dir) throws Exception {
        Plan broken =
                Operations.plan(
                        List.of(new Operation.NetnsAdd(NS1)),
                        List.of(up(NS1, "missing")),
                        List.of(new Operation.NetnsAdd(NS2)));
        List<PrivateNetwork.Result> results =
                new PrivateNetwork(dir)
                        .then("sh", Renderer.program("box1", List.of(broken)).text())
                        .then("sh", "ip netns list")
                        .run();
        assertThat(results.getFirst().status()).isNotZero();
        assertThat(results.getFirst().error()).contains("missing");
        assertThat(results.get(1).output()).contains("ns1").doesNotContain("ns2");
    }

    @Test
    void theKernelNamesWhoFailed(@TempDir Path dir) throws Exception {
        List<Rendered> frames =
                Renderer.frames(
                        Operations.plan(
                                veth(HOST, "a", HOST, "b"),
                                up(HOST, "a"),
                                up(HOST, "missing"),
                                up(HOST, "b"),
                                new Operation.NetnsAdd(NS1),
                                sysctl(NS1, "net.ipv4.ip_forward", "1"),
                                sysctl(NS1, "net.ipv4.no_such_thing", "1")));
        assertThat(frames).hasSize(3);
        List<PrivateNetwork.Result> results = new PrivateNetwork(dir).then(frames).run();
        assertThat(blame(frames.get(0), results.get(0)))
                .isInstanceOfSatisfying(
                        Blame.Line.class,
                        line -> {
                            assertThat(line.index()).isEqualTo(2);
                            assertThat(line.message())
                                    .startsWith("Cannot find device")
                                    .contains("deleted or renamed by hand");
                        });
        assertThat(blame(frames.get(1), results.get(1))).isEqualTo(new Blame.Nobody());
        assertThat(blame(frames.get(2), results.get(2)))
                .isInstanceOfSatisfying(
                        Blame.Line.class,
                        line -> {
                            assertThat(line.index()).isEqualTo(1);
                            assertThat(line.message()).contains("no such setting");
                        });
    }

    @Test
    void anInterfaceMovesToANamespaceAndBack(@TempDir Path dir) throws Exception {
        List<Rendered> frames =
                Renderer.frames(
                        Operations.plan(
                                veth(HOST, "a", HOST, "b"),
                                new Operation.NetnsAdd(NS1),
                                new Operation.LinkMove(HOST, dev("a"), NS1, dev("lan")),
                                new Operation.LinkRename(NS1, dev("lan"), dev("wan")),
                                new Operation.LinkMove(NS1, dev("wan"), HOST, dev("eth7"))));
        List<PrivateNetwork.Result> results =
                new PrivateNetwork(dir).then(frames).then("sh", "ip -o link").run();
        assertThat(results).allSatisfy(r -> assertThat(r.status()).as("%s", r).isZero());
        assertThat(results.getLast().output()).contains("eth7@b");
    }

    private static Blame blame(Rendered frame, PrivateNetwork.Result result) {
        return Renderer.blame(
                frame,
                new Completion.Exited(
                        result.status(), result.output(), result.error(), false, Duration.ZERO));
    }
}
