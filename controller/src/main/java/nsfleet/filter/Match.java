package nsfleet.filter;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What a packet must be for a rule to apply; everything that is not said matches.
///
/// @param in the interface that it came in by
/// @param out the interface that it leaves by
/// @param fromHere its source is an address of this namespace
/// @param toHere its destination is one
/// @param protocol the number of the protocol above IP
/// @param ports its destination ports; only with a protocol that has ports
/// @param states one of these; empty for any
public record Match(
        @Nullable InterfaceName in,
        @Nullable InterfaceName out,
        @Nullable Net source,
        @Nullable Net destination,
        boolean fromHere,
        boolean toHere,
        @Nullable Integer protocol,
        @Nullable Ports ports,
        Set<State> states) {
    /// Everything.
    public static final Match ANY =
            new Match(null, null, null, null, false, false, null, null, Set.of());

    public Match {
        source = everything(source) ? null : source;
        destination = everything(destination) ? null : destination;
        states = Set.copyOf(states);
    }

    private static boolean everything(@Nullable Net net) {
        return net != null && !net.not() && net.cidr().isDefault();
    }

    /// The same, of packets that came in by an interface.
    public Match in(@Nullable InterfaceName dev) {
        return new Match(dev, out, source, destination, fromHere, toHere, protocol, ports, states);
    }

    /// The same, of packets that leave by an interface.
    public Match out(@Nullable InterfaceName dev) {
        return new Match(in, dev, source, destination, fromHere, toHere, protocol, ports, states);
    }

    /// The same, of packets from a network.
    public Match from(@Nullable Cidr net) {
        return source(net == null ? null : new Net(net, false));
    }

    /// The same, of packets from a network, or from all others.
    public Match source(@Nullable Net net) {
        return new Match(in, out, net, destination, fromHere, toHere, protocol, ports, states);
    }

    /// The same, of packets to a network.
    public Match to(@Nullable Cidr net) {
        return destination(net == null ? null : new Net(net, false));
    }

    /// The same, of packets to a network, or to all others.
    public Match destination(@Nullable Net net) {
        return new Match(in, out, source, net, fromHere, toHere, protocol, ports, states);
    }

    /// The same, of packets with a source address of this namespace.
    public Match fromHere(boolean here) {
        return new Match(in, out, source, destination, here, toHere, protocol, ports, states);
    }

    /// The same, of packets to an address of this namespace.
    public Match toHere(boolean here) {
        return new Match(in, out, source, destination, fromHere, here, protocol, ports, states);
    }

    /// The same, of packets of a protocol, to some of its ports.
    public Match of(@Nullable Integer protocol, @Nullable Ports ports) {
        return new Match(in, out, source, destination, fromHere, toHere, protocol, ports, states);
    }

    /// The same, of packets in one of these states.
    public Match states(Collection<State> some) {
        return new Match(
                in,
                out,
                source,
                destination,
                fromHere,
                toHere,
                protocol,
                ports,
                some.isEmpty() ? Set.of() : EnumSet.copyOf(some));
    }

    /// The families that such packets can be of: addresses tell, and the two kinds of ICMP.
    public Set<Family> families() {
        Net net = source == null ? destination : source;
        if (net != null) {
            return EnumSet.of(net.cidr().family());
        }
        if (protocol != null && (protocol == Protocol.ICMP || protocol == Protocol.ICMP6)) {
            return EnumSet.of(protocol == Protocol.ICMP ? Family.V4 : Family.V6);
        }
        return EnumSet.allOf(Family.class);
    }

    /// For people, in the words of playbooks; empty for everything.
    public String text() {
        StringJoiner words = new StringJoiner(" ");
        add(words, "in", in);
        add(words, "out", out);
        add(words, "source", source);
        if (fromHere) {
            words.add("source here");
        }
        add(words, "destination", destination);
        if (toHere) {
            words.add("destination here");
        }
        if (protocol != null) {
            words.add(Protocol.name(protocol) + (ports == null ? "" : "/" + ports));
        }
        if (!states.isEmpty()) {
            words.add(
                    new TreeSet<>(states)
                            .stream().map(State::word).collect(Collectors.joining(",")));
        }
        return words.toString();
    }

    private static void add(StringJoiner words, String word, @Nullable Object value) {
        if (value != null) {
            words.add(word + " " + value);
        }
    }
}
