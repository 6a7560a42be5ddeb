package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.resource.Desired;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Labs by chance, wider than [RandomLab]: every attribute of every type, also combinations that a
/// plan refuses. Two of them share names and subnets, so that one can be changed into the other.
final class RandomTopology {
    private final Random random;
    private final LabBuilder lab = LabBuilder.lab();
    private final List<String> spaces = new ArrayList<>(List.of("host"));
    private final List<String> bridges = new ArrayList<>();
    private final Set<Object> keys = new HashSet<>();

    /// Interfaces with the subnets that they have, `10.11.0.` or `fd11::`.
    private record Way(String space, String dev, String net, boolean v6) {}

    private final List<Way> ways = new ArrayList<>();
    private final List<String> devices = new ArrayList<>();

    private final boolean vlans;

    /// @param vlans whether the kernel's bridges know VLANs (CONFIG_BRIDGE_VLAN_FILTERING)
    RandomTopology(Random random, boolean vlans) {
        this.random = random;
        this.vlans = vlans;
    }

    LabBuilder make() {
        for (int i = 1; i <= 3; i++) {
            if (chance(2)) {
                lab.netns("n" + i);
                spaces.add("n" + i);
            }
        }
        List<Runnable> links = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            int number = i;
            if (chance(2)) {
                String name = in(space(), "br" + i);
                bridges.add(name);
                links.add(() -> bridge(number, name));
            }
        }
        for (int i = 1; i <= 4; i++) {
            int number = i;
            if (chance(2)) {
                links.add(() -> veth(number));
            }
        }
        if (chance(4)) {
            links.add(this::anInterface);
        }
        java.util.Collections.shuffle(links, random);
        links.forEach(Runnable::run);
        for (int i = 1; i <= 2; i++) {
            if (chance(3) && !devices.isEmpty()) {
                macvlan(i, devices.get(random.nextInt(devices.size())));
            }
            if (chance(3)) {
                vxlan(i);
            }
        }
        if (chance(5)) {
            lab.address("docker0", pick("172.17.0.5/16", "172.18.0.1/24", "fd17::1/64"));
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            other(i);
        }
        if (lab.steps.isEmpty()) {
            lab.netns("n1");
        }
        return lab;
    }

    /// In words, for the message of a failure.
    static String tell(Desired desired) {
        StringBuilder text = new StringBuilder();
        for (Wanted w : desired.wanted()) {
            text.append("  ").append(w.step().sequence()).append(' ').append(w.step().identity());
            text.append(": ").append(w.resource()).append('\n');
        }
        return text.toString();
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private String pick(String... words) {
        return words[random.nextInt(words.length)];
    }

    private String space() {
        return spaces.get(random.nextInt(spaces.size()));
    }

    private static String in(String space, String name) {
        return space.equals("host") ? name : space + "/" + name;
    }

    private static String spaceOf(String label) {
        return LabBuilder.place(label).toString();
    }

    private void bridge(int i, String name) {
        TreeMap<String, Long> options = new TreeMap<>();
        option(options, "stp_state", 0, 1);
        if (vlans) {
            option(options, "vlan_filtering", 0, 1);
            option(options, "vlan_default_pvid", 1, 0, 7);
        }
        option(options, "forward_delay", 400, 1500);
        option(options, "ageing_time", 10000, 30000);
        option(options, "mcast_snooping", 0, 1);
        boolean up = !chance(8);
        lab.bridge(
                name
                        + (up ? "" : " up=no")
                        + (chance(3) ? " mtu=" + pick("1500", "1400", "1300") : "")
                        + (chance(4) ? " mac=02:00:00:00:02:0" + i : "")
                        + (chance(4) ? " alias=bridge" : "")
                        + addresses(name, 30 + i, up, true),
                options);
    }

    private void option(Map<String, Long> options, String name, long... values) {
        if (chance(4)) {
            options.put(name, values[random.nextInt(values.length)]);
        }
    }

    private String addresses(String label, int number, boolean up, boolean v6) {
        StringBuilder words = new StringBuilder();
        String dev = LabBuilder.name(label).value();
        String net = "10." + number + ".";
        int host = dev.endsWith("b") ? 100 : 0;
        if (chance(2)) {
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                words.append(' ').append(net).append("0.").append(host + n).append("/24");
            }
            way(up, label, net + "0.", false);
        }
        if (chance(5)) {
            words.append(' ').append(net).append("1.").append(host + 1).append("/25");
            words.append(' ').append(net).append("0.").append(host + 9).append("/16");
        }
        if (v6 && chance(2)) {
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                words.append(" fd").append(number).append("::").append(host + n).append("/64");
            }
            way(up, label, "fd" + number + "::", true);
        }
        return words.toString();
    }

    private void way(boolean up, String label, String net, boolean v6) {
        if (up) {
            ways.add(new Way(spaceOf(label), LabBuilder.name(label).value(), net, v6));
        }
    }

    private void veth(int i) {
        String first = in(space(), "v" + i + "a");
        String second = in(space(), "v" + i + "b");
        lab.veth(end(first, i), end(second, i));
        devices.add(first);
        devices.add(second);
    }

    private String end(String label, int i) {
        boolean up = !chance(6);
        int mtu = List.of(1500, 1500, 1400, 1280, 1200, 600).get(random.nextInt(6));
        return label
                + (chance(2) ? " mtu=" + mtu : "")
                + (up ? "" : " up=no")
                + (chance(3) ? " mac=02:00:00:00:0" + random.nextInt(2) + ":" + i + hex(label) : "")
                + (chance(5) ? " alias=hello" : "")
                + addresses(label, 10 + i, up, true)
                + master(label);
    }

    /// On a first end: second ones may be ports.
    private void macvlan(int i, String lower) {
        if (lower.endsWith("b")) {
            return;
        }
        String name = in(space(), "m" + i + "b");
        boolean up = !chance(8);
        lab.virtual(
                "macvlan",
                name
                        + (chance(3) ? " mtu=" + pick("1500", "1400", "1280", "600") : "")
                        + (up ? "" : " up=no")
                        + (chance(3) ? " mac=02:00:00:00:03:0" + i : "")
                        + addresses(name, 40 + i, up, true)
                        + master(name),
                lower,
                null,
                Map.of("mode", pick("bridge", "private", "vepa")));
    }

    private void vxlan(int i) {
        String name = in(space(), "x" + i + "b");
        boolean up = !chance(8);
        TreeMap<String, String> options = new TreeMap<>();
        options.put("id", "" + i);
        options.put("dstport", pick("4789", "8472"));
        options.put("remote", pick("192.0.2.1", "192.0.2.2", "fd99::1"));
        if (chance(3)) {
            options.put("learning", "false");
        }
        lab.virtual(
                "vxlan",
                name
                        + (chance(3) ? " mtu=" + pick("1500", "1400", "1280") : "")
                        + (up ? "" : " up=no")
                        + addresses(name, 50 + i, up, true)
                        + master(name),
                null,
                space(),
                options);
    }

    private static String hex(String label) {
        return label.endsWith("a") ? "a" : "b";
    }

    /// Only second ends are ports: a cable between two ports would make a loop, and a storm in it.
    private String master(String port) {
        if (port.endsWith("a")) {
            return "";
        }
        for (String bridge : bridges) {
            if (LabBuilder.place(bridge).equals(LabBuilder.place(port)) && chance(2)) {
                return " master=" + LabBuilder.name(bridge);
            }
        }
        return "";
    }

    private void anInterface() {
        String space = space();
        String extra =
                (chance(2) ? " mtu=1450" : "")
                        + (chance(2) ? " up=yes" : "")
                        + (chance(2) ? " 10.44.0.1/24 addresses=exact" : "");
        boolean rename = chance(2);
        String name = in(space, rename ? "lan0" : "eth1");
        lab.anInterface(name + extra, rename || !space.equals("host") ? "eth1" : null);
    }

    private void other(int i) {
        switch (random.nextInt(9)) {
            case 0, 1, 2, 3 -> route(i);
            case 4, 5 -> rule(i);
            case 6 -> masquerade();
            default -> sysctl();
        }
    }

    private void route(int i) {
        if (ways.isEmpty() || chance(6)) {
            String type = pick("blackhole", "unreachable", "prohibit", "throw");
            add(aRoute(chance(3), space(), i, type, null, null, null, false, null, List.of()));
            return;
        }
        Way way = ways.get(random.nextInt(ways.size()));
        Netns netns = Netns.parse(way.space).orThrow();
        boolean gateway = !chance(4);
        boolean onlink = gateway && chance(8);
        Ip via = gateway ? Ip.of(way.net + "77") : null;
        InterfaceName dev =
                !gateway || onlink || twice(way) || chance(2) ? InterfaceName.of(way.dev) : null;
        Ip src = chance(3) ? source(netns, way) : null;
        List<Route.NextHop> hops = List.of();
        List<Way> others =
                ways.stream().filter(w -> w.space.equals(way.space) && w.v6 == way.v6).toList();
        if (chance(5) && others.size() > 1) {
            hops =
                    others.stream()
                            .limit(3)
                            .map(
                                    w ->
                                            new Route.NextHop(
                                                    Ip.of(w.net + "78"),
                                                    twice(w) || chance(2)
                                                            ? InterfaceName.of(w.dev)
                                                            : null,
                                                    1 + random.nextInt(3)))
                            .toList();
            via = null;
            dev = null;
            onlink = false;
        }
        Integer mtu = chance(5) ? 1200 + 100 * random.nextInt(2) : null;
        add(aRoute(way.v6, way.space, i, "unicast", via, dev, src, onlink, mtu, hops));
    }

    /// Whether two interfaces of the namespace are in the subnet: the kernel then takes the one
    /// that was there first, which a probe does not show.
    private boolean twice(Way way) {
        return ways.stream().filter(w -> w.space.equals(way.space) && w.net.equals(way.net)).count()
                > 1;
    }

    private @Nullable Ip source(Netns netns, Way way) {
        for (Wanted w : lab.wanted) {
            if (w.resource() instanceof nsfleet.resource.Address a
                    && a.netns().equals(netns)
                    && a.address().v6() == way.v6
                    && chance(3)) {
                return a.address().address();
            }
        }
        return null;
    }

    private Route aRoute(
            boolean v6,
            String space,
            int i,
            String type,
            @Nullable Ip via,
            @Nullable InterfaceName dev,
            @Nullable Ip src,
            boolean onlink,
            @Nullable Integer mtu,
            List<Route.NextHop> hops) {
        Cidr to = Cidr.of(v6 ? "fd9" + i % 4 + "::/64" : "10.9" + i % 4 + ".0.0/16");
        if (!space.equals("host") && chance(4)) {
            to = v6 ? Cidr.DEFAULT6 : Cidr.DEFAULT4;
        }
        return new Route(
                Netns.parse(space).orThrow(),
                to,
                chance(4) ? pick("101", "102") : "main",
                chance(4) ? 50L * (1 + random.nextInt(2)) : 0,
                type,
                via,
                dev,
                src,
                onlink,
                null,
                mtu,
                hops);
    }

    private void add(Route route) {
        if (keys.add(route.key())) {
            lab.step("route", "route " + route.key(), route);
        }
    }

    private void rule(int i) {
        Netns netns = Netns.parse(space()).orThrow();
        boolean v6 = chance(3);
        String action = chance(4) ? pick("blackhole", "unreachable", "prohibit") : null;
        // One that catches every packet would also catch the look for a gateway when a route is
        // made.
        boolean narrow = action != null;
        boolean uids = chance(6);
        String proto = chance(4) ? pick("tcp", "udp") : null;
        Rule rule =
                new Rule(
                        netns,
                        v6 ? Family.V6 : Family.V4,
                        100 + i % 3,
                        !narrow && chance(6),
                        maybe(narrow ? 1 : 2, () -> Cidr.of(v6 ? "fd77::/64" : "10.77.0.0/16")),
                        maybe(3, () -> Cidr.of(v6 ? "fd78::/64" : "10.78.0.0/16")),
                        maybe(5, () -> InterfaceName.of(pick("lo", "v1a", "nosuch"))),
                        maybe(6, () -> InterfaceName.of(pick("v2b", "v1a"))),
                        maybe(4, () -> pick("0x1", "0x10/0xff")),
                        proto,
                        proto == null ? null : maybe(3, () -> pick("80", "1000-2000")),
                        proto == null ? null : maybe(2, () -> pick("443", "5000-6000")),
                        uids ? "1000-2000" : null,
                        action == null ? pick("101", "102", "main") : null,
                        action,
                        action == null ? maybe(5, () -> random.nextInt(2) * 16) : null);
        if (keys.add(rule.key())) {
            lab.step("rule", "rule " + rule.key(), rule);
        }
    }

    private <T> @Nullable T maybe(int of, Supplier<T> value) {
        return chance(of) ? value.get() : null;
    }

    private void masquerade() {
        String space = space();
        String source =
                chance(4)
                        ? "fd1" + random.nextInt(2) + "::/64"
                        : pick("10.11.0.0/24", "10.12.0.0/16", "10.0.0.0/8");
        String out = chance(2) ? pick("eth0", "v1a") : null;
        if (keys.add(List.of(space, source, String.valueOf(out)))) {
            lab.masquerade(space, source, out);
        }
    }

    private void sysctl() {
        String space = space();
        String name;
        String value = pick("0", "1");
        if (!devices.isEmpty() && chance(2)) {
            String label = devices.get(random.nextInt(devices.size()));
            space = spaceOf(label);
            String dev = LabBuilder.name(label).value();
            name =
                    String.format(
                            pick(
                                    "net.ipv4.conf.%s.forwarding",
                                    "net.ipv4.conf.%s.rp_filter",
                                    "net.ipv4.conf.%s.accept_redirects",
                                    "net.ipv6.conf.%s.forwarding"),
                            dev);
        } else {
            name =
                    pick(
                            "net.ipv4.ip_forward",
                            "net.ipv4.conf.all.forwarding",
                            "net.ipv6.conf.all.forwarding",
                            "net.ipv4.conf.all.rp_filter",
                            "net.ipv4.conf.default.rp_filter",
                            "net.core.somaxconn");
        }
        if (name.endsWith("somaxconn")) {
            value = "8192";
        }
        if (keys.add(List.of(space, Settings.canonical(name)))) {
            lab.sysctl(space, name, value);
        }
    }
}
