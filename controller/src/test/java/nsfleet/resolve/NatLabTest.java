package nsfleet.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.resource.Address;
import nsfleet.resource.Check;
import nsfleet.resource.Desired;
import nsfleet.resource.Link;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Masquerade;
import nsfleet.resource.NetnsResource;
import nsfleet.resource.Resource;
import nsfleet.resource.Route;
import nsfleet.resource.Step;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Want;
import nsfleet.resource.Wanted;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// The playbook of the manual, to the last attribute.
class NatLabTest {
    private static final String PLAYBOOK =
            """
            - name: NAT lab
              lab: nat-lab
              hosts: workshop:!box3
              become: true
              vars:
                subnet: 10.0.0.0/24
              steps:
                - netns: ns1
                - veth:
                    name: veth-host
                    address: ${address(subnet, 1)}/24
                    peer: { name: veth-ns1, netns: ns1, address: "${address(subnet, 2)}/24" }
                - route: { netns: ns1, to: default, via: "${address(subnet, 1)}" }
                - sysctl: { net.ipv4.ip_forward: 1 }
                - masquerade: { source: "${subnet}", out: "${facts.uplink}" }
              verify:
                - ping: { netns: ns1, to: "${address(subnet, 1)}" }
                - listening: { port: 22 }
            """;

    private static final Netns NS1 = Netns.of("ns1");
    private static final InterfaceName HOST_END = InterfaceName.of("veth-host");
    private static final InterfaceName INNER_END = InterfaceName.of("veth-ns1");

    private final Problems problems = new Problems();

    @Test
    void withFactsItIsComplete() {
        Desired desired = Fleet.resolve(PLAYBOOK, Map.of("uplink", "eth0"), problems).getFirst();

        assertThat(problems.all()).isEmpty();
        assertThat(desired.lab()).isEqualTo(LabName.of("nat-lab"));
        assertThat(desired.source()).isEqualTo(new Desired.Origin("lab.yml", "box1"));
        assertThat(desired.steps().stream().map(Step::identity))
                .containsExactly(
                        "netns ns1",
                        "veth veth-host",
                        "route ns1 default",
                        "sysctl net.ipv4.ip_forward",
                        "masquerade 10.0.0.0/24 out eth0");
        assertThat(desired.steps().stream().map(Step::sequence)).containsExactly(0, 1, 2, 3, 4);
        assertThat(desired.wanted().stream().map(Wanted::resource))
                .containsExactly(
                        new NetnsResource(NS1, true),
                        veth(Netns.HOST, HOST_END, new LinkKind.Veth(NS1, INNER_END, true)),
                        new Address(Netns.HOST, HOST_END, Cidr.of("10.0.0.1/24")),
                        veth(NS1, INNER_END, new LinkKind.Veth(Netns.HOST, HOST_END, false)),
                        new Address(NS1, INNER_END, Cidr.of("10.0.0.2/24")),
                        defaultRoute(),
                        new Sysctl(Netns.HOST, "net.ipv4.ip_forward", "1"),
                        new Masquerade(
                                Netns.HOST,
                                Cidr.of("10.0.0.0/24"),
                                InterfaceName.of("eth0"),
                                null));
        assertThat(desired.checks().stream().map(Check::identity))
                .containsExactly("ping ns1 -> 10.0.0.1", "listening tcp/22");
    }

    @Test
    void thePlaybookThatWeShipHasNoMistake() throws java.io.IOException {
        String shipped =
                java.nio.file.Files.readString(java.nio.file.Path.of("../playbooks/nat-lab.yml"));

        List<Desired> before = Fleet.resolve(shipped, null, problems);
        List<Desired> after = Fleet.resolve(shipped, Map.of("uplink", "eth0"), problems);

        assertThat(problems.all()).isEmpty();
        assertThat(before.getFirst().steps()).hasSize(4);
        assertThat(after.getFirst().steps()).hasSize(5);
        assertThat(after.getFirst().checks()).hasSize(6);
    }

    @Test
    void withoutFactsOnlyWhatNeedsThemIsLeftOut() {
        Desired desired = Fleet.resolve(PLAYBOOK, null, problems).getFirst();

        assertThat(problems.all()).isEmpty();
        assertThat(desired.steps().stream().map(Step::type))
                .containsExactly("netns", "veth", "route", "sysctl");
    }

    @Test
    void aHostWithoutUplinkFailsAtTheExactPlace() {
        Fleet.resolve(PLAYBOOK, Map.of("hostname", "box1"), problems);

        Problem problem = problems.all().getFirst();
        assertThat(problem.code()).isEqualTo("no-fact");
        assertThat(String.valueOf(problem.span() == null ? "" : problem.span().at()))
                .isEqualTo("lab.yml:15:50");
    }

    @Test
    void excludedHostsTakeNoPart() {
        assertThat(Fleet.resolver(PLAYBOOK, problems).hosts()).containsExactly("box1", "box2");
    }

    private static Link veth(Netns netns, InterfaceName name, LinkKind kind) {
        return new Link(
                netns,
                name,
                kind,
                Want.exactly(1500),
                Want.any(),
                Want.exactly(true),
                Want.none(),
                Want.none(),
                true);
    }

    private static Resource defaultRoute() {
        return new Route(
                NS1,
                Cidr.DEFAULT4,
                "main",
                0,
                "unicast",
                Ip.of("10.0.0.1"),
                null,
                null,
                false,
                null,
                null,
                List.of());
    }
}
