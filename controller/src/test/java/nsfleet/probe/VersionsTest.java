package nsfleet.probe;

import static nsfleet.probe.Recorded.present;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where other versions of iproute2 answer otherwise: written from their sources and release notes.
class VersionsTest {
    private static Observed.NetnsState state(FirstLook look, Netns netns) {
        return present(look.observed().namespaces().get(netns));
    }

    private static Observed.LinkState link(FirstLook look, Netns netns, String name) {
        return present(state(look, netns).links().get(InterfaceName.of(name)));
    }

    @Test
    void iproute2Of2019() {
        FirstLook look = Recorded.look("first-4.20.txt");
        assertThat(look.warnings()).isEmpty();
        assertThat(look.facts().versions()).containsEntry("iproute2", "ss190107");
        assertThat(look.facts().architecture()).isEqualTo("x86_64");
        assertThat(look.facts().systemd()).isTrue();
        assertThat(look.facts().uplink()).isEqualTo("eth0");
        assertThat(present(look.facts().uplinkAddress()).text()).isEqualTo("192.0.2.7");
        assertThat(look.facts().uplink6()).as("made by a router").isEqualTo("eth0");
        var host = link(look, Netns.HOST, "veth-host");
        assertThat(host.alias()).isEqualTo("nsfleet:nat-lab it's");
        assertThat(host.peer())
                .isEqualTo(new Observed.Peer(Netns.of("ns1"), InterfaceName.of("veth-ns1")));
        assertThat(link(look, Netns.of("ns1"), "veth-ns1").peer())
                .isEqualTo(new Observed.Peer(Netns.HOST, InterfaceName.of("veth-host")));
        assertThat(link(look, Netns.HOST, "eth0").addresses())
                .noneMatch(Observed.AddressState::counted);
        assertThat(state(look, Netns.HOST).routes())
                .extracting(Observed.RouteState::protocol)
                .containsExactly("dhcp");
        assertThat(state(look, Netns.HOST).rules()).isEmpty();
    }

    @Test
    void answersAskedForSinglyReplaceThoseOfTheBatch() {
        FirstLook look = Recorded.look("first-5.11.txt");
        assertThat(state(look, Netns.HOST).links().keySet())
                .extracting(InterfaceName::value)
                .containsExactly("gre0", "lo", "ve0");
        assertThat(link(look, Netns.HOST, "gre0").mac()).as("an IP address").isNull();
        assertThat(link(look, Netns.HOST, "ve0").peer()).as("in a nameless namespace").isNull();
        assertThat(look.warnings()).containsExactly("the host: ip did not list the rules");
    }

    @Test
    void newerOnesSayWhoMadeAnAddress() {
        FirstLook look = Recorded.look("first-6.15.txt");
        assertThat(look.facts().versions()).containsEntry("iproute2", "6.15.0");
        assertThat(link(look, Netns.HOST, "eth0").addresses())
                .containsExactlyInAnyOrder(
                        new Observed.AddressState(Cidr.of("fe80::5054:ff:fe12:3456/64"), false),
                        new Observed.AddressState(Cidr.of("fe80::5/64"), true));
        assertThat(link(look, Netns.HOST, "lo").addresses())
                .contains(new Observed.AddressState(Cidr.of("10.255.0.1/32"), true))
                .filteredOn(Observed.AddressState::counted)
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ss180129", "4.9.0", "v4.16"})
    void tooOldIsToldInOneSentence(String version) {
        String output =
                Recorded.text("first-6.15.txt").replace("iproute2-6.15.0", "iproute2-" + version);
        assertThat(Prober.readFirst(output))
                .isEqualTo(
                        Parsed.bad("iproute2 " + version + " is too old: 4.17 or newer is needed"));
    }

    @Test
    void oneThatHasNoJsonForRoutesIsTooOldEvenIfNobodyAskedForItsVersion() {
        String output =
                """
                @probe 1
                @ip
                @netns
                @batch
                [{"ifindex":1,"ifname":"lo","flags":["UP"],"mtu":65536,"addr_info":[]}]
                default via 10.0.0.1 dev eth0
                0:\tfrom all lookup local
                @end
                """;
        assertThat(Prober.readFirst(output))
                .isEqualTo(
                        Parsed.bad(
                                "the ip there has no JSON for routes: iproute2 4.17 or newer is"
                                        + " needed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ss180608", "ss190107", "5.10.0", "6.1.0", "7.0.0-rc1", "v4.17"})
    void newEnough(String version) {
        String output =
                Recorded.text("first-6.15.txt").replace("iproute2-6.15.0", "iproute2-" + version);
        assertThat(Prober.readFirst(output)).isInstanceOf(Parsed.Good.class);
    }
}
