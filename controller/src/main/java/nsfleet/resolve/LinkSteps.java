package nsfleet.resolve;

import nsfleet.diagnostics.Span;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.Address;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Step;
import nsfleet.yaml.Mapping;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// `veth`, `bridge` and `interface`; [VirtualSteps] has the other kinds.
final class LinkSteps {
    private final StepReader steps;

    LinkSteps(StepReader steps) {
        this.steps = steps;
    }

    void read(Item.Task task, Mapping body, Place place) {
        var keys = new Keys(body, task.span(), place);
        Place.Where where = keys.netns(task.common().get("netns"));
        if (where.netns() != null) {
            steps.netns(task, keys);
        }
        LinkSpec spec = LinkSpec.read(keys, where, steps.declared);
        switch (task.type().name()) {
            case "veth" -> veth(task, keys, spec);
            case "bridge" -> bridge(task, keys, spec);
            case "interface" -> existing(task, keys, spec);
            default -> new VirtualSteps(steps, this).read(task, keys, spec);
        }
    }

    private void veth(Item.Task task, Keys keys, @Nullable LinkSpec spec) {
        Keys peerKeys = keys.nested("peer");
        if (peerKeys == null) {
            keys.incomplete();
            steps.declared.lostLink(null);
            return;
        }
        Place.Where where = peerNetns(peerKeys);
        if (where.netns() != null) {
            steps.declaredNetns(where.netns(), peerKeys, peerKeys.span("netns"));
        }
        LinkSpec peer = LinkSpec.read(peerKeys, where, steps.declared);
        if (spec != null) {
            spec.declare(keys, steps.declared);
            master(keys, spec);
        }
        if (peer != null) {
            peer.declare(peerKeys, steps.declared);
            master(peerKeys, peer);
        }
        if (!peerKeys.complete()) {
            keys.incomplete();
        }
        if (spec == null || peer == null) {
            return;
        }
        if (spec.netns().equals(peer.netns()) && spec.name().equals(peer.name())) {
            peerKeys.wrong("name", "both ends are called \"" + spec.name() + "\" in one namespace");
            keys.incomplete();
        }
        Step step = steps.make(task, keys, "veth " + label(spec), spec.netns());
        if (step != null) {
            want(step, keys, spec, new LinkKind.Veth(peer.netns(), peer.name(), true));
            want(step, peerKeys, peer, new LinkKind.Veth(spec.netns(), spec.name(), false));
        }
    }

    // What is around the step does not reach into the peer.
    private static Place.Where peerNetns(Keys peer) {
        Place.Where where = Keys.netns(peer.map().get("netns"), peer.place());
        if (where != null && where.netns() == null) {
            peer.incomplete();
        }
        return where == null ? Place.Where.HOST : where;
    }

    private void bridge(Item.Task task, Keys keys, @Nullable LinkSpec spec) {
        SortedMap<String, String> options = options(keys);
        List<Keys.Located<InterfaceName>> ports = keys.several("ports", InterfaceName::parse);
        if (spec == null) {
            return;
        }
        declare(keys, spec);
        make(task, keys, spec, new LinkKind.Virtual("bridge", spec.netns(), null, options), ports);
    }

    void declare(Keys keys, LinkSpec spec) {
        spec.declare(keys, steps.declared);
        master(keys, spec);
    }

    /// Makes the step of an interface that may have ports; null when it cannot be made.
    @Nullable Step make(
            Item.Task task,
            Keys keys,
            LinkSpec spec,
            LinkKind.Virtual kind,
            List<Keys.Located<InterfaceName>> ports) {
        for (Keys.Located<InterfaceName> port : ports) {
            steps.declaredDev(spec.netns(), port.value(), keys, port.span());
        }
        Step step = steps.make(task, keys, task.type().name() + " " + label(spec), spec.netns());
        if (step == null) {
            return null;
        }
        want(step, keys, spec, kind);
        for (Keys.Located<InterfaceName> port : ports) {
            steps.lab.port(step, spec.netns(), port.value(), spec.name(), port.span());
        }
        return step;
    }

    // By the names and in the units of the kernel (linux/if_link.h, IFLA_BR_*): times in hundredths
    // of a second.
    private static SortedMap<String, String> options(Keys keys) {
        var options = new TreeMap<String, String>();
        flag(keys, "stp", "stp_state", options);
        flag(keys, "vlan_filtering", "vlan_filtering", options);
        flag(keys, "mcast_snooping", "mcast_snooping", options);
        put(options, "vlan_default_pvid", keys.number("default_pvid", 0, 4094));
        put(options, "forward_delay", hundredths(keys.read("forward_delay", Texts::duration)));
        put(options, "ageing_time", hundredths(keys.read("ageing", Texts::duration)));
        return options;
    }

    private static void flag(
            Keys keys, String key, String name, SortedMap<String, String> options) {
        Boolean value = keys.bool(key);
        put(options, name, value == null ? null : value ? 1L : 0L);
    }

    private static @Nullable Long hundredths(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis() / 10;
    }

    private static void put(
            SortedMap<String, String> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value.toString());
        }
    }

    private void existing(Item.Task task, Keys keys, @Nullable LinkSpec spec) {
        InterfaceName from = keys.dev("from");
        if (spec == null) {
            return;
        }
        if (!keys.has("from")
                && !steps.declared.declares(spec.netns(), spec.name())
                && !steps.declared.knows(spec.netns(), spec.name())) {
            keys.wrong(
                    "undeclared-interface",
                    keys.span("name"),
                    "no interface can be in " + spec.netns() + " that no step puts there",
                    "\"from\" names the interface of the host that moves there");
        }
        spec.declare(keys, steps.declared);
        master(keys, spec);
        Step step = steps.make(task, keys, "interface " + label(spec), spec.netns());
        if (step != null) {
            want(step, keys, spec, new LinkKind.Existing(from));
        }
    }

    private void master(Keys keys, LinkSpec spec) {
        InterfaceName master = spec.master();
        Span span = spec.masterSpan();
        if (master != null && span != null) {
            steps.declaredDev(spec.netns(), master, keys, span);
        }
    }

    private void want(Step step, Keys keys, LinkSpec spec, LinkKind kind) {
        want(step, keys, keys.span("name"), spec, kind);
    }

    /// @param span where its name stands
    void want(Step step, Keys keys, Span span, LinkSpec spec, LinkKind kind) {
        var problems = StepReader.problems(keys);
        steps.lab.link(new Draft.OfLink(step, span, spec, kind), problems);
        List<Keys.Located<nsfleet.net.Cidr>> addresses = spec.addresses();
        if (addresses == null) {
            return;
        }
        for (Keys.Located<nsfleet.net.Cidr> address : addresses) {
            steps.lab.share(
                    step, new Address(spec.netns(), spec.name(), address.value()), address.span());
        }
    }

    private static String label(LinkSpec spec) {
        Netns netns = spec.netns();
        return netns.label(spec.name().value());
    }
}
