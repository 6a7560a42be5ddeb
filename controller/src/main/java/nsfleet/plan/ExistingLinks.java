package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.record.LabRecord;
import nsfleet.resource.Key;
import nsfleet.resource.Link;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Want;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Interfaces that no step makes: found, moved, changed in place, and put back. `before` keeps only
/// what we touch: an attribute that leaves the playbook gets its old value back at once.
final class ExistingLinks {
    private static final String NETNS = "netns";
    private static final String NAME = "name";
    private static final String MTU = "mtu";
    private static final String MAC = "mac";
    private static final String UP = "up";
    private static final String MASTER = "master";
    private static final String ALIAS = "alias";
    private static final String ADDRESSES = "addresses";

    private final Work work;
    private final Things things;

    ExistingLinks(Work work, Things things) {
        this.work = work;
        this.things = things;
    }

    void link(Link want, Todo todo) {
        Iface have = work.model.link(want.netns(), want.name());
        if (have == null) {
            have = fetch(want, todo);
        }
        if (have == null) {
            return;
        }
        if (Ownership.of(work.ledger, want.netns(), have) instanceof Ownership.OtherLab(var lab)) {
            Things.otherLab(
                    work, todo.step, "interface " + want.netns().label(want.name().value()), lab);
            return;
        }
        inPlace(want, have, todo);
    }

    /// Takes it from the host.
    private @Nullable Iface fetch(Link want, Todo todo) {
        InterfaceName from = want.kind() instanceof LinkKind.Existing(var said) ? said : null;
        Iface there = from == null ? null : work.model.link(Netns.HOST, from);
        if (there == null && work.ledger.get(want.key()) != null && !want.netns().isHost()) {
            // Its namespace was deleted: the kernel put it back under the name that it had there.
            there = work.model.link(Netns.HOST, want.name());
        }
        if (there == null) {
            if (from == null) {
                things.missing(want.netns(), want.name(), todo.step);
            } else {
                work.refuse(
                        todo.step,
                        "interface "
                                + from
                                + " does not exist on the host, nor "
                                + want.netns().label(want.name().value()),
                        null);
            }
            return null;
        }
        if (Ownership.of(work.ledger, Netns.HOST, there) instanceof Ownership.OtherLab(var lab)) {
            Things.otherLab(work, todo.step, "interface " + there.name, lab);
            return null;
        }
        SortedMap<String, String> before = before(want);
        before.putIfAbsent(NETNS, "");
        before.putIfAbsent(NAME, there.name.value());
        before.putIfAbsent(UP, String.valueOf(there.up));
        before.putIfAbsent(MASTER, there.master == null ? "" : there.master.value());
        before.putIfAbsent(ADDRESSES, addresses(there));
        work.before.put(want.key(), before);
        todo.update("place", there.name, want.netns().label(want.name().value()));
        carry(Netns.HOST, there, want.netns(), want.name(), todo);
        return work.model.link(want.netns(), want.name());
    }

    /// Moves or renames; before Linux 6.2 a device that is up cannot be renamed.
    private static void carry(Netns netns, Iface link, Netns to, InterfaceName newName, Todo todo) {
        InterfaceName name = link.name;
        if (!netns.equals(to)) {
            todo.run(new Operation.LinkMove(netns, name, to, newName));
            return;
        }
        boolean up = link.up;
        if (up) {
            todo.run(new Operation.LinkUp(netns, name, false));
        }
        todo.run(new Operation.LinkRename(netns, name, newName));
        if (up) {
            todo.run(new Operation.LinkUp(netns, newName, true));
        }
    }

    private static String addresses(Iface link) {
        List<String> all = new ArrayList<>();
        for (Observed.AddressState a : link.addresses) {
            if (a.counted()) {
                all.add(a.address().toString());
            }
        }
        return String.join(" ", all);
    }

    private SortedMap<String, String> before(Link want) {
        SortedMap<String, String> known = work.before.get(want.key());
        LabRecord.Entry entry = work.ledger.get(want.key());
        if (known == null && entry != null) {
            known = entry.before();
        }
        return known == null ? new TreeMap<>() : new TreeMap<>(known);
    }

    void inPlace(Link want, Iface have, Todo todo) {
        SortedMap<String, String> before = before(want);
        boolean moved = before.containsKey(NETNS);
        Want<String> alias = want.alias();
        if (!(alias instanceof Want.Any<String>)) {
            before.putIfAbsent(ALIAS, have.alias == null ? "" : have.alias);
            String text = alias instanceof Want.Exactly<String>(var said) ? said : "";
            alias(want.netns(), have, text, todo);
        } else if (before.containsKey(ALIAS)) {
            alias(want.netns(), have, before.remove(ALIAS), todo);
        }
        mtu(want, have, before, todo);
        mac(want, have, before, todo);
        master(want, have, before, moved, todo);
        if (want.addressesManaged()) {
            tellExtra(want, have);
        }
        up(want, have, before, moved, todo);
        work.before.put(want.key(), before);
    }

    private void mtu(Link want, Iface have, Map<String, String> before, Todo todo) {
        Want<Integer> mtu = want.mtu();
        String old = before.get(MTU);
        if (mtu instanceof Want.Exactly<Integer>) {
            before.putIfAbsent(MTU, String.valueOf(have.mtu));
        } else if (old != null) {
            mtu = Want.exactly(Integer.valueOf(old));
            before.remove(MTU);
        }
        Links.mtu(work, want.netns(), have, mtu, "", todo);
    }

    private void mac(Link want, Iface have, Map<String, String> before, Todo todo) {
        Want<Mac> mac = want.mac();
        String old = before.get(MAC);
        if (mac instanceof Want.Exactly<Mac>) {
            if (have.mac != null) {
                before.putIfAbsent(MAC, have.mac.text());
            }
        } else if (old != null) {
            mac = Want.exactly(Mac.of(old));
            before.remove(MAC);
        }
        Links.mac(want.netns(), have, mac, "", todo);
    }

    private void master(
            Link want, Iface have, Map<String, String> before, boolean moved, Todo todo) {
        String seen = have.master == null ? "" : have.master.value();
        String old = before.get(MASTER);
        if (want.master() instanceof Want.Exactly<InterfaceName>(var master)) {
            before.putIfAbsent(MASTER, seen);
            setMaster(want.netns(), have, master, todo);
        } else if (want.master() instanceof Want.None<InterfaceName>) {
            before.putIfAbsent(MASTER, seen);
            setMaster(want.netns(), have, null, todo);
        } else if (old != null && !moved) {
            before.remove(MASTER);
            setMaster(want.netns(), have, old.isEmpty() ? null : InterfaceName.of(old), todo);
        }
    }

    private void setMaster(Netns netns, Iface have, @Nullable InterfaceName master, Todo todo) {
        if (java.util.Objects.equals(have.master, master)) {
            return;
        }
        if (master != null && work.model.link(netns, master) == null) {
            if (!work.wanted.containsKey(new Key.OfLink(netns, master))) {
                things.missing(netns, master, todo.step);
            }
            return;
        }
        todo.update(MASTER, have.master, master);
        Links.pin(work, netns, master, have.mtu, todo);
        todo.run(new Operation.LinkMaster(netns, have.name, master));
    }

    private void up(Link want, Iface have, Map<String, String> before, boolean moved, Todo todo) {
        String old = before.get(UP);
        if (want.up() instanceof Want.Exactly<Boolean>(var up)) {
            before.putIfAbsent(UP, String.valueOf(have.up));
            setUp(want.netns(), have, up, todo);
        } else if (moved) {
            // A move takes it down; nothing said means as it was.
            setUp(want.netns(), have, Boolean.parseBoolean(old), todo);
        } else if (old != null) {
            before.remove(UP);
            setUp(want.netns(), have, Boolean.parseBoolean(old), todo);
        }
    }

    private static void setUp(Netns netns, Iface have, boolean up, Todo todo) {
        if (have.up != up) {
            todo.update(UP, have.up, up);
            todo.run(new Operation.LinkUp(netns, have.name, up));
        }
    }

    private static void alias(Netns netns, Iface have, String text, Todo todo) {
        if (!text.equals(have.alias == null ? "" : have.alias)) {
            todo.update(ALIAS, have.alias, text.isEmpty() ? null : text);
            todo.run(new Operation.LinkAlias(netns, have.name, text));
        }
    }

    private void tellExtra(Link want, Iface have) {
        List<Cidr> wanted = new ArrayList<>(work.wantedAddresses(want.netns(), want.name()));
        for (Observed.AddressState seen : have.addresses) {
            Key key = new Key.OfAddress(want.netns(), want.name(), seen.address());
            if (seen.counted()
                    && !wanted.contains(seen.address())
                    && work.ledger.get(key) == null) {
                work.warnings.add(
                        "interface "
                                + want.netns().label(want.name().value())
                                + " also has "
                                + seen.address()
                                + ", which is not ours and stays");
            }
        }
    }

    /// Puts it back as it was.
    void restore(Key.OfLink key, Map<String, String> before, Todo todo) {
        Iface have = work.model.link(key.netns(), key.name());
        Netns home = new Netns(before.getOrDefault(NETNS, key.netns().name()));
        InterfaceName name = InterfaceName.of(before.getOrDefault(NAME, key.name().value()));
        boolean moved = before.containsKey(NETNS);
        if (moved && have != null && work.model.link(home, name) == null) {
            todo.update("place", key.netns().label(key.name().value()), home.label(name.value()));
            carry(key.netns(), have, home, name, todo);
            have = work.model.link(home, name);
        } else if (moved) {
            Iface back = work.model.link(home, name);
            have = back != null ? back : work.model.link(home, key.name());
            if (back == null && have != null) {
                carry(home, have, home, name, todo);
                have = work.model.link(home, name);
            }
        }
        if (have == null) {
            work.warnings.add(
                    "interface "
                            + key.netns().label(key.name().value())
                            + " is gone and cannot be put back");
            return;
        }
        attributes(home, have, before, todo);
    }

    private void attributes(Netns home, Iface have, Map<String, String> before, Todo todo) {
        String alias = before.get(ALIAS);
        if (alias != null) {
            alias(home, have, alias, todo);
        }
        String mtu = before.get(MTU);
        if (mtu != null) {
            Links.mtu(work, home, have, Want.exactly(Integer.valueOf(mtu)), "", todo);
        }
        String mac = before.get(MAC);
        if (mac != null) {
            Links.mac(home, have, Want.exactly(Mac.of(mac)), "", todo);
        }
        String master = before.get(MASTER);
        if (master != null) {
            InterfaceName want = master.isEmpty() ? null : InterfaceName.of(master);
            if (want == null || work.model.link(home, want) != null) {
                setMaster(home, have, want, todo);
            } else {
                work.warnings.add(have.name + " was a port of " + want + ", which is gone");
            }
        }
        String up = before.get(UP);
        if (up != null) {
            setUp(home, have, Boolean.parseBoolean(up), todo);
        }
        for (String address : before.getOrDefault(ADDRESSES, "").split(" ")) {
            if (!address.isEmpty() && !have.has(Cidr.of(address))) {
                todo.update("address", null, address);
                todo.run(new Operation.AddressAdd(home, have.name, Cidr.of(address)));
            }
        }
    }
}
