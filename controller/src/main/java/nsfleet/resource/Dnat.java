package nsfleet.resource;

import nsfleet.filter.Protocol;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// A port that leads somewhere else, for packets from outside, from the namespace itself, and from
/// the network of the one that they are led to.
///
/// @param protocol the number of one with ports
/// @param port that is caught
/// @param in only what comes in by it, whatever its destination
/// @param destination only what goes there; without it and `in`, to any address of the namespace
/// @param via an interface of the lab's own by which `to` is reached: with it the port of 127.0.0.1
///   leads there too
public record Dnat(
        Netns netns,
        int protocol,
        int port,
        Ip to,
        int toPort,
        @Nullable InterfaceName in,
        @Nullable Cidr destination,
        @Nullable InterfaceName via)
        implements Filter {
    @Override
    public Key.OfFilter key() {
        return new Key.OfFilter(netns, "dnat", words());
    }

    /// `[-6] PROTO/PORT [in DEV] [DEST]`: without a destination both families have one of their
    /// own.
    public String words() {
        return (to.v6() && destination == null ? "-6 " : "")
                + Protocol.name(protocol)
                + "/"
                + port
                + (in == null ? "" : " in " + in)
                + (destination == null ? "" : " " + destination);
    }

    /// The same, with the way to its target.
    public Dnat via(InterfaceName dev) {
        return new Dnat(netns, protocol, port, to, toPort, in, destination, dev);
    }

    @Override
    public Set<Family> families() {
        return Set.of(to.family());
    }
}
