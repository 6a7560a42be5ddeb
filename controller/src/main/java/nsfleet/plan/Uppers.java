package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.resource.LinkKind;
import nsfleet.resource.LinkOption;
import nsfleet.resource.LinkOptions;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What sits on an interface in the model, and what the kernel does with it when something happens
/// to the interface below: the notifiers of drivers/net/macvlan.c, ipvlan, vxlan, net/8021q.
final class Uppers {
    /// The outer headers of a VXLAN over IPv4 and IPv6 (vxlan_headroom in include/net/vxlan.h).
    private static final int VXLAN4 = 50;

    private static final int VXLAN6 = 70;

    /// An interface and its namespace.
    record Upper(Space space, Iface link) {}

    private Uppers() {}

    /// A new interface of a kind, as the kernel makes it.
    static Iface make(Operation.LinkAdd op, int index, @Nullable Iface below) {
        LinkKind.Virtual kind = op.kind();
        String name = kind.kernelName();
        Iface made = new Iface(op.name(), index, name, mtu(kind, below));
        if (LinkOptions.onDevice(name) || LinkOptions.tunnel(name)) {
            made.lower = new Observed.Lower(kind.underlay(), kind.link());
        }
        for (LinkOption option : LinkOptions.of(name)) {
            String value = kind.options().getOrDefault(option.word(), option.otherwise());
            if (value != null) {
                set(made, option, value);
            }
        }
        return made;
    }

    /// Sets options as a probe would see them.
    static void set(Iface link, LinkOption option, String value) {
        switch (option.form()) {
            case QUAD -> {
                String quad = quad(Long.parseLong(value));
                option.shown().forEach(name -> link.options.put(name, quad));
            }
            case ADDRESS -> {
                option.shown().forEach(link.options::remove);
                link.options.put(
                        value.contains(":") ? option.shown().getLast() : option.shown().getFirst(),
                        value);
            }
            case PLAIN, WORD, FLAG -> link.options.put(option.shown().getFirst(), value);
        }
    }

    private static String quad(long number) {
        return (number >> 24 & 255)
                + "."
                + (number >> 16 & 255)
                + "."
                + (number >> 8 & 255)
                + "."
                + (number & 255);
    }

    private static int mtu(LinkKind.Virtual kind, @Nullable Iface below) {
        return switch (kind.kernelName()) {
            case "vrf" -> 65575; // IP6_MAX_MTU
            case "gre" -> 1476;
            case "ipip", "sit" -> 1480;
            case "vxlan" -> below == null ? 1500 : Math.max(68, below.mtu - headroom(kind));
            default -> below == null ? 1500 : below.mtu;
        };
    }

    private static int headroom(LinkKind.Virtual kind) {
        boolean v6 =
                kind.options().entrySet().stream()
                        .anyMatch(
                                o ->
                                        List.of("remote", "group", "local").contains(o.getKey())
                                                && o.getValue().contains(":"));
        return v6 ? VXLAN6 : VXLAN4;
    }

    /// What sits on a device, wherever it is.
    static List<Upper> on(Iterable<Space> spaces, Netns netns, InterfaceName name) {
        var lower = new Observed.Lower(netns, name);
        List<Upper> uppers = new ArrayList<>();
        for (Space space : spaces) {
            for (Iface link : space.links.values()) {
                if (lower.equals(link.lower)) {
                    uppers.add(new Upper(space, link));
                }
            }
        }
        return uppers;
    }

    /// Whether the kernel lets an interface be up: a VLAN not while its device is down
    /// (vlan_dev_open).
    static boolean mayBeUp(Iface link, @Nullable Iface below) {
        return !link.kind.equals("vlan") || below == null || below.up;
    }

    /// Whether it may have an mtu: one on a device no more than that has (macvlan_change_mtu,
    /// vlan_dev_change_mtu).
    static boolean mayHave(Iface link, @Nullable Iface below, int mtu) {
        return below == null || !LinkOptions.onDevice(link.kind) || mtu <= below.mtu;
    }
}
