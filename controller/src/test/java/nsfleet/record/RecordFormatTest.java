package nsfleet.record;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

class RecordFormatTest {
    private static final LabName LAB = LabName.of("nat-lab");
    private static final Netns NS = Netns.of("ns1");

    private static LabRecord every() {
        InterfaceName dev = InterfaceName.of("v.10");
        List<Key> keys =
                List.of(
                        new Key.OfNetns(NS),
                        new Key.OfLink(Netns.HOST, dev),
                        new Key.OfAddress(NS, dev, Cidr.of("fd00::1/64")),
                        new Key.OfRoute(NS, Cidr.DEFAULT4, "main", 7),
                        new Key.OfRule(NS, Family.V6, 100, "from all"),
                        new Key.OfSysctl(Netns.HOST, "net.ipv4.ip_forward"),
                        new Key.OfNeighbor(NS, dev, nsfleet.net.Ip.of("fd00::1")),
                        new Key.OfFdb(
                                NS,
                                dev,
                                nsfleet.net.Mac.of("02:00:00:00:00:01"),
                                nsfleet.net.Ip.of("192.0.2.1"),
                                null),
                        new Key.OfFdb(NS, dev, nsfleet.net.Mac.of("02:00:00:00:00:01"), null, 7),
                        new Key.OfQdisc(NS, dev, "netem"),
                        new Key.OfRuleset(NS, LAB),
                        new Key.OfFilter(NS, "dnat", "tcp/80 in eth0"),
                        new Key.OfMasquerade(NS, Cidr.of("10.0.0.0/24"), dev, null),
                        new Key.OfMasquerade(NS, Cidr.of("10.0.0.0/24"), null, Cidr.DEFAULT4));
        List<LabRecord.Entry> entries = new ArrayList<>();
        for (Key key : keys) {
            TreeMap<String, String> before = new TreeMap<>();
            before.put("quote\"and\nline", "it's é");
            int n = entries.size();
            entries.add(
                    new LabRecord.Entry(
                            n, "step " + n, "type", key, n % 2 == 0 ? null : before, "d", n > 4));
        }
        return new LabRecord(LAB, new Desired.Origin("a.yml", "box1"), "boot", entries);
    }

    /// What versions wrote that knew no other filter than masquerade.
    @Test
    void recordsOfBeforeAreRead() {
        String text =
                """
                {"format":1,"writer":"1.0","lab":"nat-lab","playbook":"lab.yml","host":"box1","boot_id":"b"}
                {"seq":0,"step":"masquerade ns1 10.0.0.0/24","type":"masquerade","key":{"kind":"masquerade","netns":"ns1","source":"10.0.0.0/24","out":"eth0"},"digest":"x"}
                {"seq":1,"step":"masquerade ns1 NSF-x","type":"masquerade","key":{"kind":"chain","netns":"ns1","family":"ipv4","lab":"nat-lab","chain":"nat/POSTROUTING"},"digest":""}
                """;
        LabName lab = LabName.of("nat-lab");
        assertThat(RecordFormat.read(lab, text).orThrow().entries())
                .extracting(LabRecord.Entry::key)
                .containsExactly(
                        new Key.OfMasquerade(
                                Netns.of("ns1"),
                                Cidr.of("10.0.0.0/24"),
                                InterfaceName.of("eth0"),
                                null),
                        new Key.OfRuleset(Netns.of("ns1"), lab));
    }

    @Test
    void everyKindOfThingIsReadBack() {
        String text = RecordFormat.write(every(), "1.0");
        assertThat(text.lines()).hasSize(every().entries().size() + 1);
        assertThat(RecordFormat.read(LAB, text).orThrow()).isEqualTo(every());
    }

    @Test
    void anEmptyTextIsALabThatWasNeverHere() {
        assertThat(RecordFormat.read(LAB, "").orThrow()).isEqualTo(LabRecord.none(LAB));
        assertThat(RecordFormat.readClaims("\n").orThrow()).isEqualTo(SysctlClaims.none());
    }

    @Test
    void aNewerFormatNamesTheVersionThatIsNeeded() {
        String newer = "{\"format\":2,\"writer\":\"3.1\",\"boot_id\":\"x\"}\n{\"kind\":1}\n";
        assertThat(RecordFormat.read(LAB, newer))
                .isInstanceOfSatisfying(
                        Parsed.Bad.class,
                        bad -> assertThat(bad.message()).contains("nsfleet 3.1 or newer"));
    }

    @Test
    void aDamagedRecordIsRefusedAndNotTakenForAnEmptyOne() {
        String whole = RecordFormat.write(every(), "1.0");
        for (String damaged :
                List.of(
                        whole.substring(0, whole.length() - 10),
                        "hello",
                        "{}",
                        "[1]",
                        whole.replace("\"kind\":\"netns\"", "\"kind\":\"moon\""),
                        whole.replace("fd00::1/64", "fd00::1"))) {
            assertThat(RecordFormat.read(LAB, damaged))
                    .as(damaged)
                    .isInstanceOfSatisfying(
                            Parsed.Bad.class, bad -> assertThat(bad.message()).contains("damaged"));
        }
    }

    @Test
    void whatANewerVersionAddsIsSkipped() {
        String text =
                RecordFormat.write(every(), "1.0").replace("\"seq\":", "\"new\":[1],\"seq\":");
        assertThat(RecordFormat.read(LAB, text).orThrow()).isEqualTo(every());
    }

    @Test
    void theScriptsQuoteWhateverIsInTheRecord() {
        String script = RecordScripts.write(every(), SysctlClaims.none(), "1.0").text();
        assertThat(script).contains("mv -f record.new record").contains("it'\\''s");
        assertThat(RecordScripts.write(LabRecord.none(LAB), SysctlClaims.none(), "1.0").text())
                .contains("rmdir /run/nsfleet/labs/nat-lab");
    }
}
