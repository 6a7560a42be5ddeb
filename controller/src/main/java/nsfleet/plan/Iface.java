package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Mac;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.AddressState;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// An interface in the model: as [Observed.LinkState], but it changes.
final class Iface {
    InterfaceName name;
    final int index;
    final String kind;
    boolean up;
    int mtu;
    @Nullable Mac mac;
    @Nullable InterfaceName master;
    @Nullable String alias;
    Observed.@Nullable Peer peer;
    Observed.@Nullable Lower lower;
    final Map<String, String> options;
    final List<AddressState> addresses;

    /// A bridge follows the smallest mtu of its ports until somebody sets its own.
    boolean ownMtu;

    /// Of a bridge that a probe saw: what it had then, once it may have followed its ports. Whether
    /// it does is not shown (BROPT_MTU_SET_BY_USER), so only a new setting makes sure.
    @Nullable Integer mtuBefore;

    private final boolean seen;

    Iface(InterfaceName name, int index, String kind, int mtu) {
        this(name, index, kind, mtu, false);
    }

    private Iface(InterfaceName name, int index, String kind, int mtu, boolean seen) {
        this.seen = seen;
        this.name = name;
        this.index = index;
        this.kind = kind;
        this.mtu = mtu;
        this.options = new LinkedHashMap<>();
        this.addresses = new ArrayList<>();
    }

    Iface(Observed.LinkState seen) {
        this(seen.name(), seen.index(), seen.kind(), seen.mtu(), true);
        up = seen.up();
        mac = seen.mac();
        master = seen.master();
        alias = seen.alias();
        peer = seen.peer();
        lower = seen.lower();
        options.putAll(seen.options());
        addresses.addAll(seen.addresses());
    }

    Observed.LinkState state() {
        return new Observed.LinkState(
                name,
                index,
                kind,
                up,
                mtu,
                mac,
                master,
                alias,
                peer,
                lower,
                Map.copyOf(options),
                new LinkedHashSet<>(addresses));
    }

    boolean has(Cidr address) {
        return addresses.stream().anyMatch(a -> a.address().equals(address));
    }

    boolean has(Ip ip) {
        return addresses.stream().anyMatch(a -> a.address().address().equals(ip));
    }

    boolean hasAny(Family family) {
        return addresses.stream().anyMatch(a -> a.address().family() == family);
    }

    /// A bridge takes another mtu, that of its ports.
    void follow(int portMtu) {
        if (seen && mtuBefore == null && portMtu != mtu) {
            mtuBefore = mtu;
        }
    }

    /// The length of its longest network that contains the address; -1 for none.
    int reaches(Ip ip) {
        return addresses.stream()
                .map(AddressState::address)
                .filter(address -> address.contains(ip))
                .mapToInt(Cidr::length)
                .max()
                .orElse(-1);
    }

    void drop(Predicate<Cidr> which) {
        addresses.removeIf(a -> which.test(a.address()));
    }

    /// The IPv4 addresses that go away with this one: those of the same subnet and length that came
    /// later.
    List<Cidr> secondariesOf(Cidr address) {
        boolean primary =
                addresses.stream().anyMatch(a -> a.address().equals(address) && !a.secondary());
        if (address.v6() || !primary) {
            return List.of();
        }
        return addresses.stream()
                .filter(AddressState::secondary)
                .map(AddressState::address)
                .filter(other -> sameSubnet(other, address))
                .toList();
    }

    static boolean sameSubnet(Cidr a, Cidr b) {
        return a.length() == b.length() && a.network().equals(b.network());
    }

    /// Adds as the kernel does: a second IPv4 address of a subnet becomes secondary.
    void add(Cidr address) {
        boolean secondary =
                !address.v6()
                        && addresses.stream()
                                .anyMatch(a -> !a.secondary() && sameSubnet(a.address(), address));
        addresses.add(new AddressState(address, true, secondary));
    }
}
