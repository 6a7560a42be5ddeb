package nsfleet.probe;

import nsfleet.filter.Backend;
import nsfleet.filter.Line;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// What a probe saw on a host.
///
/// @param namespaces the named ones and the host itself, [Netns#HOST]
/// @param sysctls the settings that were asked for, by namespace and name; absent when the file is
///   not there
/// @param filters the packet filter tables that were asked for
/// @param attached what is on interfaces, of what was asked for
/// @param features whether the kernel has what was asked for, by the names of [Feature]
/// @param firewalls what others do with packet filters, where it was asked for
public record Observed(
        SortedMap<Netns, NetnsState> namespaces,
        Map<SysctlAt, String> sysctls,
        Map<FilterAt, FilterTable> filters,
        Map<String, Boolean> features,
        Attached attached,
        Map<Netns, Firewalls> firewalls) {

    /// One that was asked for nothing more.
    public Observed(
            SortedMap<Netns, NetnsState> namespaces,
            Map<SysctlAt, String> sysctls,
            Map<FilterAt, FilterTable> filters) {
        this(namespaces, sysctls, filters, Map.of(), Attached.NOTHING, Map.of());
    }

    /// A setting in a namespace; `name` as in [nsfleet.resource.Sysctl].
    public record SysctlAt(Netns netns, String name) implements Query {}

    /// A table of a packet filter in a namespace: `nat` of iptables, or a lab's own of nft.
    public record FilterAt(Netns netns, Family family, Backend backend, String table)
            implements Query {
        /// A table of iptables.
        public FilterAt(Netns netns, Family family, String table) {
            this(netns, family, Backend.IPTABLES, table);
        }
    }

    /// A table as it is listed.
    ///
    /// @param chains chain name to its rules in order, as `iptables-save` prints them, each without
    ///   the leading `-A CHAIN `; counters removed. Chains of labs are in `own`
    /// @param policies built-in chain to its policy (`ACCEPT`, `DROP`); for nft only of chains that
    ///   are hooked where their name says
    /// @param own chains of labs, read for what they mean
    public record FilterTable(
            SortedMap<String, List<String>> chains,
            Map<String, String> policies,
            SortedMap<String, List<Line>> own) {
        /// What the name of each chain of a lab begins with, in iptables.
        public static final String OWN = "NSF-";

        /// What the name of each table of a lab begins with, in nft.
        public static final String OWN_TABLE = "nsfleet_";

        /// One without chains of labs.
        public FilterTable(SortedMap<String, List<String>> chains, Map<String, String> policies) {
            this(chains, policies, new java.util.TreeMap<>());
        }
    }

    /// What others do with the packet filter of a namespace.
    ///
    /// @param mixed both variants of iptables hold rules
    /// @param firewalld manages them
    /// @param forwardDrops chains of nft that drop what is forwarded, whatever other tables accept:
    ///   `inet filter forward`
    public record Firewalls(boolean mixed, boolean firewalld, List<String> forwardDrops) {}

    /// One namespace.
    ///
    /// @param routes all tables, without those that the kernel made by itself (protocol `kernel`,
    ///   `ra`, `redirect`; multicast), and without those for one source or TOS
    /// @param rules without the three built-in ones of priority 0, 32766, 32767, and without those
    ///   that match what [Rule] has no words for (TOS, say); an action may also be `goto N`, `nop`
    ///   or `l3mdev`
    public record NetnsState(
            SortedMap<InterfaceName, LinkState> links, List<RouteState> routes, List<Rule> rules) {}

    /// One interface.
    ///
    /// @param index unique in its namespace
    /// @param kind `veth`, `bridge`; empty where the kernel names none
    /// @param up administratively up (flag UP), whatever the carrier says
    /// @param mac null for those that have none
    /// @param peer of a veth, where it was found; null otherwise
    /// @param lower what it sits on, where that was found; null otherwise
    /// @param options of the kind, as `ip -d -j link` prints them in `info_data`, numbers and words
    ///   as text
    public record LinkState(
            InterfaceName name,
            int index,
            String kind,
            boolean up,
            int mtu,
            @Nullable Mac mac,
            @Nullable InterfaceName master,
            @Nullable String alias,
            @Nullable Peer peer,
            @Nullable Lower lower,
            Map<String, String> options,
            Set<AddressState> addresses) {
        /// The same with its peer or what it sits on.
        LinkState with(@Nullable Peer found, @Nullable Lower under) {
            return new LinkState(
                    name, index, kind, up, mtu, mac, master, alias, found, under, options,
                    addresses);
        }
    }

    /// What an interface sits on.
    ///
    /// @param netns where its outer frames or packets travel
    /// @param name the lower device; null where it has none, or none that could be told
    public record Lower(Netns netns, @Nullable InterfaceName name) {}

    /// The other end of a veth.
    public record Peer(Netns netns, InterfaceName name) {}

    /// An address.
    ///
    /// @param counted false for those that never count as drift: loopback's own, kernel link-local,
    ///   dynamic ones
    /// @param secondary IPv4 only: an earlier address of the same subnet and length is the primary
    ///   one, and its deletion takes this one along (unless promote_secondaries is set)
    public record AddressState(Cidr address, boolean counted, boolean secondary) {
        /// One that is not secondary.
        public AddressState(Cidr address, boolean counted) {
            this(address, counted, false);
        }
    }

    /// A route and who made it.
    ///
    /// @param protocol as `ip` prints it: `static`, `boot`, `dhcp`, a number
    public record RouteState(Route route, String protocol) {}
}
