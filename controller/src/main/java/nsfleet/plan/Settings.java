package nsfleet.plan;

import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed.SysctlAt;
import nsfleet.resource.Key;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The settings under `/proc/sys` in the model: some rewrite others. What was not read is unknown,
/// and so is everything of a device that is new.
final class Settings {
    static final String IP_FORWARD = "net.ipv4.ip_forward";
    static final String ALL4 = "net.ipv4.conf.all.forwarding";
    static final String ALL6 = "net.ipv6.conf.all.forwarding";
    private static final String DEFAULT4 = "net.ipv4.conf.default.";
    private static final Pattern OF_DEVICE =
            Pattern.compile("(net\\.ipv[46]\\.(?:conf|neigh)\\.)([^.]+)(\\..+)");

    private final Model model;
    private final Map<SysctlAt, String> values = new HashMap<>();

    private final Set<Netns> newSpaces = new HashSet<>();
    private final Set<Key.OfLink> newLinks = new HashSet<>();

    /// Settings of devices that were written by name: `default` does not reach them any more.
    private final Set<SysctlAt> written = new HashSet<>();

    Settings(Model model) {
        this.model = model;
    }

    void load(Map<SysctlAt, String> seen) {
        values.putAll(seen);
    }

    Map<SysctlAt, String> state() {
        return Map.copyOf(values);
    }

    @Nullable String get(SysctlAt at) {
        return values.get(at);
    }

    boolean known(Netns netns, @Nullable InterfaceName dev) {
        return !newSpaces.contains(netns)
                && (dev == null || !newLinks.contains(new Key.OfLink(netns, dev)));
    }

    /// The device that a setting is of; null for those of none (also `all` and `default`).
    static @Nullable InterfaceName device(String name) {
        Matcher matcher = OF_DEVICE.matcher(name);
        if (!matcher.matches() || Set.of("all", "default").contains(matcher.group(2))) {
            return null;
        }
        return new InterfaceName(matcher.group(2).replace('/', '.'));
    }

    static String ipv4(InterfaceName dev, String key) {
        return "net.ipv4.conf." + dev.value().replace('.', '/') + "." + key;
    }

    static String ipv6(InterfaceName dev, String key) {
        return "net.ipv6.conf." + dev.value().replace('.', '/') + "." + key;
    }

    /// The last part of a name of [#reachesDevices].
    static String defaultKey(String name) {
        return name.substring(DEFAULT4.length());
    }

    static boolean ofFamily6(String name) {
        return name.startsWith("net.ipv6.");
    }

    /// One name for a setting that has two.
    static String canonical(String name) {
        return name.equals(ALL4) ? IP_FORWARD : name;
    }

    /// What `ip netns add` and its template leave: the kernel's defaults of the settings that a new
    /// namespace may have copied from the initial one.
    void fresh(Netns netns) {
        newSpaces.add(netns);
        values.put(new SysctlAt(netns, IP_FORWARD), "0");
        for (String dev : new String[] {"all", "default", "lo"}) {
            values.put(new SysctlAt(netns, "net.ipv4.conf." + dev + ".forwarding"), "0");
            values.put(new SysctlAt(netns, "net.ipv4.conf." + dev + ".rp_filter"), "0");
            values.put(new SysctlAt(netns, "net.ipv4.conf." + dev + ".accept_redirects"), "1");
            written.add(new SysctlAt(netns, "net.ipv4.conf." + dev + ".rp_filter"));
            written.add(new SysctlAt(netns, "net.ipv4.conf." + dev + ".accept_redirects"));
            values.put(new SysctlAt(netns, "net.ipv6.conf." + dev + ".forwarding"), "0");
        }
    }

    /// A new device takes the namespace's `default`, where that is known, and whether it was
    /// written (inetdev_init in net/ipv4/devinet.c copies both).
    void newLink(Netns netns, InterfaceName dev) {
        newLinks.add(new Key.OfLink(netns, dev));
        copy(netns, dev, "net.ipv4.conf.");
        copy(netns, dev, "net.ipv6.conf.");
    }

    /// A device that has IPv6 again begins with the namespace's `default`.
    void newFamily6(Netns netns, InterfaceName dev) {
        newLinks.add(new Key.OfLink(netns, dev));
        copy(netns, dev, "net.ipv6.conf.");
    }

    private void copy(Netns netns, InterfaceName dev, String prefix) {
        for (SysctlAt at : new HashSet<>(values.keySet())) {
            String value = values.get(at);
            if (value != null
                    && at.netns().equals(netns)
                    && at.name().startsWith(prefix + "default.")) {
                String key = at.name().substring((prefix + "default.").length());
                String of = prefix + dev.value().replace('.', '/') + "." + key;
                values.put(new SysctlAt(netns, of), value);
                if (written.contains(at)) {
                    written.add(new SysctlAt(netns, of));
                }
            }
        }
    }

    /// A device without IPv6 has no settings of it.
    void forget6(Netns netns, InterfaceName dev) {
        values.keySet()
                .removeIf(
                        at ->
                                at.netns().equals(netns)
                                        && ofFamily6(at.name())
                                        && dev.equals(device(at.name())));
    }

    void forget(Netns netns) {
        values.keySet().removeIf(at -> at.netns().equals(netns));
        written.removeIf(at -> at.netns().equals(netns));
    }

    void forget(Netns netns, InterfaceName dev) {
        values.keySet().removeIf(at -> at.netns().equals(netns) && dev.equals(device(at.name())));
        written.removeIf(at -> at.netns().equals(netns) && dev.equals(device(at.name())));
    }

    void rename(Netns netns, InterfaceName from, InterfaceName to) {
        newLinks.add(new Key.OfLink(netns, to));
        for (SysctlAt at : new HashSet<>(values.keySet())) {
            if (at.netns().equals(netns) && from.equals(device(at.name()))) {
                String value = values.remove(at);
                Matcher matcher = OF_DEVICE.matcher(at.name());
                if (value != null && matcher.matches()) {
                    String name =
                            matcher.group(1) + to.value().replace('.', '/') + matcher.group(3);
                    values.put(new SysctlAt(netns, name), value);
                }
            }
        }
    }

    void write(Netns netns, String name, String value) {
        String before = values.put(new SysctlAt(netns, name), value);
        written.add(new SysctlAt(netns, name));
        if (name.equals(IP_FORWARD) || name.equals(ALL4)) {
            values.put(new SysctlAt(netns, IP_FORWARD), value);
            values.put(new SysctlAt(netns, ALL4), value);
            if (!value.equals(before)) {
                forward4(netns, value);
            }
        } else if (reachesDevices(name)) {
            copyDefault(netns, defaultKey(name), before, value);
        } else if (name.equals(ALL6)) {
            all(netns, "net.ipv6.conf.", "forwarding", value);
        } else if (name.equals("net.ipv6.conf.all.disable_ipv6")) {
            all(netns, "net.ipv6.conf.", "disable_ipv6", value);
            if (value.equals("1")) {
                Space space = model.space(netns);
                if (space != null) {
                    space.links.values().forEach(l -> model.withoutFamily(space, l, Family.V6));
                }
            }
        } else if (name.endsWith(".disable_ipv6") && value.equals("1")) {
            InterfaceName dev = device(name);
            Space space = model.space(netns);
            Iface link = dev == null || space == null ? null : space.links.get(dev);
            if (space != null && link != null) {
                model.withoutFamily(space, link, Family.V6);
            }
        }
    }

    /// Whether writing this also writes the setting of interfaces that are there already: IPv4's
    /// defaults do, but for forwarding (devinet_conf_proc in net/ipv4/devinet.c).
    static boolean reachesDevices(String name) {
        return name.startsWith(DEFAULT4) && !name.equals(DEFAULT4 + "forwarding");
    }

    /// devinet_copy_dflt_conf in net/ipv4/devinet.c: a device follows until somebody writes its own
    /// setting, or gives it an IPv4 address. Of one that a probe saw, the value tells: another one
    /// than the old default was written. In namespaces of ours `default` was written before there
    /// was a device, and none follows.
    private void copyDefault(Netns netns, String key, @Nullable String before, String value) {
        Space space = model.space(netns);
        if (space == null) {
            return;
        }
        for (Iface link : space.links.values()) {
            SysctlAt at = new SysctlAt(netns, ipv4(link.name, key));
            boolean seen = known(netns, link.name);
            boolean follows =
                    !written.contains(at)
                            && !link.hasAny(Family.V4)
                            && (!seen || netns.isHost())
                            && Objects.equals(before, values.get(at));
            if (follows && before != null) {
                values.put(at, value);
            }
        }
    }

    /// inet_forward_change in net/ipv4/devinet.c.
    private void forward4(Netns netns, String value) {
        all(netns, "net.ipv4.conf.", "forwarding", value);
        values.put(
                new SysctlAt(netns, "net.ipv4.conf.all.accept_redirects"),
                value.equals("0") ? "1" : "0");
    }

    private void all(Netns netns, String prefix, String key, String value) {
        values.put(new SysctlAt(netns, prefix + "default." + key), value);
        Space space = model.space(netns);
        if (space != null) {
            for (InterfaceName dev : space.links.keySet()) {
                String of = prefix + dev.value().replace('.', '/') + "." + key;
                values.put(new SysctlAt(netns, of), value);
            }
        }
    }
}
