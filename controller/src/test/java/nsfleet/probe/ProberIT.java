package nsfleet.probe;

import static nsfleet.probe.Recorded.present;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Parsed;
import nsfleet.filter.Line;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// The scripts on the real kernel: a scene in namespaces of its own with a /run of its own, so that
/// nothing of this machine changes and everything is gone when the process ends.
class ProberIT {
    @TempDir Path dir;

    @BeforeAll
    static void needsNamespaces() throws Exception {
        Process process =
                new ProcessBuilder(
                                "unshare",
                                "-n",
                                "-m",
                                "sh",
                                "-c",
                                "mount -t tmpfs t /run && ip link")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        boolean able = process.waitFor() == 0;
        if (!able) {
            System.err.println("SKIPPED ProberIT: this machine makes no namespaces: " + output);
        }
        Assumptions.assumeTrue(able, "this machine makes no namespaces");
    }

    /// Runs a script in a new network and mount namespace, and gives its standard output.
    private String run(String script) throws IOException, InterruptedException {
        Files.writeString(dir.resolve("first.sh"), Prober.full().text());
        Files.writeString(dir.resolve("scene.sh"), Recorded.text("scene.sh"));
        Path file = Files.writeString(dir.resolve("run.sh"), script);
        Path out = dir.resolve("out");
        Process process =
                new ProcessBuilder("unshare", "-n", "-m", "sh", file.toString())
                        .redirectError(dir.resolve("err").toFile())
                        .redirectOutput(out.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .directory(dir.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private FirstLook look(String output) {
        return Prober.readFirst(output).orThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash --posix", "busybox sh"})
    void seesWhatIpSays(String shell) throws Exception {
        String output =
                run(
                        ". ./scene.sh >/dev/null 2>&1\n"
                                + shell
                                + " first.sh\n"
                                + "for n in ns1 ns2; do\n"
                                + "  ip -n $n -o addr show | sed \"s/^/ADDR $n /\"\n"
                                + "  ip -n $n -o link show | sed \"s/^/LINK $n /\"\n"
                                + "  ip -n $n rule show | sed \"s/^/RULE $n /\"\n"
                                + "  ip -n $n route show table all | sed \"s/^/ROUTE $n /\"\n"
                                + "  ip -n $n -6 rule show | sed \"s/^/RULE $n /\"\n"
                                + "done\n");
        int end = output.indexOf("\n@end\n") + 6;
        FirstLook look = look(output.substring(0, end));
        List<String> told = output.substring(end).lines().toList();
        assertThat(look.observed().namespaces().keySet())
                .containsExactly(Netns.HOST, Netns.of("ns1"), Netns.of("ns2"));
        for (String name : List.of("ns1", "ns2")) {
            var state = present(look.observed().namespaces().get(Netns.of(name)));
            var addresses = new TreeSet<String>();
            state.links()
                    .forEach(
                            (dev, link) ->
                                    link.addresses()
                                            .forEach(a -> addresses.add(dev + " " + a.address())));
            assertThat(addresses).isEqualTo(addressesTold(told, name));
            assertThat(state.links().values())
                    .allSatisfy(
                            link ->
                                    assertThat(told)
                                            .anyMatch(
                                                    line ->
                                                            line.contains(
                                                                            "LINK "
                                                                                    + name
                                                                                    + " "
                                                                                    + link.index()
                                                                                    + ": "
                                                                                    + link.name())
                                                                    && line.contains(
                                                                            " mtu " + link.mtu())));
            assertThat(state.rules())
                    .hasSize(count(told, "RULE " + name, "lookup (local|main|default)$| tos "));
            assertThat(state.routes())
                    .hasSize(
                            count(
                                    told,
                                    "ROUTE " + name,
                                    "proto kernel|multicast| tos |^\\s|nexthop"));
        }
        assertThat(look.warnings()).hasSize(5);
        assertThat(look.records()).containsOnlyKeys("nat-lab");
        assertThat(
                        present(
                                        present(look.observed().namespaces().get(Netns.HOST))
                                                .links()
                                                .get(InterfaceName.of("v-host")))
                                .alias())
                .isEqualTo("nsfleet:nat-lab q\"uo\\te'\ttab\n@end\u0001\u001b\u00e9");
    }

    private static Set<String> addressesTold(List<String> told, String netns) {
        return told.stream()
                .filter(line -> line.startsWith("ADDR " + netns + " "))
                .map(line -> line.split("\\s+"))
                .map(
                        words ->
                                words[3]
                                        + " "
                                        + (words[6].equals("peer") ? words[5] + "/32" : words[5]))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int count(List<String> told, String start, String not) {
        var pattern = java.util.regex.Pattern.compile(not);
        return (int)
                told.stream()
                        .filter(line -> line.startsWith(start + " "))
                        .map(line -> line.substring(start.length() + 1))
                        .filter(line -> !pattern.matcher(line).find())
                        .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash --posix", "busybox sh"})
    void readsSettingsAndTables(String shell) throws Exception {
        var ns1 = Netns.of("ns1");
        var forward = new Observed.SysctlAt(ns1, "net.ipv4.ip_forward");
        var here = new Observed.SysctlAt(Netns.HOST, "net.ipv4.ip_forward");
        var dotted = new Observed.SysctlAt(ns1, "net.ipv4.conf.a.forwarding");
        var absent = new Observed.SysctlAt(ns1, "net.ipv4.no_such_thing");
        var nowhere = new Observed.SysctlAt(Netns.of("nowhere"), "net.ipv4.ip_forward");
        var range = new Observed.SysctlAt(Netns.HOST, "net.ipv4.ping_group_range");
        var nat = new Observed.FilterAt(ns1, Family.V4, "nat");
        var nat6 = new Observed.FilterAt(ns1, Family.V6, "nat");
        var lost = new Observed.FilterAt(Netns.of("nowhere"), Family.V4, "nat");
        var look =
                new Look(
                        Set.of(
                                forward,
                                here,
                                dotted,
                                absent,
                                nowhere,
                                range,
                                nat,
                                nat6,
                                lost,
                                new Query.Rules6(ns1)));
        Files.writeString(dir.resolve("second.sh"), Prober.second(look).text());
        String output =
                run(
                        ". ./scene.sh >/dev/null 2>&1\n"
                                + shell
                                + " second.sh\n"
                                + "ip netns exec ns1 nft list tables\n");
        int end = output.indexOf("\n@end\n") + 6;
        var nothing =
                new Observed(new java.util.TreeMap<>(), java.util.Map.of(), java.util.Map.of());
        Observed seen = Prober.readSecond(nothing, look, output.substring(0, end));
        assertThat(seen.sysctls()).containsOnlyKeys(forward, here, dotted, range);
        assertThat(seen.sysctls()).containsEntry(forward, "1").containsEntry(dotted, "1");
        assertThat(present(seen.sysctls().get(range))).matches("[0-9]+ [0-9]+");
        assertThat(seen.filters()).containsOnlyKeys(nat, nat6);
        assertThat(present(seen.filters().get(nat)).chains())
                .containsEntry("POSTROUTING", List.of("-j NSF-x"));
        assertThat(present(present(seen.filters().get(nat)).own().get("NSF-x")))
                .extracting(Line::text)
                .containsExactly("out a source 10.0.0.0/24 masquerade");
        assertThat(present(seen.filters().get(nat6)).chains().values()).allMatch(List::isEmpty);
        assertThat(output.substring(end)).as("looking made no table").doesNotContain("ip6 nat");
    }

    @Test
    void aHostWithoutIproute2() throws Exception {
        String tools =
                "mkdir tools; for t in grep ls uname; do ln -s $(command -v $t) tools; done\n";
        FirstLook none = look(run(tools + "PATH=$PWD/tools /bin/sh first.sh\n"));
        assertThat(none.facts().iproute2()).isFalse();
        assertThat(none.facts().busyboxIp()).isFalse();
        assertThat(none.facts().hostname()).isNotEmpty();
        assertThat(none.observed().namespaces()).isEmpty();
        FirstLook busybox =
                look(
                        run(
                                "rm -rf tools; "
                                        + tools
                                        + "ln -s $(command -v busybox) tools/ip\n"
                                        + "PATH=$PWD/tools /bin/sh first.sh\n"));
        assertThat(busybox.facts().iproute2()).isFalse();
        assertThat(busybox.facts().busyboxIp()).isTrue();
        assertThat(busybox.observed().namespaces()).isEmpty();
    }

    @Test
    void whoIsNotRootSeesTheHostOnly() throws Exception {
        String output =
                run(
                        ". ./scene.sh >/dev/null 2>&1; cp first.sh /run; chmod 755 /run/first.sh\n"
                                + "setpriv --reuid 65534 --regid 65534 --clear-groups sh"
                                + " /run/first.sh\n");
        FirstLook look = look(output);
        assertThat(look.facts().uid()).isEqualTo(65534);
        assertThat(look.observed().namespaces()).containsOnlyKeys(Netns.HOST);
        assertThat(look.facts().interfaces()).containsKey("br0");
    }

    @Test
    void namespacesThatComeAndGoDoNotDisturb() throws Exception {
        String output =
                run(
                        "mount -t tmpfs t /run; mkdir /run/netns; ip link set lo up; ip netns add"
                            + " stays\n"
                            + "( while [ ! -e stop ]; do for i in 1 2 3; do ip netns add n$i; done;"
                            + " for i in 1 2 3; do ip netns del n$i; done; done ) 2>/dev/null &\n"
                            + "for i in 1 2 3 4 5 6 7 8 9 10; do sh first.sh; done; : >stop;"
                            + " wait\n");
        String[] answers = output.split("(?<=\n@end\n)");
        assertThat(answers).hasSize(10);
        for (String answer : answers) {
            assertThat(Prober.readFirst(answer)).isInstanceOf(Parsed.Good.class);
            assertThat(look(answer).observed().namespaces())
                    .containsKeys(Netns.HOST, Netns.of("stays"));
        }
    }
}
