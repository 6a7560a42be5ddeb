package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Feature;
import nsfleet.probe.Observed;
import nsfleet.resource.Link;
import nsfleet.resource.LinkKind;
import nsfleet.resource.LinkOption;
import nsfleet.resource.LinkOptions;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The interfaces that the kernel makes of software, by the table of their options.
final class VirtualLinks {
    private VirtualLinks() {}

    /// What of an interface cannot be changed where it is.
    static List<Plan.Difference> wrongShape(Link want, LinkKind.Virtual kind, Iface have) {
        List<Plan.Difference> wrong = new ArrayList<>();
        Observed.Lower lower = have.lower;
        if (LinkOptions.tunnel(kind.kernelName()) && lower != null) {
            if (!lower.netns().equals(kind.underlay())) {
                wrong.add(difference("underlay", label(lower.netns()), label(kind.underlay())));
            } else if (lower.netns().equals(want.netns())
                    && !Objects.equals(lower.name(), kind.link())) {
                wrong.add(difference("link", lower.name(), kind.link()));
            }
        } else if (LinkOptions.onDevice(kind.kernelName()) && lower != null) {
            var wanted = new Observed.Lower(kind.underlay(), kind.link());
            if (!lower.equals(wanted)) {
                wrong.add(difference("link", words(lower), words(wanted)));
            }
        }
        for (LinkOption option : LinkOptions.of(kind.kernelName())) {
            String wanted = wanted(kind, option);
            String seen = option.seen(have.options);
            if (compared(kind, option, seen)
                    && !option.same(seen, wanted)
                    && !option.inPlace(seen, wanted)) {
                wrong.add(difference(option.word(), seen, wanted));
            }
        }
        return wrong;
    }

    /// Changes the options that can be changed where the interface is. Those that nobody gives are
    /// the kernel's: one that left the playbook goes back.
    static void options(Link want, LinkKind.Virtual kind, Iface have, Todo todo) {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (LinkOption option : LinkOptions.of(kind.kernelName())) {
            if (option.word().equals("ageing_time")
                    && "1".equals(have.options.get("topology_change"))) {
                // For half a minute after a port came up, a bridge with STP shows the short time
                // that it uses meanwhile (__br_set_topology_change in net/bridge).
                continue;
            }
            String wanted = wanted(kind, option);
            String seen = option.seen(have.options);
            if (compared(kind, option, seen) && !option.same(seen, wanted)) {
                todo.update(option.word(), seen, wanted);
                wrong.put(
                        option.word(),
                        wanted == null && option.form() == LinkOption.Form.ADDRESS
                                ? "any"
                                : wanted);
            }
        }
        if (wrong.isEmpty()) {
            return;
        }
        if (LinkOptions.tunnel(kind.kernelName())) {
            // What a change of a tunnel does not name goes back to none (ipgre_changelink).
            Map<String, String> all = new LinkedHashMap<>(kind.options());
            all.putAll(wrong);
            wrong = all;
        }
        todo.run(new Operation.LinkSet(want.netns(), want.name(), kind.kernelName(), wrong));
    }

    /// One that was not given and has no value of the kernel's own is left alone; so is one that an
    /// older kernel or iproute2 does not show, unless it was given.
    private static boolean compared(
            LinkKind.Virtual kind, LinkOption option, @Nullable String seen) {
        return kind.options().containsKey(option.word())
                || option.form() == LinkOption.Form.ADDRESS
                || seen != null && option.otherwise() != null;
    }

    private static @Nullable String wanted(LinkKind.Virtual kind, LinkOption option) {
        String given = kind.options().get(option.word());
        return given == null ? option.otherwise() : given;
    }

    /// The feature that a kernel needs for a kind; none where every kernel has it.
    static Optional<Feature> feature(LinkKind kind) {
        for (Feature feature : Feature.values()) {
            if (feature.word().equals(kind.kernelName())) {
                return Optional.of(feature);
            }
        }
        return Optional.empty();
    }

    /// What to do about a kernel without a feature.
    static String hint(Feature feature) {
        return "modprobe "
                + feature.module()
                + ", or install the package of your distribution with further kernel modules"
                + " (kernel-modules-extra, linux-modules-extra)";
    }

    private static Plan.Difference difference(
            String what, @Nullable Object have, @Nullable Object want) {
        return new Plan.Difference(what, Routes.plain(have), Routes.plain(want));
    }

    private static String words(Observed.Lower lower) {
        InterfaceName name = lower.name();
        return name == null ? label(lower.netns()) : lower.netns().label(name.value());
    }

    private static String label(Netns netns) {
        return netns.isHost() ? "host" : netns.name();
    }
}
