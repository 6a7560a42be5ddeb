package nsfleet.resource;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

/// The kernel's identity of a thing: what makes two of them the same one. Also the name under which
/// the record keeps it.
public sealed interface Key {
    /// The namespace that the thing lives in (for a namespace: itself).
    Netns netns();

    /// A namespace.
    record OfNetns(Netns netns) implements Key {}

    /// An interface.
    record OfLink(Netns netns, InterfaceName name) implements Key {}

    /// An address on an interface; the kernel tells addresses apart by prefix length too.
    record OfAddress(Netns netns, InterfaceName dev, Cidr address) implements Key {}

    /// A route. IPv6 and IPv4 tell routes apart by table, destination and metric.
    ///
    /// @param to with host bits zero
    /// @param table a number or a name of /etc/iproute2/rt_tables; `main` by default
    /// @param metric 0 when not given (IPv6 then uses 1024 by itself)
    record OfRoute(Netns netns, Cidr to, String table, long metric) implements Key {}

    /// A policy routing rule.
    ///
    /// @param selector canonical text: `from 10.0.0.0/24 iif eth0`, or `from all`
    record OfRule(Netns netns, Family family, long priority, String selector) implements Key {}

    /// A kernel setting, by its dotted name as sysctl(8) prints it.
    record OfSysctl(Netns netns, String name) implements Key {}

    /// A permanent neighbour entry.
    record OfNeighbor(Netns netns, InterfaceName dev, Ip address) implements Key {}

    /// A static forwarding entry. One address may have several of them on a VXLAN, for several
    /// ends.
    record OfFdb(Netns netns, InterfaceName dev, Mac mac, @Nullable Ip dst, @Nullable Integer vlan)
            implements Key {}

    /// A part of what an interface does with packets that leave by it.
    ///
    /// @param part `netem` or `shape`
    record OfQdisc(Netns netns, InterfaceName dev, String part) implements Key {}

    /// All that a lab has in the packet filter of a namespace: what is known of chains that no
    /// record tells of.
    record OfRuleset(Netns netns, LabName lab) implements Key {}

    /// Something inside a lab's own chains: not a kernel identity by itself (the chain is), but a
    /// step's.
    ///
    /// @param type `snat`, `dnat`, `firewall`, `mark` or `policy`
    /// @param text what tells it apart from others of its type there
    record OfFilter(Netns netns, String type, String text) implements Key {}

    /// The same of a masquerade step.
    record OfMasquerade(
            Netns netns, Cidr source, @Nullable InterfaceName out, @Nullable Cidr destination)
            implements Key {}
}
