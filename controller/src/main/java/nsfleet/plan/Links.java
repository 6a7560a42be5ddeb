package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.probe.Feature;
import nsfleet.probe.Observed;
import nsfleet.resource.Key;
import nsfleet.resource.Link;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Want;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Makes the interfaces of a lab as wanted; [ExistingLinks] sees to those that no step makes.
final class Links {
    /// The largest mtu of a bridge (ETH_MAX_MTU).
    private static final int MOST = 65535;

    private final Work work;
    private final Things things;
    private final ExistingLinks existing;

    Links(Work work, Things things) {
        this.work = work;
        this.things = things;
        this.existing = new ExistingLinks(work, things);
    }

    /// The second end of a veth: its attributes are told as `peer.mtu`.
    static boolean isPeer(Link link) {
        return link.kind() instanceof LinkKind.Veth veth && !veth.first();
    }

    void link(Link want, Todo todo) {
        if (work.model.space(want.netns()) == null) {
            things.missing(want.netns(), want.name(), todo.step);
            return;
        }
        if (!want.kind().made()) {
            existing.link(want, todo);
            return;
        }
        Iface have = work.model.link(want.netns(), want.name());
        if (have != null) {
            switch (Ownership.of(work.ledger, want.netns(), have)) {
                case Ownership.OtherLab(var lab) -> {
                    Things.otherLab(work, todo.step, label(want), lab);
                    return;
                }
                case Ownership.Foreign _ -> {
                    if (todo.step.adopt() || work.before.containsKey(want.key())) {
                        adopted(want, have, todo);
                    } else {
                        foreign(want.netns(), want.name(), todo);
                    }
                    return;
                }
                case Ownership.Adopted _ -> {
                    adopted(want, have, todo);
                    return;
                }
                case Ownership.Ours _ -> {
                    if (!rightShape(want, have, todo)) {
                        todo.run(new Operation.LinkDelete(want.netns(), want.name()));
                        have = null;
                    }
                }
            }
        }
        if (have == null && !make(want, todo)) {
            return;
        }
        Iface made = work.model.link(want.netns(), want.name());
        if (made != null) {
            attributes(want, made, todo);
        }
        if (want.kind() instanceof LinkKind.Virtual) {
            earlierPorts(want, todo);
        }
    }

    private static String label(Link link) {
        return "interface " + link.netns().label(link.name().value());
    }

    private void foreign(Netns netns, InterfaceName name, Todo todo) {
        work.refuse(
                todo.step,
                "interface " + netns.label(name.value()) + " exists and is not ours",
                "adopt: true takes it over; destroy then puts it back as it was");
    }

    /// One that somebody else made: never deleted, never tagged.
    private void adopted(Link want, Iface have, Todo todo) {
        String wrong = shape(want, have);
        if (wrong != null) {
            work.refuse(
                    todo.step,
                    label(want) + " exists, is not ours, and cannot be taken over: its " + wrong,
                    null);
            return;
        }
        existing.inPlace(want, have, todo);
    }

    private boolean rightShape(Link want, Iface have, Todo todo) {
        if (!have.kind.equals(want.kind().kernelName())) {
            todo.replace("kind", have.kind, want.kind().kernelName());
            return false;
        }
        if (want.kind() instanceof LinkKind.Veth veth && !peer(veth).equals(have.peer)) {
            todo.replace("peer", words(have.peer), words(peer(veth)));
            return false;
        }
        List<Plan.Difference> wrong =
                want.kind() instanceof LinkKind.Virtual kind
                        ? VirtualLinks.wrongShape(want, kind, have)
                        : List.of();
        wrong.forEach(d -> todo.replace(d.what(), d.have(), d.want()));
        return wrong.isEmpty();
    }

    private static @Nullable String shape(Link want, Iface have) {
        if (!have.kind.equals(want.kind().kernelName())) {
            return "kind is " + (have.kind.isEmpty() ? "physical" : have.kind);
        }
        if (want.kind() instanceof LinkKind.Veth veth && !peer(veth).equals(have.peer)) {
            return "peer is " + (have.peer == null ? "elsewhere" : words(have.peer));
        }
        if (want.kind() instanceof LinkKind.Virtual kind) {
            List<Plan.Difference> wrong = VirtualLinks.wrongShape(want, kind, have);
            if (!wrong.isEmpty()) {
                return wrong.getFirst().what() + " is " + wrong.getFirst().have();
            }
        }
        return null;
    }

    private static Observed.Peer peer(LinkKind.Veth veth) {
        return new Observed.Peer(veth.peerNetns(), veth.peer());
    }

    private static @Nullable String words(Observed.@Nullable Peer peer) {
        return peer == null ? null : peer.netns().label(peer.name().value());
    }

    private boolean make(Link want, Todo todo) {
        return switch (want.kind()) {
            case LinkKind.Veth veth -> makeVeth(want, veth, todo);
            case LinkKind.Virtual kind -> makeVirtual(want, kind, todo);
            case LinkKind.Existing _ -> false;
        };
    }

    private boolean makeVirtual(Link want, LinkKind.Virtual kind, Todo todo) {
        InterfaceName lower = kind.link();
        if (work.model.space(kind.underlay()) == null
                || lower != null && work.model.link(kind.underlay(), lower) == null) {
            things.missing(kind.underlay(), lower == null ? want.name() : lower, todo.step);
            return false;
        }
        Optional<Feature> feature = VirtualLinks.feature(kind);
        if (feature.isPresent()
                && Boolean.FALSE.equals(work.seen.features().get(feature.get().word()))) {
            work.refuse(
                    todo.step,
                    "this kernel has no " + feature.get().words(),
                    VirtualLinks.hint(feature.get()));
            return false;
        }
        todo.create(kind.kernelName(), want.netns().label(want.name().value()));
        todo.run(new Operation.LinkAdd(want.netns(), want.name(), kind));
        todo.run(alias(want.netns(), want.name(), want));
        return true;
    }

    private boolean makeVeth(Link want, LinkKind.Veth veth, Todo todo) {
        if (work.model.space(veth.peerNetns()) == null) {
            things.missing(veth.peerNetns(), veth.peer(), todo.step);
            return false;
        }
        Iface other = work.model.link(veth.peerNetns(), veth.peer());
        if (other != null) {
            if (!(Ownership.of(work.ledger, veth.peerNetns(), other) instanceof Ownership.Ours)) {
                foreign(veth.peerNetns(), veth.peer(), todo);
                return false;
            }
            todo.replace("peer", words(other.peer), want.netns().label(want.name().value()));
            todo.run(new Operation.LinkDelete(veth.peerNetns(), veth.peer()));
        }
        String here = want.netns().label(want.name().value());
        String there = veth.peerNetns().label(veth.peer().value());
        todo.create("veth", veth.first() ? here + " - " + there : there + " - " + here);
        todo.run(
                veth.first()
                        ? new Operation.VethAdd(
                                want.netns(), want.name(), veth.peerNetns(), veth.peer())
                        : new Operation.VethAdd(
                                veth.peerNetns(), veth.peer(), want.netns(), want.name()));
        todo.run(alias(want.netns(), want.name(), want));
        todo.run(
                alias(
                        veth.peerNetns(),
                        veth.peer(),
                        work.wantedLink(veth.peerNetns(), veth.peer())));
        return true;
    }

    private Operation alias(Netns netns, InterfaceName name, @Nullable Link want) {
        return new Operation.LinkAlias(netns, name, tag(want));
    }

    private String tag(@Nullable Link want) {
        String text =
                want != null && want.alias() instanceof Want.Exactly<String>(var said)
                        ? said
                        : null;
        return Ownership.tag(work.ledger.lab(), text);
    }

    private void attributes(Link want, Iface have, Todo todo) {
        String peer = isPeer(want) ? "peer." : "";
        Netns netns = want.netns();
        InterfaceName name = want.name();
        if (!tag(want).equals(have.alias)) {
            todo.update(peer + "alias", have.alias, tag(want));
            todo.run(new Operation.LinkAlias(netns, name, tag(want)));
        }
        if (want.kind() instanceof LinkKind.Virtual kind) {
            VirtualLinks.options(want, kind, have, todo);
        }
        Want<Integer> mtu = want.mtu();
        if (mtu instanceof Want.Any<Integer> && want.kind() instanceof LinkKind.Veth) {
            mtu = Want.exactly(1500);
        }
        mtu(work, netns, have, mtu, peer, todo);
        mac(netns, have, want.mac(), peer, todo);
        master(want, have, todo);
        if (want.addressesManaged()) {
            extraAddresses(want, have, peer, todo);
        }
        boolean up = !(want.up() instanceof Want.Exactly<Boolean>(var said)) || said;
        if (have.up != up) {
            todo.update(peer + "up", have.up, up);
            todo.run(new Operation.LinkUp(netns, name, up));
        }
    }

    static void mtu(
            Work work, Netns netns, Iface have, Want<Integer> want, String peer, Todo todo) {
        if (want instanceof Want.Exactly<Integer>(var mtu)
                && (have.mtu != mtu || have.mtuBefore != null)) {
            pin(work, netns, have.master, mtu, todo);
            todo.update(peer + "mtu", have.mtuBefore == null ? have.mtu : have.mtuBefore, mtu);
            todo.run(new Operation.LinkMtu(netns, have.name, mtu));
        }
    }

    /// A bridge whose own mtu is wanted keeps it, whatever its ports have: once it followed them it
    /// might have lost its IPv6 addresses. It follows until its mtu was changed once; to set what
    /// it has already is no change to the kernel (netif_set_mtu_ext in net/core/dev.c).
    static void pin(Work work, Netns netns, @Nullable InterfaceName master, int port, Todo todo) {
        Iface bridge = master == null ? null : work.model.link(netns, master);
        Link want = master == null ? null : work.wantedLink(netns, master);
        if (bridge != null
                && want != null
                && !bridge.ownMtu
                && want.kind().kernelName().equals("bridge")
                && want.mtu() instanceof Want.Exactly<Integer>(var mtu)
                && mtu != port) {
            if (bridge.mtu == mtu) {
                todo.run(new Operation.LinkMtu(netns, bridge.name, mtu < MOST ? mtu + 1 : mtu - 1));
            }
            todo.run(new Operation.LinkMtu(netns, bridge.name, mtu));
        }
    }

    static void mac(Netns netns, Iface have, Want<Mac> want, String peer, Todo todo) {
        if (want instanceof Want.Exactly<Mac>(var mac) && !mac.equals(have.mac)) {
            todo.update(peer + "mac", have.mac, mac);
            todo.run(new Operation.LinkMac(netns, have.name, mac));
        }
    }

    /// A made link that says nothing has no master.
    private void master(Link want, Iface have, Todo todo) {
        String peer = isPeer(want) ? "peer." : "";
        if (want.master() instanceof Want.Exactly<InterfaceName>(var master)) {
            enslave(want, have, master, peer, todo);
        } else if (have.master != null) {
            todo.update(peer + "master", have.master, null);
            todo.run(new Operation.LinkMaster(want.netns(), want.name(), null));
        }
    }

    void enslave(Link want, Iface have, InterfaceName master, String peer, Todo todo) {
        if (master.equals(have.master)) {
            return;
        }
        if (work.model.link(want.netns(), master) == null) {
            Wanted later = work.wanted.get(new Key.OfLink(want.netns(), master));
            if (later == null) {
                things.missing(want.netns(), master, todo.step);
            }
            return; // the step that makes the bridge takes its ports in
        }
        todo.update(peer + "master", have.master, master);
        pin(work, want.netns(), master, have.mtu, todo);
        Iface over = work.model.link(want.netns(), master);
        if (over != null && over.kind.equals("bond") && have.up) {
            // bond_enslave refuses a device that is up, and brings it up itself.
            todo.run(new Operation.LinkUp(want.netns(), want.name(), false));
        }
        todo.run(new Operation.LinkMaster(want.netns(), want.name(), master));
    }

    /// Ports whose steps stand before the bridge's.
    private void earlierPorts(Link bridge, Todo todo) {
        for (Wanted w : work.wanted.values()) {
            if (w.resource() instanceof Link port
                    && w.step().sequence() < todo.step.sequence()
                    && port.netns().equals(bridge.netns())
                    && port.master() instanceof Want.Exactly<InterfaceName>(var master)
                    && master.equals(bridge.name())) {
                Iface have = work.model.link(port.netns(), port.name());
                if (have != null) {
                    enslave(port, have, master, "port " + port.name() + " ", todo);
                }
            }
        }
    }

    private void extraAddresses(Link want, Iface have, String peer, Todo todo) {
        Collection<Cidr> wanted = work.wantedAddresses(want.netns(), want.name());
        for (Observed.AddressState seen : List.copyOf(have.addresses)) {
            if (seen.counted() && !wanted.contains(seen.address()) && have.has(seen.address())) {
                todo.update(peer + "address", seen.address(), null);
                dropAddress(want.netns(), have, seen.address(), List.of(), todo);
            }
        }
    }

    /// Deletes an address. Whether the kernel takes or promotes its secondaries depends on a
    /// setting; so they go first, and those to keep come back.
    static void dropAddress(
            Netns netns, Iface have, Cidr address, Collection<Cidr> keep, Todo todo) {
        List<Cidr> secondaries = have.secondariesOf(address);
        for (Cidr secondary : secondaries) {
            todo.run(new Operation.AddressDelete(netns, have.name, secondary));
        }
        todo.run(new Operation.AddressDelete(netns, have.name, address));
        for (Cidr secondary : secondaries) {
            if (keep.contains(secondary)) {
                todo.run(new Operation.AddressAdd(netns, have.name, secondary));
            }
        }
    }
}
