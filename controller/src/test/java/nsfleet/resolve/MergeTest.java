package nsfleet.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.net.Netns;
import nsfleet.resource.Address;
import nsfleet.resource.Check;
import nsfleet.resource.Desired;
import nsfleet.resource.Link;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Resource;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Step;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Want;
import nsfleet.resource.Wanted;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// How steps become things with kernel identities.
class MergeTest {
    private final Problems problems = new Problems();

    private Desired lab(String steps) {
        String play = "- name: Lab\n  hosts: box1\n" + steps.indent(2);
        List<Desired> labs = Fleet.resolve(play, Map.of("uplink", "eth0"), problems);
        return labs.getFirst();
    }

    private static List<String> identities(Desired desired) {
        return desired.steps().stream().map(Step::identity).toList();
    }

    private static <T extends Resource> List<T> all(Desired desired, Class<T> type) {
        return desired.wanted().stream()
                .map(Wanted::resource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private List<String> codes() {
        return problems.all().stream().map(Problem::code).toList();
    }

    /// Where ip-route(8) puts them.
    @Test
    void localRoutesGoIntoTheTableLocal() {
        Desired desired = lab("steps:\n  - route: { to: 10.9.0.1/32, dev: lo, type: local }\n");
        assertThat(all(desired, Route.class)).singleElement().returns("local", Route::table);
        assertThat(identities(desired)).containsExactly("route 10.9.0.1/32");
    }

    @Test
    void everyKindHasItsIdentity() {
        Desired desired =
                lab(
                        """
                        steps:
                          - netns: [ns1, ns2]
                          - bridge: { name: br0, netns: ns1, address: [10.0.0.1/24, "fd00::1/64"] }
                          - veth: { name: eth0, netns: ns2, peer: { name: p2, netns: ns1, master: br0 } }
                          - interface: { name: eth9, netns: ns1, from: eth5 }
                          - address: { netns: ns2, dev: eth0, address: [10.0.0.2/24, "fd00::2/64"] }
                          - route: { netns: ns2, to: default, via: 10.0.0.1 }
                          - route: { netns: ns2, to: default, via: "fd00::1", metric: 5 }
                          - route: { netns: ns2, to: 192.0.2.7, via: 10.0.0.1, table: 254 }
                          - route: { netns: ns2, to: 192.0.2.0/24, type: blackhole, table: 10 }
                          - rule: { netns: ns2, priority: 100, table: 10 }
                          - rule: { netns: ns2, priority: 101, from: 10.0.0.2, fwmark: 16/0xff, table: 10 }
                          - sysctl: { netns: ns1, net/ipv4/conf/eth9/rp_filter: false, net.ipv4.ip_forward: 1 }
                          - masquerade: { netns: ns1, source: "fd00::/64", out: eth9, destination: "2001:db8::/32" }
                          - sysctl: { net.ipv6.conf.all.forwarding: 1, netns: ns1 }
                        """);
        assertThat(problems.all()).isEmpty();
        assertThat(identities(desired))
                .containsExactly(
                        "netns ns1",
                        "netns ns2",
                        "bridge ns1/br0",
                        "veth ns2/eth0",
                        "interface ns1/eth9",
                        "address ns2/eth0 10.0.0.2/24",
                        "address ns2/eth0 fd00::2/64",
                        "route ns2 default",
                        "route ns2 ::/0 metric 5",
                        "route ns2 192.0.2.7/32",
                        "route ns2 192.0.2.0/24 table 10",
                        "rule ns2 100 from all",
                        "rule ns2 -6 100 from all",
                        "rule ns2 101 from 10.0.0.2/32 fwmark 0x10/0xff",
                        "sysctl ns1 net.ipv4.conf.eth9.rp_filter",
                        "sysctl ns1 net.ipv4.ip_forward",
                        "masquerade ns1 fd00::/64 out eth9 2001:db8::/32",
                        "sysctl ns1 net.ipv6.conf.all.forwarding");
        assertThat(all(desired, Rule.class)).hasSize(3);
        assertThat(all(desired, Sysctl.class).getFirst().value()).isEqualTo("0");
        assertThat(all(desired, Route.class).get(3).type()).isEqualTo("blackhole");
    }

    @Test
    void addressStepsJoinTheirInterfaceAndPortsFindTheirMaster() {
        Desired desired =
                lab(
                        """
                        steps:
                          - netns: ns1
                          - veth: { name: a, netns: ns1, address: 10.0.0.1/24, peer: { name: b, netns: ns1 } }
                          - address: { netns: ns1, dev: b, address: 10.1.0.1/24 }
                          - address: { netns: ns1, dev: a, address: 10.0.0.9/24 }
                          - bridge: { name: br0, netns: ns1, ports: [b], stp: yes, forward_delay: 4s }
                          - bridge: { name: br1, ports: [enp3s0] }
                        """);
        assertThat(problems.all()).isEmpty();
        List<Link> links = all(desired, Link.class);
        assertThat(links.stream().map(l -> l.name().value()))
                .containsExactly("a", "b", "br0", "br1", "enp3s0");
        assertThat(links.get(1).addressesManaged()).isTrue();
        assertThat(links.get(1).master()).isEqualTo(Want.exactly(links.get(2).name()));
        assertThat(links.get(2).kind())
                .isEqualTo(
                        new LinkKind.Virtual(
                                "bridge",
                                Netns.of("ns1"),
                                null,
                                new java.util.TreeMap<>(
                                        Map.of("stp_state", "1", "forward_delay", "400"))));
        assertThat(links.get(4).kind()).isEqualTo(new LinkKind.Existing(null));
        assertThat(links.get(4).up()).isEqualTo(Want.any());
        assertThat(all(desired, Address.class).stream().map(a -> a.address().toString()))
                .containsExactly("10.0.0.1/24", "10.1.0.1/24", "10.0.0.9/24");
    }

    @Test
    void whatIsNotSaidIsNotManaged() {
        Desired desired =
                lab(
                        """
                        steps:
                          - interface: { name: enp3s0, mtu: 1400 }
                          - bridge: { name: br0 }
                          - bridge: { name: br1, address: [] }
                        """);
        List<Link> links = all(desired, Link.class);
        assertThat(links.get(0).up()).isEqualTo(Want.any());
        assertThat(links.get(0).alias()).isEqualTo(Want.any());
        assertThat(links.get(0).addressesManaged()).isFalse();
        assertThat(links.get(1).up()).isEqualTo(Want.exactly(true));
        assertThat(links.get(1).addressesManaged()).isFalse();
        assertThat(links.get(2).addressesManaged()).isTrue();
    }

    @Test
    void aNamespaceKeepsItsSettingsAndAllPlaysOfALabAreOne() {
        String text =
                """
                - name: One
                  lab: both
                  hosts: box1
                  steps:
                    - netns: { name: no, lo: down, sysctl: { net.ipv4.conf.default.rp_filter: 0 } }
                - name: Two
                  lab: both
                  hosts: workshop
                  steps:
                    - bridge: { name: br0 }
                      netns: no
                      name: the switch
                      adopt: true
                      ignore_errors: yes
                      timeout: 90s
                - name: Three
                  hosts: workshop
                  steps: []
                  verify:
                    - listening: { port: 22 }
                """;
        List<Desired> labs = Fleet.resolve(text, Map.of(), problems);
        assertThat(problems.all()).isEmpty();
        assertThat(labs.stream().map(d -> d.lab().value())).containsExactly("both", "three");
        Desired both = labs.getFirst();
        assertThat(identities(both)).containsExactly("netns no", "bridge no/br0");
        assertThat(both.wanted().get(1).step()).isEqualTo(both.steps().getFirst());
        Step bridge = both.steps().get(1);
        assertThat(bridge.name()).isEqualTo("the switch");
        assertThat(bridge.adopt()).isTrue();
        assertThat(bridge.ignoreErrors()).isTrue();
        assertThat(bridge.timeout()).isEqualTo(java.time.Duration.ofSeconds(90));
        assertThat(labs.get(1).checks()).hasSize(1);
    }

    @Test
    void loopsNestAndConditionsDecide() {
        Desired desired =
                lab(
                        """
                        vars: { subnet: 10.0.0.0/16 }
                        steps:
                          - loop: [red, blue]
                            loop_var: ns
                            vars: { mine: "${subnet(subnet, 24, ns?length)}" }
                            steps:
                              - netns: ${ns}
                              - netns: ${ns}
                                loop: ${1..2}
                                steps:
                                  - bridge: { name: "br${item}", address: "${host(mine, item)}" }
                          - netns: never
                            when: index > 0
                          - netns: ${inventory_hostname}
                            when: facts.uplink?? && group_names?seq_contains("workshop")
                        """);
        assertThat(problems.all()).isEmpty();
        assertThat(identities(desired))
                .containsExactly(
                        "netns red",
                        "bridge red/br1",
                        "bridge red/br2",
                        "netns blue",
                        "bridge blue/br1",
                        "bridge blue/br2",
                        "netns box1");
        assertThat(all(desired, Address.class).stream().map(a -> a.address().toString()))
                .containsExactly("10.0.3.1/24", "10.0.3.2/24", "10.0.4.1/24", "10.0.4.2/24");
    }

    @Test
    void onlyFactsCanFailLater() {
        String text =
                """
                - name: Lab
                  hosts: box1
                  steps:
                    - netns: ns1
                      when: facts.systemd
                    - bridge: { name: br0, netns: ns1, mtu: "${facts.interfaces.eth0.mtu}" }
                    - route: { netns: ns1, to: default, dev: br0 }
                    - bridge: { name: "${item}" }
                      loop: ${facts.interfaces?keys}
                """;
        List<Desired> before = Fleet.resolve(text, null, problems);
        assertThat(problems.all()).isEmpty();
        assertThat(identities(before.getFirst())).containsExactly("route ns1 default");

        Fleet.resolve(
                text, Map.of("systemd", true, "interfaces", Map.of("eth0", Map.of())), problems);
        assertThat(codes()).containsExactly("no-fact");
    }

    @Test
    void anExistingNamespaceIsNotOurs() {
        Desired desired =
                lab(
                        """
                        existing: [legacy]
                        steps:
                          - address: { netns: legacy, dev: eth0, address: 10.0.0.1/24 }
                          - route: { netns: legacy, to: default, via: 192.0.2.1 }
                        """);
        assertThat(problems.all()).isEmpty();
        assertThat(desired.existing()).containsExactly(Netns.of("legacy"));
    }

    @Test
    void checksHaveTheirValues() {
        Desired desired =
                lab(
                        """
                        vars: { files: [a b, c] }
                        steps:
                          - netns: ns1
                        verify:
                          - netns: ns1
                            checks:
                              - ping: { to: "fd00::1", count: 3, loss: 10%, rtt: 50ms }
                                retries: 2
                                interval: 500ms
                              - tcp: { to: "[fd00::1]:80", expect: closed }
                          - ping: { to: 10.0.0.1, expect: unreachable }
                          - command: { run: 'ls -- ${files} "$HOME"', rc: 2 }
                            name: files
                        """);
        assertThat(problems.all()).isEmpty();
        assertThat(desired.checks().stream().map(Check::identity))
                .containsExactly(
                        "ping ns1 -> fd00::1 count 3 loss 10% rtt 50ms",
                        "tcp ns1 -> [fd00::1]:80 closed", "ping -> 10.0.0.1 unreachable", "files");
        assertThat(desired.checks().getFirst().retries()).isEqualTo(2);
        assertThat(desired.checks().get(1).probe()).isEqualTo(new Check.Tcp("fd00::1", 80, false));
        assertThat(desired.checks().get(3).probe())
                .isEqualTo(new Check.Command("ls -- 'a b' c \"$HOME\"", 2, null, null));
    }
}
