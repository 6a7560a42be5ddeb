package nsfleet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.Ip;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.resource.OnLink;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// The forms of iproute2's ip/ipneigh.c, bridge/fdb.c, tc/q_tbf.c and tc/q_netem.c.
class AttachedParserTest {
    private static final Netns NS = Netns.of("ns1");

    @Test
    void neighbors() {
        assertThat(
                        AttachedParser.neighbors(
                                NS,
                                Json.read(
                                        "[{\"dst\":\"10.0.0.9\",\"dev\":\"v0\",\"lladdr\":\"02:00:00:00:00:09\",\"state\":[\"PERMANENT\"]},"
                                            + "{\"dst\":\"fd00::9\",\"dev\":\"v0\",\"state\":[\"PERMANENT\"]}]")))
                .containsExactly(
                        new OnLink.Neighbor(
                                NS,
                                nsfleet.net.InterfaceName.of("v0"),
                                Ip.of("10.0.0.9"),
                                Mac.of("02:00:00:00:00:09")));
    }

    /// What the kernel makes itself does not count: addresses of ports, multicast.
    @Test
    void forwardingEntries() {
        List<OnLink.Fdb> entries =
                AttachedParser.fdb(
                        NS,
                        Json.read(
                                "[{\"mac\":\"02:00:00:00:00:07\",\"ifname\":\"v1\",\"vlan\":7,\"flags\":[],\"master\":\"br0\",\"state\":\"static\"},"
                                    + "{\"mac\":\"ae:44:5e:0d:92:a2\",\"ifname\":\"v1\",\"flags\":[],\"master\":\"br0\",\"state\":\"permanent\"},"
                                    + "{\"mac\":\"33:33:00:00:00:01\",\"ifname\":\"v1\",\"flags\":[\"self\"],\"state\":\"permanent\"},"
                                    + "{\"mac\":\"02:00:00:00:00:08\",\"ifname\":\"v1\",\"flags\":[],\"master\":\"br0\",\"state\":\"\"},"
                                    + "{\"mac\":\"00:00:00:00:00:00\",\"ifname\":\"vx\",\"dst\":\"192.0.2.2\",\"flags\":[\"self\"],\"state\":\"permanent\"},"
                                    + "{\"mac\":\"02:00:00:00:00:01\",\"ifname\":\"vx\",\"dst\":\"192.0.2.2\",\"flags\":[\"self\"],\"state\":\"\"}]"));
        assertThat(entries).extracting(e -> e.key().toString()).hasSize(2);
        assertThat(entries.get(0).vlan()).isEqualTo(7);
        assertThat(entries.get(1).dst()).isEqualTo(Ip.of("192.0.2.2"));
        assertThat(entries.get(1).self()).isTrue();
    }

    @Test
    void netemOverTbf() {
        List<Attached.Qdisc> all =
                AttachedParser.qdiscs(
                        Json.read(
                                "[{\"kind\":\"noqueue\",\"handle\":\"0:\",\"dev\":\"lo\",\"root\":true,\"refcnt\":2,\"options\":{}},"
                                    + "{\"kind\":\"netem\",\"handle\":\"1:\",\"dev\":\"eth0\",\"root\":true,\"refcnt\":2,\"options\":{\"limit\":1000,"
                                    + "\"delay\":{\"delay\":0.05,\"jitter\":0.005,\"correlation\":0},"
                                    + "\"loss-random\":{\"loss\":0.015,\"correlation\":0},"
                                    + "\"duplicate\":{\"duplicate\":0.001,\"correlation\":0},"
                                    + "\"reorder\":{\"reorder\":0.25,\"correlation\":0},"
                                    + "\"corrupt\":{\"corrupt\":0.0002,\"correlation\":0},"
                                    + "\"rate\":{\"rate\":125000,\"packetoverhead\":0,\"cellsize\":0,\"celloverhead\":0},\"ecn\":false,\"gap\":1}},"
                                    + "{\"kind\":\"tbf\",\"handle\":\"10:\",\"dev\":\"eth0\",\"parent\":\"1:1\",\"options\":{\"rate\":1250000,\"burst\":12500,\"lat\":50000}}]"));
        assertThat(all).hasSize(2);
        Map<String, Double> netem = all.get(0).values();
        assertThat(netem)
                .containsEntry("delay", 50_000.0)
                .containsEntry("jitter", 5_000.0)
                .containsEntry("loss", 1.5)
                .containsEntry("reorder", 25.0)
                .containsEntry("rate", 1_000_000.0);
        assertThat(netem.get("corrupt")).isBetween(0.0199, 0.0201);
        assertThat(all.get(1).parent()).isEqualTo("1:1");
        assertThat(all.get(1).values())
                .isEqualTo(Map.of("rate", 10_000_000.0, "burst", 12_500.0, "latency", 50_000.0));
    }

    @Test
    void whatTheKernelGivesByItselfIsNone() {
        assertThat(
                        AttachedParser.qdiscs(
                                Json.read(
                                        "[{\"kind\":\"fq_codel\",\"handle\":\"0:\",\"dev\":\"eth0\",\"root\":true,\"options\":{\"limit\":10240}},"
                                            + "{\"kind\":\"htb\",\"handle\":\"7:\",\"dev\":\"eth1\",\"root\":true,\"options\":{}}]")))
                .extracting(Attached.Qdisc::kind)
                .containsExactly("htb");
    }
}
