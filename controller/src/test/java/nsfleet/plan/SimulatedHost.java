package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes;
import nsfleet.diagnostics.Parsed;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.probe.FirstLook;
import nsfleet.probe.Look;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.SysctlAt;
import nsfleet.probe.Prober;
import nsfleet.probe.Query;
import nsfleet.record.LabRecord;
import nsfleet.record.RecordFormat;
import nsfleet.record.SysctlClaims;
import nsfleet.resource.Desired;
import nsfleet.run.Event;
import nsfleet.run.Fleet;
import nsfleet.run.HostJob;
import nsfleet.run.Mission;
import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.transport.Connector;
import nsfleet.transport.Frame;
import nsfleet.transport.Session;
import nsfleet.transport.Target;
import nsfleet.transport.ssh.SshConnector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One simulated host, worked on over SSH by the real pipeline, and looked at with everything that
/// the model may foretell: also settings and filters that no plan asks for.
final class SimulatedHost implements AutoCloseable {
    private static final String BOX = "box1";
    private static final Duration LONG = Duration.ofMinutes(2);

    /// Things of others that the labs meet.
    private static final String OTHERS =
            """
            ip link add name eth1 type veth peer name eth1x; ip link set eth1 up; ip link set eth1 down
            ip link add name docker0 type bridge; ip link set dev docker0 up
            ip address add 172.17.0.1/16 dev docker0
            ip route add 10.200.0.0/16 via 172.17.0.9
            ip rule add priority 50 from 10.250.0.0/16 table 77
            echo 1 >/proc/sys/net/ipv4/conf/docker0/forwarding
            ip netns add foreign
            ip -n foreign link add name f0 type bridge
            iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
            ip6tables -t nat -A POSTROUTING -s fd99::/64 -j MASQUERADE
            """;

    /// Settings that labs change, or that change with them.
    private static final List<String> KEYS =
            List.of(
                    "net.ipv4.conf.%s.forwarding",
                    "net.ipv4.conf.%s.rp_filter",
                    "net.ipv4.conf.%s.accept_redirects",
                    "net.ipv6.conf.%s.forwarding",
                    "net.ipv6.conf.%s.disable_ipv6");

    private final Boxes boxes;
    private final Target target;
    private final Connector connector = SshConnector.ofUser(question -> null);
    private final Session session;
    private final boolean vlans;

    /// As a run makes them.
    private final Options options;

    private SimulatedHost(Boxes boxes) throws IOException {
        this.boxes = boxes;
        this.target = target(Files.readString(boxes.inventory));
        boxes.on(BOX, OTHERS);
        this.vlans = boxes.on(BOX, "ip -d link show dev docker0").contains("vlan_default_pvid");
        this.session =
                switch (connector.connect(
                        target, new Connector.Purpose("look", false, Duration.ZERO))) {
                    case Connector.Connection.Open(var open, _, var path) -> {
                        String[] words = path.split(" ");
                        options =
                                new Options(false, false, false, Ip.of(words[2]), Ip.of(words[0]));
                        yield open;
                    }
                    case Connector.Connection.Unreachable(var message, _) ->
                            throw new AssertionError(message);
                    case Connector.Connection.Refused(var message, _) ->
                            throw new AssertionError(message);
                    case Connector.Connection.Locked(var message) ->
                            throw new AssertionError(message);
                };
    }

    /// Starts it; where this machine cannot, the test is skipped and says why.
    static SimulatedHost up() throws IOException {
        Boxes boxes = Boxes.up(1);
        try {
            return new SimulatedHost(boxes);
        } catch (IOException | RuntimeException | Error e) {
            boxes.close();
            throw e;
        }
    }

    private static Target target(String inventory) {
        return new Target(
                BOX,
                find(inventory, "ansible_host=(\\S+)"),
                22,
                false,
                "root",
                null,
                List.of(Path.of(find(inventory, "(?m)^ansible_ssh_private_key_file=(\\S+)"))),
                List.of(Path.of(find(inventory, "UserKnownHostsFile=(\\S+)"))),
                false,
                null,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60)); // a busy machine may be silent for long
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    /// What was seen, and what the host's record says.
    record Sight(
            FirstLook first,
            Observed seen,
            LabRecord record,
            SysctlClaims claims,
            Options options) {
        Plan plan(Desired desired) {
            return Planner.plan(desired, first.facts(), seen, record, claims, options);
        }

        Plan destroy() {
            return Planner.destroy(record.lab(), first.facts(), seen, record, claims, options);
        }
    }

    Sight look(Desired desired) {
        FirstLook first = Prober.readFirst(answer("look", Prober.full())).orThrow();
        LabName lab = desired.lab();
        String text = first.records().get(lab.value());
        LabRecord record =
                text == null ? LabRecord.none(lab) : RecordFormat.read(lab, text).orThrow();
        SysctlClaims claims =
                first.claims().isBlank()
                        ? SysctlClaims.none()
                        : RecordFormat.readClaims(first.claims()).orThrow();
        Observed network = first.observed();
        Look look = more(Planner.look(desired, network, record, claims), network, lab);
        Observed seen =
                Prober.readSecond(network, look, answer("look closer", Prober.second(look)));
        return new Sight(first, seen, record, claims, options);
    }

    /// What a plan asks for, and what else the model speaks of.
    private static Look more(Look asked, Observed network, LabName lab) {
        Set<Query> all = new HashSet<>(asked.queries());
        network.namespaces()
                .forEach(
                        (netns, space) -> {
                            FilterLook.all(all, lab, netns);
                            all.add(new SysctlAt(netns, Settings.IP_FORWARD));
                            List<String> devices = new ArrayList<>(List.of("all", "default"));
                            for (InterfaceName dev : space.links().keySet()) {
                                devices.add(dev.value().replace('.', '/'));
                            }
                            for (String dev : devices) {
                                for (String key : KEYS) {
                                    all.add(new SysctlAt(netns, String.format(key, dev)));
                                }
                            }
                        });
        return new Look(all);
    }

    private String answer(String label, Script script) {
        Completion completion = session.run(Frame.reading(label, script, LONG));
        if (completion instanceof Completion.Exited exited && exited.ok() && !exited.truncated()) {
            return exited.output();
        }
        throw new AssertionError(label + ": " + completion);
    }

    /// Applies it as `nsfleet apply` does; what was told of it.
    List<Event> apply(Desired desired) {
        return run(new Mission.Apply(false, false), List.of(desired));
    }

    List<Event> destroy(LabName lab) {
        return run(new Mission.Destroy(List.of(lab)), List.of());
    }

    private List<Event> run(Mission mission, List<Desired> desired) {
        List<Event> events = new ArrayList<>();
        var settings =
                new nsfleet.run.Settings(1, null, Duration.ZERO, false, "test", Options.NONE);
        new Fleet(mission, settings, connector, events::add, Clock.systemUTC(), "run")
                .run(List.of(), List.of(new HostJob(BOX, target, _ -> Parsed.good(desired))));
        return events;
    }

    boolean bridgesKnowVlans() {
        return vlans;
    }

    /// Runs shell on it, by nobody's plan.
    void hand(String shell) {
        boxes.on(BOX, shell);
    }

    /// Everything that a lab may change, asked of `ip` and the like.
    String snapshot() {
        return boxes.snapshot(BOX);
    }

    @Override
    public void close() {
        session.close();
        boxes.close();
    }
}
