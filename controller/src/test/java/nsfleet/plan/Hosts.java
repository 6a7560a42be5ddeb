package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.probe.Attached;
import nsfleet.probe.Facts;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.AddressState;
import nsfleet.probe.Observed.FilterAt;
import nsfleet.probe.Observed.FilterTable;
import nsfleet.probe.Observed.LinkState;
import nsfleet.probe.Observed.NetnsState;
import nsfleet.probe.Observed.RouteState;
import nsfleet.probe.Observed.SysctlAt;
import nsfleet.resource.LinkKind;
import nsfleet.resource.OnLink;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Hosts as a probe would see them before any lab: an uplink, a spare interface, and things of
/// others.
final class Hosts {
    static final String BOOT = "boot-1";

    private Hosts() {}

    static Facts facts() {
        return new Facts(
                "box1",
                "debian",
                "12",
                "6.1",
                "x86_64",
                "eth0",
                Ip.of("192.0.2.10"),
                null,
                Map.of(),
                true,
                true,
                false,
                true,
                BOOT,
                0,
                false,
                true,
                null,
                null,
                Map.of());
    }

    static Observed plain() {
        TreeMap<Netns, NetnsState> spaces = new TreeMap<>();
        spaces.put(
                Netns.HOST,
                new NetnsState(
                        links(
                                lo(),
                                link("eth0", "", true, 1500, null, "192.0.2.10/24"),
                                link("eth1", "", false, 1500, null),
                                link("docker0", "bridge", true, 1500, null, "172.17.0.1/16"),
                                link("dv0", "veth", true, 1500, "docker0")),
                        List.of(
                                new RouteState(
                                        LabBuilder.aRoute("host 0.0.0.0/0 via 192.0.2.1 dev eth0"),
                                        "boot"),
                                new RouteState(
                                        LabBuilder.aRoute(
                                                "host 10.200.0.0/16 via 172.17.0.9 dev docker0"),
                                        "static")),
                        List.of(LabBuilder.aRule("host", 50, "10.250.0.0/16", "77"))));
        spaces.put(
                Netns.of("foreign"),
                new NetnsState(
                        links(lo(), link("f0", "bridge", true, 1500, null, "10.99.0.1/24")),
                        List.of(),
                        List.<Rule>of()));
        Map<SysctlAt, String> sysctls = new HashMap<>();
        for (String dev : new String[] {"all", "default", "lo", "eth0", "eth1", "docker0", "dv0"}) {
            host(
                    sysctls,
                    "net.ipv4.conf." + dev + ".forwarding",
                    dev.equals("docker0") ? "1" : "0");
            host(sysctls, "net.ipv4.conf." + dev + ".rp_filter", "2");
            host(sysctls, "net.ipv4.conf." + dev + ".accept_redirects", "1");
            host(sysctls, "net.ipv6.conf." + dev + ".forwarding", "0");
        }
        host(sysctls, "net.ipv4.ip_forward", "0");
        host(sysctls, "net.core.somaxconn", "4096");
        sysctls.put(new SysctlAt(Netns.of("foreign"), "net.ipv4.ip_forward"), "0");
        Map<FilterAt, FilterTable> filters = new HashMap<>();
        for (Family family : Family.values()) {
            var chains = new TreeMap<String, List<String>>();
            chains.put("PREROUTING", List.of());
            chains.put(
                    "POSTROUTING",
                    family == Family.V4
                            ? List.of("-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE")
                            : List.of());
            filters.put(
                    new FilterAt(Netns.HOST, family, "nat"),
                    new FilterTable(
                            chains, Map.of("PREROUTING", "ACCEPT", "POSTROUTING", "ACCEPT")));
        }
        return new Observed(
                spaces, sysctls, filters, Map.of(), attached(spaces.keySet()), Map.of());
    }

    private static void host(Map<SysctlAt, String> sysctls, String name, String value) {
        sysctls.put(new SysctlAt(Netns.HOST, name), value);
    }

    static TreeMap<InterfaceName, LinkState> links(LinkState... links) {
        TreeMap<InterfaceName, LinkState> all = new TreeMap<>();
        for (LinkState link : links) {
            all.put(link.name(), link);
        }
        return all;
    }

    static LinkState lo() {
        Set<AddressState> own = new LinkedHashSet<>();
        own.add(new AddressState(Cidr.of("127.0.0.1/8"), false));
        own.add(new AddressState(Cidr.of("::1/128"), false));
        return new LinkState(
                InterfaceName.LO,
                1,
                "",
                true,
                65536,
                Mac.of("00:00:00:00:00:00"),
                null,
                null,
                null,
                null,
                Map.of(),
                own);
    }

    static LinkState link(
            String name,
            String kind,
            boolean up,
            int mtu,
            @Nullable String master,
            String... addresses) {
        Set<AddressState> all = new LinkedHashSet<>();
        for (String address : addresses) {
            all.add(new AddressState(Cidr.of(address), true));
        }
        int index = 2 + Math.floorMod(name.hashCode(), 1000);
        return new LinkState(
                InterfaceName.of(name),
                index,
                kind,
                up,
                mtu,
                Mac.of(String.format("02:00:00:00:%02x:%02x", index >> 8, index & 255)),
                master == null ? null : InterfaceName.of(master),
                null,
                null,
                null,
                Map.of(),
                all);
    }

    /// Nothing on any interface, and all of it looked at.
    private static Attached attached(Set<Netns> spaces) {
        Map<Netns, List<OnLink.Neighbor>> neighbors = new TreeMap<>();
        Map<Netns, List<OnLink.Fdb>> fdb = new TreeMap<>();
        Map<Netns, List<Attached.Qdisc>> qdiscs = new TreeMap<>();
        for (Netns netns : spaces) {
            neighbors.put(netns, List.of());
            fdb.put(netns, List.of());
            qdiscs.put(netns, List.of());
        }
        return new Attached(neighbors, fdb, qdiscs);
    }

    /// A bridge as the kernel makes it.
    static LinkKind.Virtual bridge(Netns netns) {
        return new LinkKind.Virtual("bridge", netns, null, new TreeMap<>());
    }

    /// The same with an option of an interface that no operation sets.
    static Observed withOption(
            Observed seen, Netns netns, InterfaceName name, String option, String value) {
        TreeMap<Netns, NetnsState> spaces = new TreeMap<>(seen.namespaces());
        spaces.computeIfPresent(
                netns,
                (_, space) -> {
                    TreeMap<InterfaceName, LinkState> links = new TreeMap<>(space.links());
                    links.computeIfPresent(name, (_, link) -> withOption(link, option, value));
                    return new NetnsState(links, space.routes(), space.rules());
                });
        return new Observed(
                spaces,
                seen.sysctls(),
                seen.filters(),
                seen.features(),
                seen.attached(),
                seen.firewalls());
    }

    private static LinkState withOption(LinkState link, String option, String value) {
        TreeMap<String, String> options = new TreeMap<>(link.options());
        options.put(option, value);
        return new LinkState(
                link.name(),
                link.index(),
                link.kind(),
                link.up(),
                link.mtu(),
                link.mac(),
                link.master(),
                link.alias(),
                link.peer(),
                link.lower(),
                options,
                link.addresses());
    }
}
