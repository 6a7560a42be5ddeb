package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.SysctlAt;
import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;
import nsfleet.record.SysctlClaims.Claim;
import nsfleet.resource.Key;
import nsfleet.resource.Sysctl;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Kernel settings: writes what is wanted, claims it on the host, and lets go of it.
final class Sysctls {
    private final Work work;
    private final Things things;

    Sysctls(Work work, Things things) {
        this.work = work;
        this.things = things;
    }

    void sysctl(Sysctl want, Todo todo) {
        Netns netns = want.netns();
        InterfaceName dev = Settings.device(want.name());
        if (work.model.space(netns) == null
                || (dev != null && work.model.link(netns, dev) == null)) {
            things.missing(netns, dev == null ? InterfaceName.LO : dev, todo.step);
            return;
        }
        Iface link = dev == null ? null : work.model.link(netns, dev);
        if (dev != null
                && link != null
                && Settings.ofFamily6(want.name())
                && link.mtu < Model.IPV6_MIN_MTU) {
            work.refuse(
                    todo.step,
                    "there is no setting "
                            + want.name()
                            + ": with an mtu of "
                            + link.mtu
                            + " "
                            + netns.label(dev.value())
                            + " has no IPv6",
                    "IPv6 needs an mtu of 1280");
            return;
        }
        String have = value(netns, want.name());
        if (have == null && work.model.known(netns, dev)) {
            work.refuse(
                    todo.step,
                    "there is no setting "
                            + want.name()
                            + (netns.isHost() ? " on this host" : " in namespace " + netns),
                    "is a kernel module missing, or the name misspelled?");
            return;
        }
        if (claimed(netns, dev)) {
            Claim claim = claim(work.claims, want.name());
            if (claim != null && conflict(claim, want, todo)) {
                return;
            }
        } else if (!work.ownNetns(netns) && !work.ownLink(netns, dev)) {
            String first = work.seen.sysctls().get(new SysctlAt(netns, want.name()));
            LabRecord.Entry entry = work.ledger.get(want.key());
            SortedMap<String, String> known = entry == null ? null : entry.before();
            String original = known == null ? first : known.getOrDefault("value", first);
            if (original != null) {
                work.before.put(want.key(), Things.map("value", original, "ours", want.value()));
            }
        }
        if (!want.value().equals(have)) {
            todo.update("value", have, want.value());
            Claim claim = claimed(netns, dev) ? claim(work.claims, want.name()) : null;
            if (claim != null && want.value().equals(claim.original()) && have != null) {
                // Whoever wrote what is there now overwrote the others with it.
                writeBack(claim, have, todo);
            } else {
                todo.run(new Operation.SysctlWrite(netns, want.name(), want.value()));
            }
        }
    }

    /// Settings of the host go into the common table, save those of an interface of our own, which
    /// vanish with it.
    private boolean claimed(Netns netns, @Nullable InterfaceName dev) {
        return netns.isHost() && !work.ownLink(netns, dev);
    }

    private boolean conflict(Claim claim, Sysctl want, Todo todo) {
        for (Map.Entry<LabName, String> other : claim.wanted().entrySet()) {
            if (!other.getKey().equals(work.ledger.lab())
                    && !other.getValue().equals(want.value())) {
                work.refuse(
                        todo.step,
                        "lab "
                                + other.getKey()
                                + " needs "
                                + want.name()
                                + " = "
                                + other.getValue()
                                + ", this one "
                                + want.value(),
                        "a host has only one value: run the labs on different hosts, or in"
                                + " namespaces");
                return true;
            }
        }
        return false;
    }

    private @Nullable String value(Netns netns, String name) {
        String value = work.model.sysctl(netns, name);
        return value != null || !Settings.canonical(name).equals(Settings.IP_FORWARD)
                ? value
                : work.model.sysctl(
                        netns, name.equals(Settings.ALL4) ? Settings.IP_FORWARD : Settings.ALL4);
    }

    static @Nullable Claim claim(SysctlClaims claims, String name) {
        String canonical = Settings.canonical(name);
        for (Claim claim : claims.claims()) {
            if (claim.name().equals(canonical)) {
                return claim;
            }
        }
        return null;
    }

    /// Other settings that writing this one overwrites, among these interfaces.
    static List<String> overwrittenBy(String name, Set<InterfaceName> devices) {
        List<String> names = new ArrayList<>();
        if (Settings.canonical(name).equals(Settings.IP_FORWARD)) {
            names.add("net.ipv4.conf.all.accept_redirects");
            names.add("net.ipv4.conf.default.forwarding");
            devices.forEach(dev -> names.add(Settings.ipv4(dev, "forwarding")));
        } else if (Settings.reachesDevices(name)) {
            devices.forEach(dev -> names.add(Settings.ipv4(dev, Settings.defaultKey(name))));
        } else if (name.equals(Settings.ALL6)) {
            names.add("net.ipv6.conf.default.forwarding");
            devices.forEach(dev -> names.add(Settings.ipv6(dev, "forwarding")));
        } else if (name.equals("net.ipv6.conf.all.disable_ipv6")) {
            names.add("net.ipv6.conf.default.disable_ipv6");
            devices.forEach(dev -> names.add(Settings.ipv6(dev, "disable_ipv6")));
        }
        return names;
    }

    /// The step is gone: puts the old value back, if nobody else needs ours and it still is ours.
    void release(LabRecord.Entry entry, Key.OfSysctl key, Todo todo) {
        if (!key.netns().isHost()) {
            releaseInside(entry, key, todo);
            return;
        }
        Claim claim = claim(work.claims, key.name());
        String ours = claim == null ? null : claim.wanted().get(work.ledger.lab());
        if (claim == null || ours == null || claim.wanted().size() > 1) {
            return;
        }
        String have = value(Netns.HOST, key.name());
        if (have == null || have.equals(claim.original())) {
            return;
        }
        if (!have.equals(ours)) {
            work.warnings.add(
                    key.name() + " is " + have + ", no longer our " + ours + ": left as it is");
            return;
        }
        todo.remove("value", have, claim.original());
        writeBack(claim, have, todo);
    }

    /// The old value, and those that writing it overwrites.
    private void writeBack(Claim claim, String now, Todo todo) {
        Map<String, String> after = targets(claim, now);
        todo.run(new Operation.SysctlWrite(Netns.HOST, claim.name(), claim.original()));
        after.forEach(
                (name, value) -> {
                    if (!value.equals(work.model.sysctl(Netns.HOST, name))) {
                        todo.run(new Operation.SysctlWrite(Netns.HOST, name, value));
                    }
                });
    }

    /// What the overwritten settings are to be afterwards: as they were, as another lab needs them,
    /// or as somebody changed them since.
    private Map<String, String> targets(Claim claim, String now) {
        Map<String, String> targets = new LinkedHashMap<>();
        claim.overwritten()
                .forEach(
                        (name, original) -> {
                            String have = work.model.sysctl(Netns.HOST, name);
                            if (have == null) {
                                return;
                            }
                            String left =
                                    claim.name().equals(Settings.IP_FORWARD)
                                                    && name.endsWith(".accept_redirects")
                                            ? (now.equals("0") ? "1" : "0")
                                            : now;
                            String target = have.equals(left) ? original : have;
                            Claim other = claim(work.claims, name);
                            if (other != null && !other.wanted().isEmpty()) {
                                target = other.wanted().values().iterator().next();
                            }
                            targets.put(name, target);
                        });
        return targets;
    }

    /// In a namespace that is not ours the record holds the old value.
    private void releaseInside(LabRecord.Entry entry, Key.OfSysctl key, Todo todo) {
        SortedMap<String, String> before = entry.before();
        String old = before == null ? null : before.get("value");
        String have = work.model.sysctl(key.netns(), key.name());
        if (before == null || old == null || have == null || have.equals(old)) {
            return;
        }
        if (!have.equals(before.get("ours"))) {
            work.warnings.add(
                    key.netns() + " " + key.name() + " is " + have + ", not ours: left as it is");
            return;
        }
        todo.remove("value", have, old);
        todo.run(new Operation.SysctlWrite(key.netns(), key.name(), old));
    }

    /// The table after this plan.
    ///
    /// @param releasing whether claims of this lab that nothing wants any more are dropped; not
    ///   yet, in the table that is written before the operations
    SysctlClaims next(boolean releasing) {
        LabName lab = work.ledger.lab();
        Map<String, Claim> table = new LinkedHashMap<>();
        work.claims.claims().forEach(claim -> table.put(claim.name(), claim));
        Map<String, String> wanted = new LinkedHashMap<>();
        work.wanted
                .values()
                .forEach(
                        w -> {
                            if (w.resource() instanceof Sysctl s
                                    && claimed(s.netns(), Settings.device(s.name()))) {
                                wanted.put(Settings.canonical(s.name()), s.value());
                            }
                        });
        wanted.forEach((name, value) -> table.compute(name, (_, c) -> claimed(name, c, value)));
        if (releasing) {
            for (Claim claim : List.copyOf(table.values())) {
                if (!wanted.containsKey(claim.name())) {
                    SortedMap<LabName, String> labs = new TreeMap<>(claim.wanted());
                    labs.remove(lab);
                    table.put(
                            claim.name(),
                            new Claim(claim.name(), claim.original(), claim.overwritten(), labs));
                }
            }
        }
        table.values().removeIf(claim -> claim.wanted().isEmpty());
        return new SysctlClaims(work.facts.bootId(), List.copyOf(table.values()));
    }

    private Claim claimed(String name, @Nullable Claim claim, String value) {
        if (claim != null) {
            SortedMap<LabName, String> labs = new TreeMap<>(claim.wanted());
            labs.put(work.ledger.lab(), value);
            return new Claim(name, claim.original(), claim.overwritten(), labs);
        }
        SortedMap<String, String> overwritten = new TreeMap<>();
        Observed.NetnsState host = work.seen.namespaces().get(Netns.HOST);
        if (host != null) {
            for (String other : overwrittenBy(name, host.links().keySet())) {
                String seen = work.seen.sysctls().get(new SysctlAt(Netns.HOST, other));
                InterfaceName dev = Settings.device(other);
                if (seen != null && !work.ownLink(Netns.HOST, dev)) {
                    overwritten.put(other, seen);
                }
            }
        }
        SortedMap<LabName, String> labs = new TreeMap<>();
        labs.put(work.ledger.lab(), value);
        return new Claim(name, original(name), overwritten, labs);
    }

    private String original(String name) {
        String seen = work.seen.sysctls().get(new SysctlAt(Netns.HOST, name));
        if (seen == null && name.equals(Settings.IP_FORWARD)) {
            seen = work.seen.sysctls().get(new SysctlAt(Netns.HOST, Settings.ALL4));
        }
        return seen == null ? "" : seen;
    }
}
