package nsfleet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.filter.Line;
import nsfleet.net.Family;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Objects;

/// One rule as different versions list it means the same, and what we never write is no rule of
/// ours.
class FilterListingsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    -s 10.0.0.0/24 -o eth0 -j MASQUERADE | out eth0 source 10.0.0.0/24 masquerade
                    -s 10.0.0.0/24 ! -d 10.0.0.0/8 -o eth0 -j MASQUERADE | out eth0 source 10.0.0.0/24 destination not 10.0.0.0/8 masquerade
                    -p tcp -m tcp --dport 22 -m state --state NEW,ESTABLISHED -j ACCEPT | tcp/22 new,established accept
                    -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT | tcp/22 new,established accept
                    -p tcp -m conntrack --ctstate ESTABLISHED,NEW -m tcp --dport 22 -j ACCEPT | tcp/22 new,established accept
                    -p tcp -m multiport --dports 443,80,1000:2000 -j DROP | tcp/80,443,1000-2000 drop
                    -p 47 -j REJECT --reject-with icmp-port-unreachable | gre reject
                    -p gre -j REJECT --reject-with icmp-port-unreachable | gre reject
                    -p ipencap -j DROP | ipencap drop
                    -p ipv4 -j DROP | ipencap drop
                    -m addrtype --dst-type LOCAL -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.2:8080 | destination here tcp/80 dnat to 10.0.0.2:8080
                    -s 10.0.0.0/24 -j SNAT --to-source 192.0.2.1 | source 10.0.0.0/24 snat to 192.0.2.1
                    -s 10.0.0.1/32 -j MARK --set-xmark 0x1/0xffffffff | source 10.0.0.1/32 mark 0x1
                    -j MARK --set-xmark 0x10/0xf0 | mark 0x10/0xf0
                    -j LOG --log-prefix "nsfleet lab: " | log
                    -i br0 -m comment --comment "by hand" -j ACCEPT | in br0 accept
                    """)
    void iptables(String listed, String meant) {
        assertThat(IptablesRule.read(Family.V4, listed).text()).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-j RETURN",
                "-j ACCEPT -m limit --limit 5/sec",
                "-m mac --mac-source 02:00:00:00:00:01 -j DROP",
                "! -i eth0 -j ACCEPT",
                "-p tcp -m tcp ! --dport 22 -j ACCEPT",
                "-p tcp -m tcp --sport 22 -j ACCEPT",
                "-p tcp -m tcp --tcp-flags SYN,RST SYN -j DROP",
                "-p tcp -j REJECT --reject-with tcp-reset",
                "-s 10.0.0.0/24 -j MASQUERADE --random-fully",
                "-s 10.0.0.0/24 -j MASQUERADE --to-ports 1024-2048",
                "-s 10.0.0.0/24 -j SNAT --to-source 192.0.2.1-192.0.2.9",
                "-j MARK --set-xmark 0x11/0xf0",
                "-m conntrack --ctstate DNAT -j ACCEPT",
                "-m addrtype --dst-type BROADCAST -j DROP",
                "-d fd00::/64 -j ACCEPT",
                "-p tcp",
                "-j NSF-0123456789-IN",
                "-m comment --comment \"open -j ACCEPT",
                ""
            })
    void whatWeNeverWriteIsStrange(String listed) {
        assertThat(IptablesRule.read(Family.V4, listed))
                .isEqualTo(new Line.Strange(listed))
                .extracting(Line::text)
                .isEqualTo(listed);
    }

    /// `nft -j` of one chain with one rule.
    private static Observed.FilterTable nft(String before, String expressions) {
        String json =
                "{\"nftables\":["
                        + before
                        + "{\"table\":{\"family\":\"ip\",\"name\":\"nsfleet_0123456789\",\"handle\":1}},"
                        + "{\"chain\":{\"family\":\"ip\",\"table\":\"nsfleet_0123456789\",\"name\":"
                        + "\"filter_input\",\"handle\":1,\"type\":\"filter\",\"hook\":\"input\","
                        + "\"prio\":0,\"policy\":\"drop\"}},"
                        + "{\"rule\":{\"family\":\"ip\",\"table\":\"nsfleet_0123456789\",\"chain\":"
                        + "\"filter_input\",\"handle\":2,\"comment\":\"nsfleet:lab\",\"expr\":["
                        + expressions
                        + "]}}]}";
        return NftTable.read(Family.V4, Json.object(List.of(json)));
    }

    private static Line only(Observed.FilterTable table) {
        return Objects.requireNonNull(table.own().get("filter_input")).getFirst();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"match":{"op":"==","left":{"payload":{"protocol":"tcp","field":"dport"}},"right":22}},{"accept":null} ~ tcp/22 accept
                    {"match":{"left":{"payload":{"name":"tcp","field":"dport"}},"right":22,"op":"=="}},{"accept":null} ~ tcp/22 accept
                    {"match":{"op":"in","left":{"ct":{"key":"state"}},"right":["new","established"]}},{"drop":null} ~ new,established drop
                    {"match":{"op":"in","left":{"ct":{"key":"state"}},"right":{"|":["new","established"]}}},{"drop":null} ~ new,established drop
                    {"match":{"op":"==","left":{"ct":{"key":"state"}},"right":{"set":["new","established"]}}},{"drop":null} ~ new,established drop
                    {"match":{"op":"in","left":{"ct":{"key":"state"}},"right":"new"}},{"drop":null} ~ new drop
                    {"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":"gre"}},{"reject":null} ~ gre reject
                    {"match":{"op":"==","left":{"meta":{"key":"l4proto"}},"right":47}},{"reject":{"type":"icmp","expr":"port-unreachable"}} ~ gre reject
                    {"match":{"op":"==","left":{"fib":{"result":"type","flags":"daddr"}},"right":"local"}},{"accept":null} ~ destination here accept
                    {"match":{"op":"==","left":{"fib":{"result":"type","flags":["saddr"]}},"right":"local"}},{"accept":null} ~ source here accept
                    {"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":{"prefix":{"addr":"10.0.0.0","len":24}}}},{"masquerade":null} ~ source 10.0.0.0/24 masquerade
                    {"match":{"op":"!=","left":{"payload":{"protocol":"ip","field":"daddr"}},"right":"10.0.0.7"}},{"snat":{"addr":"192.0.2.1"}} ~ destination not 10.0.0.7/32 snat to 192.0.2.1
                    {"match":{"op":"==","left":{"payload":{"protocol":"udp","field":"dport"}},"right":{"set":[{"range":[1000,2000]},53]}}},{"dnat":{"addr":"10.0.0.2","port":53}} ~ udp/53,1000-2000 dnat to 10.0.0.2:53
                    {"mangle":{"key":{"meta":{"key":"mark"}},"value":1}} ~ mark 0x1
                    {"mangle":{"key":{"meta":{"key":"mark"}},"value":{"|":[{"&":[{"meta":{"key":"mark"}},4294967041]},1]}}} ~ mark 0x1/0xff
                    {"mangle":{"key":{"meta":{"key":"mark"}},"value":{"|":[{"meta":{"key":"mark"}},15]}}} ~ mark 0xf/0xf
                    {"mangle":{"key":{"meta":{"key":"mark"}},"value":{"&":[{"meta":{"key":"mark"}},4294967040]}}} ~ mark 0x0/0xff
                    {"log":{"prefix":"nsfleet lab: "}} ~ log
                    """)
    void nftables(String listed, String meant) {
        String version = "{\"metainfo\":{\"version\":\"1.0.6\",\"json_schema_version\":1}},";
        for (String before : List.of("", version)) {
            Observed.FilterTable table = nft(before, listed);
            assertThat(only(table).text()).isEqualTo(meant);
            assertThat(table.policies()).containsEntry("filter_input", "DROP");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"counter\":{\"packets\":0,\"bytes\":0}},{\"accept\":null}",
                "{\"return\":null}",
                "{\"jump\":{\"target\":\"other\"}}",
                "{\"reject\":{\"type\":\"tcp reset\"}}",
                "{\"log\":{\"prefix\":\"x\",\"level\":\"debug\"}}",
                "{\"masquerade\":{\"flags\":\"random\"}}",
                "{\"dnat\":{\"addr\":\"10.0.0.2\",\"port\":{\"range\":[1,2]}}}",
                "{\"match\":{\"op\":\"!=\",\"left\":{\"meta\":{\"key\":\"iifname\"}},\"right\":\"a\"}},{\"accept\":null}",
                "{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"iifname\"}},\"right\":\"a*\"}},{\"accept\":null}",
                "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"tcp\",\"field\":\"sport\"}},\"right\":22}},{\"accept\":null}",
                "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"ip6\",\"field\":\"saddr\"}},\"right\":\"fd00::1\"}},{\"accept\":null}",
                "{\"match\":{\"op\":\"<\",\"left\":{\"payload\":{\"protocol\":\"ip\",\"field\":\"saddr\"}},\"right\":\"10.0.0.1\"}},{\"accept\":null}",
                ""
            })
    void whatWeNeverWriteIsStrangeInNftToo(String listed) {
        assertThat(only(nft("", listed))).isInstanceOf(Line.Strange.class);
    }

    @Test
    void aChainThatIsHookedElsewhereHasNoPolicy() {
        Observed.FilterTable table =
                NftTable.read(
                        Family.V4,
                        Json.object(
                                List.of(
                                        "{\"nftables\":[{\"chain\":{\"name\":\"filter_input\",\"type\":"
                                            + "\"filter\",\"hook\":\"forward\",\"prio\":0,\"policy\":\"drop\"}}]}")));
        assertThat(table.policies()).isEmpty();
        assertThat(table.own()).containsOnlyKeys("filter_input");
    }

    @Test
    void whatOthersDo() {
        Observed.Firewalls seen =
                FirewallParser.read(
                        List.of(
                                "{\"nftables\":[{\"metainfo\":{\"version\":\"1.0.6\"}},"
                                    + "{\"chain\":{\"family\":\"ip\",\"table\":\"filter\",\"name\":\"FORWARD\",\"type\":\"filter\",\"hook\":\"forward\",\"prio\":0,\"policy\":\"drop\"}},"
                                    + "{\"chain\":{\"family\":\"inet\",\"table\":\"firewalld\",\"name\":\"filter_FORWARD\",\"type\":\"filter\",\"hook\":\"forward\",\"prio\":10,\"policy\":\"drop\"}},"
                                    + "{\"chain\":{\"family\":\"ip\",\"table\":\"nsfleet_0123456789\",\"name\":\"filter_forward\",\"type\":\"filter\",\"hook\":\"forward\",\"prio\":0,\"policy\":\"drop\"}},"
                                    + "{\"chain\":{\"family\":\"inet\",\"table\":\"mine\",\"name\":\"in\",\"type\":\"filter\",\"hook\":\"input\",\"prio\":0,\"policy\":\"drop\"}}]}",
                                "legacy 3",
                                "nft 12"));
        assertThat(seen)
                .isEqualTo(
                        new Observed.Firewalls(
                                true, true, List.of("inet firewalld filter_FORWARD")));
        assertThat(FirewallParser.read(List.of("legacy 3", "nft 0")).mixed()).isFalse();
        assertThat(FirewallParser.read(List.of()))
                .isEqualTo(new Observed.Firewalls(false, false, List.of()));
    }
}
