package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.RouteState;
import nsfleet.probe.Observed.SysctlAt;
import nsfleet.resource.LinkOption;
import nsfleet.resource.LinkOptions;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the kernel makes of operations, without a kernel: an observation that changes. It knows
/// what happens by itself: a link that goes down loses its routes and IPv6 addresses, one end of a
/// veth takes the other along. An operation that the kernel would refuse changes nothing here, so
/// that a plan which relies on it does not settle.
final class Model {
    /// Below this mtu a device has no IPv6 (RFC 8200, IPV6_MIN_MTU).
    static final int IPV6_MIN_MTU = 1280;

    /// Below this one it has no IPv4 either (RFC 791).
    private static final int IPV4_MIN_MTU = 68;

    private final TreeMap<Netns, Space> spaces = new TreeMap<>();
    private final Settings settings = new Settings(this);
    final PacketFilters filters;
    private final Map<String, Boolean> features;
    final AttachedModel attached;

    Model(Observed seen) {
        seen.namespaces().forEach((netns, state) -> spaces.put(netns, Space.of(netns, state)));
        settings.load(seen.sysctls());
        filters = new PacketFilters(seen);
        features = seen.features();
        attached = new AttachedModel(seen.attached());
    }

    Observed toObserved() {
        var namespaces = new TreeMap<Netns, Observed.NetnsState>();
        spaces.forEach((netns, space) -> namespaces.put(netns, space.state()));
        return new Observed(
                namespaces,
                settings.state(),
                filters.tables(),
                features,
                attached.state(),
                filters.firewalls());
    }

    @Nullable Space space(Netns netns) {
        return spaces.get(netns);
    }

    @Nullable Iface link(Netns netns, InterfaceName name) {
        Space space = spaces.get(netns);
        return space == null ? null : space.links.get(name);
    }

    Collection<Netns> namespaces() {
        return spaces.keySet();
    }

    @Nullable String sysctl(Netns netns, String name) {
        return settings.get(new SysctlAt(netns, name));
    }

    /// Whether settings of this place would have been read, had they been there: neither the
    /// namespace nor the device is new.
    boolean known(Netns netns, @Nullable InterfaceName dev) {
        return settings.known(netns, dev);
    }

    void apply(Operation operation) {
        switch (operation) {
            case Operation.NetnsAdd(var created) -> add(created);
            case Operation.NetnsDelete(var deleted) -> delete(deleted);
            case Operation.VethAdd op -> addVeth(op);
            case Operation.LinkAdd op -> addLink(op);
            case Operation.LinkDelete(var netns, var name) -> removeLink(netns, name);
            case Operation.LinkMove op -> move(op);
            case Operation.LinkRename(var netns, var name, var to) -> rename(netns, name, to);
            case Operation.AddressAdd(var netns, var dev, var address) ->
                    addAddress(netns, dev, address);
            case Operation.AddressDelete(var netns, var dev, var address) ->
                    deleteAddress(netns, dev, address);
            case Operation.RouteAdd(var route) -> addRoute(route);
            case Operation.RouteDelete(var route) -> deleteRoute(route);
            case Operation.RuleAdd(var rule) -> addRule(rule);
            case Operation.RuleDelete(var rule) -> deleteRule(rule);
            case Operation.NeighborSet(var entry) -> {
                Iface link = link(entry.netns(), entry.dev());
                if (link != null) {
                    attached.set(entry);
                }
            }
            case Operation.NeighborDelete(var entry) -> attached.delete(entry);
            case Operation.FdbAdd(var entry) -> {
                if (link(entry.netns(), entry.dev()) != null) {
                    attached.add(entry);
                }
            }
            case Operation.FdbDelete(var entry) -> attached.delete(entry);
            case Operation.QdiscSet op -> {
                if (link(op.netns(), op.dev()) != null) {
                    attached.set(op);
                }
            }
            case Operation.SysctlWrite(var netns, var name, var value) -> {
                if (spaces.containsKey(netns)) {
                    settings.write(netns, name, value);
                }
            }
            case Operation.FilterReplace op -> {
                if (spaces.containsKey(op.netns())) {
                    filters.apply(op);
                }
            }
            case Operation.LinkUp op -> set(op, op.name());
            case Operation.LinkMtu op -> set(op, op.name());
            case Operation.LinkMac op -> set(op, op.name());
            case Operation.LinkMaster op -> set(op, op.name());
            case Operation.LinkAlias op -> set(op, op.name());
            case Operation.LinkSet op -> set(op, op.name());
        }
    }

    /// The attributes of one interface.
    private void set(Operation operation, InterfaceName name) {
        Space space = spaces.get(operation.netns());
        Iface link = link(operation.netns(), name);
        if (space == null || link == null) {
            return;
        }
        if (operation instanceof Operation.LinkUp op) {
            setUp(space, link, op.up());
        } else if (operation instanceof Operation.LinkMtu op) {
            if (!Uppers.mayHave(link, below(link), op.mtu())) {
                return;
            }
            link.ownMtu |= link.mtu != op.mtu(); // the same again is no change to the kernel
            link.mtuBefore = null;
            setMtu(space, link, op.mtu());
        } else if (operation instanceof Operation.LinkMac op) {
            link.mac = op.mac();
            attached.flush(space.netns, link.name);
        } else if (operation instanceof Operation.LinkMaster op) {
            setMaster(space, link, op.master());
        } else if (operation instanceof Operation.LinkAlias op) {
            link.alias = op.alias().isEmpty() ? null : op.alias();
        } else if (operation instanceof Operation.LinkSet op) {
            for (LinkOption option : LinkOptions.of(op.kind())) {
                String value = op.options().get(option.word());
                if (value != null) {
                    Uppers.set(link, option, value);
                }
            }
        }
    }

    private void add(Netns netns) {
        if (spaces.putIfAbsent(netns, Space.fresh(netns)) == null) {
            settings.fresh(netns);
            attached.fresh(netns);
        }
    }

    private void delete(Netns netns) {
        Space gone = spaces.get(netns);
        if (gone == null) {
            return;
        }
        for (Iface link : List.copyOf(gone.links.values())) {
            boolean physical = link.kind.isEmpty() && !link.name.equals(InterfaceName.LO);
            if (physical && !Ownership.fallback(link.name)) {
                move(new Operation.LinkMove(netns, link.name, Netns.HOST, link.name));
            } else {
                removeLink(netns, link.name);
            }
        }
        spaces.remove(netns);
        settings.forget(netns);
        attached.forget(netns);
        filters.forget(netns);
    }

    private void addVeth(Operation.VethAdd op) {
        Space here = spaces.get(op.netns());
        Space there = spaces.get(op.peerNetns());
        if (here == null
                || there == null
                || here.links.containsKey(op.name())
                || there.links.containsKey(op.peer())) {
            return;
        }
        Iface first = new Iface(op.name(), here.nextIndex(), "veth", 1500);
        first.peer = new Observed.Peer(op.peerNetns(), op.peer());
        here.links.put(op.name(), first);
        Iface second = new Iface(op.peer(), there.nextIndex(), "veth", 1500);
        second.peer = new Observed.Peer(op.netns(), op.name());
        there.links.put(op.peer(), second);
        settings.newLink(op.netns(), op.name());
        settings.newLink(op.peerNetns(), op.peer());
    }

    private void addLink(Operation.LinkAdd op) {
        Space space = spaces.get(op.netns());
        InterfaceName lower = op.kind().link();
        Iface below = lower == null ? null : link(op.kind().underlay(), lower);
        if (space == null
                || space.links.containsKey(op.name())
                || lower != null && below == null
                || !spaces.containsKey(op.kind().underlay())) {
            return;
        }
        space.links.put(op.name(), Uppers.make(op, space.nextIndex(), below));
        settings.newLink(op.netns(), op.name());
    }

    private @Nullable Iface below(Iface link) {
        Observed.Lower lower = link.lower;
        return lower == null || lower.name() == null ? null : link(lower.netns(), lower.name());
    }

    private List<Uppers.Upper> on(Netns netns, InterfaceName name) {
        return Uppers.on(spaces.values(), netns, name);
    }

    private void removeLink(Netns netns, InterfaceName name) {
        Iface gone = detach(netns, name);
        if (gone == null) {
            return;
        }
        on(netns, name).forEach(upper -> removeLink(upper.space().netns, upper.link().name));
        if (gone.peer != null) {
            removeLink(gone.peer.netns(), gone.peer.name());
        }
    }

    /// Takes an interface out of its namespace, with its routes; its ports are free then.
    private @Nullable Iface detach(Netns netns, InterfaceName name) {
        Space space = spaces.get(netns);
        Iface link = space == null ? null : space.links.remove(name);
        if (space == null || link == null) {
            return null;
        }
        space.dropRoutes(name, _ -> true);
        losePrefsrc(space, link.addresses.stream().map(Observed.AddressState::address).toList());
        space.ports(name).forEach(port -> port.master = null);
        InterfaceName master = link.master;
        link.master = null;
        followPorts(space, master);
        settings.forget(netns, name);
        attached.forget(netns, name);
        return link;
    }

    private void move(Operation.LinkMove op) {
        Space to = spaces.get(op.to());
        if (to == null || to.links.containsKey(op.newName())) {
            return;
        }
        Iface link = detach(op.netns(), op.name());
        if (link == null) {
            return;
        }
        Iface moved = copyAs(link, op.newName(), to.nextIndex());
        to.links.put(op.newName(), moved);
        settings.newLink(op.to(), op.newName());
        retarget(op.netns(), op.name(), moved, op.to());
    }

    private static Iface copyAs(Iface link, InterfaceName name, int index) {
        Iface moved = new Iface(name, index, link.kind, link.mtu);
        moved.mac = link.mac;
        moved.alias = link.alias;
        moved.peer = link.peer;
        moved.lower = link.lower;
        moved.ownMtu = link.ownMtu;
        moved.options.putAll(link.options);
        return moved;
    }

    /// The other end, and what sits on it, see where this one is now.
    private void retarget(Netns before, InterfaceName old, Iface link, Netns netns) {
        var now = new Observed.Lower(netns, link.name);
        for (Uppers.Upper upper : on(before, old)) {
            if (LinkOptions.onDevice(upper.link().kind) || before.equals(netns)) {
                upper.link().lower = now;
            } else {
                removeLink(upper.space().netns, upper.link().name);
            }
        }
        if (link.peer != null) {
            Iface other = link(link.peer.netns(), link.peer.name());
            if (other != null) {
                other.peer = new Observed.Peer(netns, link.name);
            }
        }
    }

    private void rename(Netns netns, InterfaceName name, InterfaceName to) {
        Space space = spaces.get(netns);
        if (space == null || space.links.containsKey(to)) {
            return;
        }
        Iface link = space.links.remove(name);
        if (link == null) {
            return;
        }
        link.name = to;
        space.links.put(to, link);
        space.ports(name).forEach(port -> port.master = to);
        space.routes.replaceAll(
                seen ->
                        name.equals(seen.route().dev())
                                ? new RouteState(Routes.withDev(seen.route(), to), seen.protocol())
                                : seen);
        settings.rename(netns, name, to);
        attached.rename(netns, name, to);
        retarget(netns, name, link, netns);
    }

    private void setUp(Space space, Iface link, boolean up) {
        if (up && !Uppers.mayBeUp(link, below(link))) {
            return;
        }
        if (link.up && !up) {
            space.dropRoutes(link.name, _ -> true);
            dropAddresses(space, link, Family.V6);
            attached.flush(space.netns, link.name);
        }
        boolean changes = link.up != up;
        link.up = up;
        if (changes) {
            on(space.netns, link.name).stream()
                    .filter(upper -> upper.link().kind.equals("vlan"))
                    .forEach(upper -> setUp(upper.space(), upper.link(), up));
        }
        if (up && link.name.equals(InterfaceName.LO)) {
            for (Cidr own : List.of(Cidr.of("127.0.0.1/8"), Cidr.of("::1/128"))) {
                if (!link.has(own)) {
                    link.addresses.add(new Observed.AddressState(own, false));
                }
            }
        }
    }

    private void setMtu(Space space, Iface link, int mtu) {
        boolean had6 = link.mtu >= IPV6_MIN_MTU;
        link.mtu = mtu;
        if (mtu < IPV6_MIN_MTU) {
            withoutFamily(space, link, Family.V6);
            settings.forget6(space.netns, link.name);
        } else if (!had6) {
            settings.newFamily6(space.netns, link.name);
        }
        if (mtu < IPV4_MIN_MTU) {
            withoutFamily(space, link, Family.V4);
        }
        followPorts(space, link.master);
        for (Uppers.Upper upper : on(space.netns, link.name)) {
            if (LinkOptions.onDevice(upper.link().kind) && upper.link().mtu > mtu) {
                setMtu(upper.space(), upper.link(), mtu);
            }
        }
    }

    private void setMaster(Space space, Iface link, @Nullable InterfaceName master) {
        if (master != null && !space.links.containsKey(master)) {
            return;
        }
        InterfaceName before = link.master;
        link.master = master;
        enslaved(space, link, before, master);
        attached.leave(space.netns, link.name);
        followPorts(space, before);
        followPorts(space, master);
    }

    /// A VRF cycles its ports, so that their routes change tables (cycle_netdev in
    /// drivers/net/vrf.c); a bonding device brings them up (bond_enslave), and down when it lets
    /// them go.
    private void enslaved(
            Space space,
            Iface link,
            @Nullable InterfaceName before,
            @Nullable InterfaceName master) {
        boolean cycled = isKind(space, before, "vrf") || isKind(space, master, "vrf");
        if (cycled && link.up) {
            setUp(space, link, false);
            setUp(space, link, true);
        }
        if (isKind(space, master, "bond")) {
            setUp(space, link, true);
        } else if (isKind(space, before, "bond")) {
            setUp(space, link, false);
        }
    }

    private static boolean isKind(Space space, @Nullable InterfaceName name, String kind) {
        Iface link = name == null ? null : space.links.get(name);
        return link != null && link.kind.equals(kind);
    }

    private void followPorts(Space space, @Nullable InterfaceName master) {
        Iface bridge = master == null ? null : space.links.get(master);
        if (bridge != null && bridge.kind.equals("bridge") && !bridge.ownMtu) {
            int followed = space.portMtu(bridge);
            bridge.follow(followed);
            setMtu(space, bridge, followed);
        }
    }

    /// A device that loses a family: its addresses and its routes.
    void withoutFamily(Space space, Iface link, Family family) {
        space.dropRoutes(link.name, route -> route.to().family() == family);
        dropAddresses(space, link, family);
    }

    private static void dropAddresses(Space space, Iface link, Family family) {
        List<Cidr> gone =
                link.addresses.stream()
                        .map(Observed.AddressState::address)
                        .filter(address -> address.family() == family)
                        .toList();
        link.drop(gone::contains);
        losePrefsrc(space, gone);
    }

    private void addAddress(Netns netns, InterfaceName dev, Cidr address) {
        Iface link = link(netns, dev);
        if (link != null && !link.has(address) && has(netns, link, address.family())) {
            link.add(address);
        }
    }

    /// Whether a device can have addresses of a family.
    boolean has(Netns netns, Iface link, Family family) {
        return family == Family.V4
                ? link.mtu >= IPV4_MIN_MTU
                : link.mtu >= IPV6_MIN_MTU
                        && !"1".equals(sysctl(netns, Settings.ipv6(link.name, "disable_ipv6")));
    }

    private void deleteAddress(Netns netns, InterfaceName dev, Cidr address) {
        Space space = spaces.get(netns);
        Iface link = link(netns, dev);
        if (space == null || link == null || !link.has(address)) {
            return;
        }
        List<Cidr> gone = new ArrayList<>(link.secondariesOf(address));
        gone.add(address);
        link.drop(gone::contains);
        losePrefsrc(space, gone);
        if (!address.v6() && !link.hasAny(Family.V4)) {
            space.dropRoutes(dev, route -> !route.to().v6());
        }
    }

    /// Routes with a source address that is no longer local: IPv4 ones go (fib_sync_down_addr),
    /// IPv6 ones only forget it (rt6_remove_prefsrc).
    private static void losePrefsrc(Space space, List<Cidr> gone) {
        for (Cidr address : gone) {
            if (space.local(address.address())) {
                continue;
            }
            if (address.v6()) {
                space.routes.replaceAll(
                        seen ->
                                address.address().equals(seen.route().src())
                                        ? new RouteState(
                                                Routes.withSrc(seen.route(), null), seen.protocol())
                                        : seen);
            } else {
                space.routes.removeIf(seen -> address.address().equals(seen.route().src()));
            }
        }
    }

    private void addRoute(Route route) {
        Space space = spaces.get(route.netns());
        if (space == null
                || space.routes.stream().anyMatch(seen -> Routes.sameKey(seen.route(), route))) {
            return;
        }
        Route made = RouteCheck.accept(space, route);
        if (made != null) {
            space.routes.add(new RouteState(made, "boot"));
        }
    }

    private void deleteRoute(Route route) {
        Space space = spaces.get(route.netns());
        if (space == null) {
            return;
        }
        for (int i = 0; i < space.routes.size(); i++) {
            Route have = space.routes.get(i).route();
            if (Routes.sameKey(have, route) && Routes.satisfied(route, have)) {
                space.routes.remove(i);
                return;
            }
        }
    }

    private void addRule(Rule rule) {
        Space space = spaces.get(rule.netns());
        if (space != null && space.rules.stream().noneMatch(have -> Rules.same(have, rule))) {
            space.rules.add(rule);
        }
    }

    private void deleteRule(Rule rule) {
        Space space = spaces.get(rule.netns());
        if (space != null) {
            for (int i = 0; i < space.rules.size(); i++) {
                if (Rules.same(space.rules.get(i), rule)) {
                    space.rules.remove(i);
                    return;
                }
            }
        }
    }
}
