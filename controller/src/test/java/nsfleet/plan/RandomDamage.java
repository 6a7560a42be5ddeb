package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.LinkState;
import nsfleet.probe.Observed.NetnsState;
import nsfleet.resource.Desired;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Wanted;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// What a hasty hand does to a lab: commands that break only what the lab made.
final class RandomDamage {
    private final Random random;
    private final List<String> possible = new ArrayList<>();

    private RandomDamage(Random random) {
        this.random = random;
    }

    static String of(Observed seen, Desired desired, Random random) {
        RandomDamage damage = new RandomDamage(random);
        seen.namespaces().forEach(damage::space);
        for (Wanted w : desired.wanted()) {
            if (w.resource() instanceof Sysctl s && seen.sysctls().containsKey(at(s))) {
                damage.setting(s);
            }
        }
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(5); n > 0 && !damage.possible.isEmpty(); n--) {
            // A thing may be gone already by an earlier command.
            text.append(damage.possible.get(random.nextInt(damage.possible.size())))
                    .append(" || true\n");
        }
        return text + "sleep 0.2\n";
    }

    private static Observed.SysctlAt at(Sysctl s) {
        return new Observed.SysctlAt(s.netns(), s.name());
    }

    private void setting(Sysctl s) {
        String value = s.value().equals("0") ? "1" : s.value().equals("1") ? "0" : "4000";
        possible.add(
                inside(s.netns())
                        + "sh -c 'echo "
                        + value
                        + " >/proc/sys/"
                        + Sysctl.path(s.name())
                        + "'");
    }

    private static String inside(Netns netns) {
        return netns.isHost() ? "" : "ip netns exec " + netns + " ";
    }

    private void space(Netns netns, NetnsState space) {
        String ip = netns.isHost() ? "ip " : "ip -n " + netns + " ";
        boolean ours = netns.name().startsWith("n");
        space.links()
                .forEach(
                        (name, link) -> {
                            if (name.value().matches("v\\d[ab]|br\\d")) {
                                link(ip, name, link);
                            }
                        });
        for (Observed.RouteState seen : space.routes()) {
            var route = seen.route();
            boolean lab =
                    ours || route.dev() != null && route.dev().value().matches("v\\d[ab]|br\\d");
            if (lab && route.nexthops().isEmpty()) {
                String key =
                        (route.to().v6() ? "-6 " : "")
                                + "route %s "
                                + route.to()
                                + (route.metric() == 0 ? "" : " metric " + route.metric())
                                + " table "
                                + route.table();
                possible.add(ip + String.format(key, "del"));
                possible.add(
                        ip
                                + String.format(
                                        key.replace("route %s", "route %s blackhole"), "replace"));
            }
        }
        for (var rule : space.rules()) {
            if (ours) {
                possible.add(
                        ip
                                + (rule.family().toString().equals("V6") ? "-6 " : "")
                                + "rule del priority "
                                + rule.priority());
            }
        }
        if (ours) {
            boolean guest =
                    space.links().keySet().stream().anyMatch(n -> n.value().matches("eth1|lan0"));
            if (!guest) { // a veth that somebody lent us would die in it
                possible.add("ip netns del " + netns);
            }
            possible.add(ip + "link set dev lo down");
            possible.add(inside(netns) + "iptables -t nat -F");
        }
    }

    private void link(String ip, InterfaceName name, LinkState link) {
        String set = ip + "link set dev " + name;
        possible.add(set + (link.up() ? " down" : " up"));
        possible.add(set + " mtu " + (link.up() ? 1000 : 1350));
        possible.add(set + " address 02:00:00:00:66:0" + random.nextInt(9));
        possible.add(set + " alias " + (random.nextBoolean() ? "mine" : "''"));
        possible.add(set + " nomaster");
        possible.add(ip + "link del dev " + name);
        possible.add(ip + "address flush dev " + name);
        possible.add(ip + "address add 10.66." + random.nextInt(3) + ".1/24 dev " + name);
        for (Observed.AddressState a : link.addresses()) {
            possible.add(ip + "address del " + a.address() + " dev " + name);
            if (!a.address().v6()) {
                possible.add(
                        ip
                                + "address add "
                                + a.address().toString().replaceAll("\\.\\d+/", ".66/")
                                + " dev "
                                + name);
            }
        }
        if (link.kind().equals("bridge")) {
            possible.add(set + " type bridge stp_state " + random.nextInt(2));
        }
    }
}
