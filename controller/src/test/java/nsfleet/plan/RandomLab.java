package nsfleet.plan;

import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Policy;
import nsfleet.filter.RandomRules;
import nsfleet.filter.Verdict;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.resource.ChainPolicy;
import nsfleet.resource.Dnat;
import nsfleet.resource.Filter;
import nsfleet.resource.FirewallRule;
import nsfleet.resource.Mark;
import nsfleet.resource.Snat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Small labs by chance, each of them one that a kernel would accept on the plain host.
final class RandomLab {
    private final Random random;
    private final LabBuilder lab = LabBuilder.lab();
    private final List<String> spaces = new ArrayList<>(List.of("host"));
    private final List<String> bridges = new ArrayList<>();

    RandomLab(Random random) {
        this.random = random;
    }

    LabBuilder make() {
        for (int i = random.nextInt(4); i > 0; i--) {
            lab.netns("n" + i);
            spaces.add("n" + i);
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            bridge(i);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            veth(i);
        }
        if (random.nextInt(3) == 0) {
            anInterface();
        }
        if (random.nextInt(4) == 0) {
            lab.address("docker0", random.nextBoolean() ? "172.17.0.5/16" : "172.18.0.1/24");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            other(i);
        }
        return lab;
    }

    private String space() {
        return spaces.get(random.nextInt(spaces.size()));
    }

    private static String in(String space, String name) {
        return space.equals("host") ? name : space + "/" + name;
    }

    private void bridge(int i) {
        String space = space();
        String name = in(space, "br" + i);
        boolean v6 = random.nextInt(3) == 0;
        lab.bridge(
                name
                        + (random.nextBoolean() ? " 10.3" + i + ".0.1/24" : "")
                        + (v6 ? " mtu=1500 fd3" + i + "::1/64" : ""),
                random.nextBoolean() ? Map.of("stp_state", (long) random.nextInt(2)) : Map.of());
        bridges.add(name);
    }

    private void veth(int i) {
        String first = in(space(), "v" + i + "a" + random.nextInt(2));
        String second = in(space(), "v" + i + "b");
        String net = "10." + (10 + i) + ".0.";
        String net6 = "fd1" + i + "::";
        boolean up = random.nextInt(6) > 0;
        boolean v4 = random.nextInt(5) > 0;
        int mtu = List.of(1500, 1400, 1200).get(random.nextInt(3));
        boolean v6 = mtu >= 1280 && random.nextBoolean();
        String a = first + " mtu=" + mtu + (up ? "" : " up=no");
        String b = second + (random.nextBoolean() ? " mac=02:00:00:00:01:0" + i : "");
        if (random.nextInt(4) == 0) {
            b += " alias=hello";
        }
        a += v4 ? " " + net + "1/24" : "";
        a += v4 && random.nextInt(3) == 0 ? " " + net + "3/24" : "";
        a += v6 ? " " + net6 + "1/64" : "";
        b += v4 && random.nextBoolean() ? " " + net + "2/24" : "";
        b += master(second);
        lab.veth(a, b);
        String space = LabBuilder.place(first).toString();
        if (up && v4 && random.nextBoolean()) {
            lab.route(
                    space
                            + " 10.10"
                            + i
                            + ".0.0/16 via "
                            + net
                            + "2"
                            + (random.nextBoolean() ? " src " + net + "1" : ""));
        }
        if (up && random.nextInt(3) == 0) {
            lab.route(
                    space
                            + " 10.11"
                            + i
                            + ".0.0/16 dev "
                            + LabBuilder.name(first)
                            + " table 10"
                            + i);
        }
        if (up && v6 && random.nextBoolean()) {
            lab.route(space + " fd2" + i + "::/64 via " + net6 + "2");
        }
        if (random.nextInt(3) == 0) {
            lab.sysctl(
                    space,
                    "net.ipv4.conf." + LabBuilder.name(first) + ".rp_filter",
                    String.valueOf(random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            lab.sysctl(space, "net.ipv4.conf." + LabBuilder.name(first) + ".forwarding", "0");
        }
    }

    private String master(String port) {
        Netns netns = LabBuilder.place(port);
        for (String bridge : bridges) {
            if (LabBuilder.place(bridge).equals(netns) && random.nextBoolean()) {
                return " master=" + LabBuilder.name(bridge);
            }
        }
        return "";
    }

    private void anInterface() {
        String space = space();
        String extra =
                (random.nextBoolean() ? " mtu=1450" : "")
                        + (random.nextBoolean() ? " up=yes" : "")
                        + (random.nextBoolean() ? " 10.44.0.1/24 addresses=exact" : "");
        if (space.equals("host")) {
            boolean rename = random.nextBoolean();
            lab.anInterface((rename ? "lan0" : "eth1") + extra, rename ? "eth1" : null);
        } else {
            lab.anInterface(in(space, random.nextBoolean() ? "eth1" : "lan0") + extra, "eth1");
        }
    }

    private void other(int i) {
        String space = space();
        switch (random.nextInt(8)) {
            case 0 -> lab.route(space + " 10.8" + i + ".0.0/16 type blackhole");
            case 1 ->
                    lab.rule(
                            space,
                            100 + i,
                            "10." + random.nextInt(3) + ".0.0/16",
                            "20" + random.nextInt(2));
            case 2 ->
                    lab.masquerade(
                            space,
                            "10." + (10 + i) + ".0.0/16",
                            random.nextBoolean() ? "eth0" : null);
            case 3 ->
                    once(
                            "sysctl " + prefix(space) + "net.ipv4.ip_forward",
                            () ->
                                    lab.sysctl(
                                            space,
                                            "net.ipv4.ip_forward",
                                            String.valueOf(random.nextInt(2))));
            case 4 ->
                    once(
                            "sysctl net.core.somaxconn",
                            () -> lab.sysctl("host", "net.core.somaxconn", "8192"));
            case 5, 6 -> {
                Filter filter = filter(Netns.parse(space).orThrow(), i);
                if (lab.wanted.stream().noneMatch(w -> w.resource().key().equals(filter.key()))) {
                    lab.filter(filter);
                }
            }
            default -> lab.rule(space, 200 + i, "fd00:" + i + "::/64", "main");
        }
    }

    private Filter filter(Netns netns, int i) {
        Family family = random.nextBoolean() ? Family.V4 : Family.V6;
        var rules = new RandomRules(random, family);
        Ip ip = Ip.of(family == Family.V4 ? "10.0.0.2" : "fd00::2");
        Cidr net = Cidr.of(family == Family.V4 ? "10.3." + i + ".0/24" : "fd03:" + i + "::/64");
        // Without addresses a rule is one of IPv4 and IPv6, which do not know the same protocols.
        return switch (random.nextInt(netns.isHost() ? 4 : 5)) {
            case 0 -> new Snat(netns, net, null, null, ip);
            case 1 -> new Dnat(netns, 6, 7000 + i, ip, 80, null, null, null);
            case 2 -> {
                Hook hook = List.of(Hook.INPUT, Hook.FORWARD, Hook.OUTPUT).get(random.nextInt(3));
                Line.Rule rule = rules.rule(hook);
                yield new FirewallRule(netns, hook, rule.match().from(net), rule.verdict());
            }
            case 3 ->
                    new Mark(
                            netns,
                            rules.rule(Hook.MANGLE_PREROUTING).match().from(net),
                            new Verdict.Mark(1 + i, 0xff));
            default ->
                    new ChainPolicy(
                            netns,
                            Hook.FORWARD,
                            random.nextBoolean() ? Policy.DROP : Policy.ACCEPT);
        };
    }

    private static String prefix(String space) {
        return space.equals("host") ? "" : space + " ";
    }

    private void once(String identity, Runnable step) {
        if (lab.steps.stream().noneMatch(s -> s.identity().equals(identity))) {
            step.run();
        }
    }
}
