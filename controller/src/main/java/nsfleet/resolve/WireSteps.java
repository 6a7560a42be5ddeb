package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Span;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Step;
import nsfleet.yaml.Mapping;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// `wire`: the ends that a host has of the wires of a step. On one host a veth; across hosts a
/// VXLAN in the end's namespace whose outer packets travel on the host.
final class WireSteps {
    private final StepReader steps;
    private final String host;
    private final Wires wires;
    private final Function<String, Parsed<Ip>> outer;
    private final Set<Item.Task> done = Collections.newSetFromMap(new IdentityHashMap<>());

    /// @param outer the address of a host for outer packets
    WireSteps(StepReader steps, String host, Wires wires, Function<String, Parsed<Ip>> outer) {
        this.steps = steps;
        this.host = host;
        this.wires = wires;
        this.outer = outer;
    }

    /// Reads a step at its first turn, with all that its loops come to: other hosts' evaluations
    /// may have named an end here where this host's own did not.
    void read(Item.Task task, Place place) {
        if (!done.add(task)) {
            return;
        }
        for (Wire wire : wires.of(task, host)) {
            wire(task, place, wire);
        }
    }

    private void wire(Item.Task task, Place place, Wire wire) {
        var keys = new Keys(new Mapping(task.span(), List.of()), wire.span(), place);
        List<WireEnd> ends = wire.on(host);
        for (WireEnd end : ends) {
            steps.declaredNetns(end.netns(), keys, end.span());
        }
        for (WireEnd end : ends) {
            spec(wire, end).declare(keys, end.span(), steps.declared);
            InterfaceName master = end.master();
            if (master != null) {
                steps.declaredDev(end.netns(), master, keys, end.span());
            }
        }
        Netns first = ends.getFirst().netns();
        LinkKind far = wire.across() ? vxlan(wire, ends.getFirst(), keys) : null;
        Step step = steps.make(task, keys, "wire " + wire.id(), first);
        if (step == null) {
            return;
        }
        if (far != null) {
            want(step, keys, wire, ends.getFirst(), far);
        } else if (ends.size() == 2) {
            WireEnd one = ends.get(0);
            WireEnd other = ends.get(1);
            want(step, keys, wire, one, new LinkKind.Veth(other.netns(), other.name(), true));
            want(step, keys, wire, other, new LinkKind.Veth(one.netns(), one.name(), false));
        }
    }

    private @Nullable LinkKind vxlan(Wire wire, WireEnd end, Keys keys) {
        String there = wire.far(host);
        Ip remote = there == null ? null : address(there, end.span(), keys);
        Ip local = address(host, end.span(), keys);
        if (remote == null || local == null) {
            return null;
        }
        if (remote.v6() != local.v6()) {
            keys.wrong(
                    "wire-outer",
                    end.span(),
                    "the wire "
                            + wire.id()
                            + " has an IPv4 and an IPv6 address for its outer packets: "
                            + local
                            + " and "
                            + remote,
                    "set nsfleet_underlay for both hosts");
            return null;
        }
        var options = new TreeMap<String, String>();
        options.put("id", Integer.toString(wire.number()));
        options.put("remote", remote.text());
        options.put("dstport", Integer.toString(Wire.PORT));
        return new LinkKind.Virtual("vxlan", Netns.HOST, null, options);
    }

    private @Nullable Ip address(String name, Span span, Keys keys) {
        return switch (outer.apply(name)) {
            case Parsed.Good<Ip>(var ip) -> ip;
            case Parsed.Bad<Ip>(var message) -> {
                keys.wrong(
                        "wire-outer",
                        span,
                        message,
                        "set the host variable nsfleet_underlay: the address for outer packets");
                yield null;
            }
        };
    }

    private LinkSpec spec(Wire wire, WireEnd end) {
        List<Cidr> addresses = end.addresses();
        return new LinkSpec(
                end.netns(),
                end.name(),
                wire.mtu(end),
                wire.mac(end),
                null,
                end.master(),
                end.master() == null ? null : end.span(),
                null,
                addresses == null
                        ? null
                        : addresses.stream()
                                .map(address -> new Keys.Located<>(address, end.span()))
                                .toList());
    }

    private void want(Step step, Keys keys, Wire wire, WireEnd end, LinkKind kind) {
        new LinkSteps(steps).want(step, keys, end.span(), spec(wire, end), kind);
    }
}
