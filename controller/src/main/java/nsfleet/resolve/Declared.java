package nsfleet.resolve;

import nsfleet.diagnostics.Span;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.resource.Key;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What the steps so far have declared on a host, in all labs of the run. Where something could not
/// be read, or not yet, nothing is said to be missing.
final class Declared {
    /// An address and where it was written.
    ///
    /// @param value null for one that is not known yet
    record At(InterfaceName dev, @Nullable Cidr value, Span span) {}

    private final Map<Netns, Span> namespaces = new HashMap<>();
    private final Set<Netns> existing = new HashSet<>();
    private final Map<Key.OfLink, Span> links = new HashMap<>();
    private final Map<Netns, List<At>> addresses = new HashMap<>();
    private final Map<Netns, Set<Cidr>> direct = new HashMap<>();
    private final Set<Netns> vague = new HashSet<>();
    private boolean lostNamespace;
    private boolean lostLink;

    void namespace(Netns netns, Span span) {
        namespaces.putIfAbsent(netns, span);
    }

    void existing(Netns netns) {
        existing.add(netns);
    }

    void link(Netns netns, InterfaceName name, Span span) {
        links.putIfAbsent(new Key.OfLink(netns, name), span);
    }

    void address(Netns netns, InterfaceName dev, @Nullable Cidr value, Span span) {
        addresses.computeIfAbsent(netns, n -> new ArrayList<>()).add(new At(dev, value, span));
    }

    /// A network that is reached without a gateway, by a route of its own.
    void direct(Netns netns, Cidr network) {
        direct.computeIfAbsent(netns, n -> new HashSet<>()).add(network);
    }

    /// A step that makes a namespace could not be read.
    void lostNamespace() {
        lostNamespace = true;
    }

    /// A step that makes an interface could not be read.
    ///
    /// @param netns where; null when that is not known either
    void lostLink(@Nullable Netns netns) {
        if (netns == null) {
            lostLink = true;
        } else {
            vague.add(netns);
        }
    }

    /// Anything could have been declared.
    void lostAll() {
        lostNamespace = true;
        lostLink = true;
    }

    boolean knows(Netns netns) {
        return netns.isHost()
                || lostNamespace
                || existing.contains(netns)
                || namespaces.containsKey(netns);
    }

    /// Whether the run makes this namespace itself, so that nothing is in it but what steps put
    /// there.
    boolean made(Netns netns) {
        return namespaces.containsKey(netns) && !existing.contains(netns);
    }

    boolean knows(Netns netns, InterfaceName name) {
        return !made(netns)
                || lostLink
                || vague.contains(netns)
                || name.equals(InterfaceName.LO)
                || links.containsKey(new Key.OfLink(netns, name));
    }

    boolean declares(Netns netns, InterfaceName name) {
        return links.containsKey(new Key.OfLink(netns, name));
    }

    /// Whether an interface was declared in the namespace before.
    boolean hasLinks(Netns netns) {
        return links.keySet().stream().anyMatch(link -> link.netns().equals(netns));
    }

    /// Whether a gateway can be on a link of the namespace, by all that is known.
    boolean onLink(Netns netns, Ip gateway) {
        List<At> here = addresses.getOrDefault(netns, List.of());
        return !made(netns)
                || lostLink
                || vague.contains(netns)
                || here.stream().anyMatch(a -> a.value == null || a.value.contains(gateway))
                || direct.getOrDefault(netns, Set.of()).stream()
                        .anyMatch(network -> network.contains(gateway));
    }

    /// The networks that the steps so far have put an address in.
    Set<Cidr> networks(Netns netns) {
        var networks = new TreeSet<Cidr>();
        for (At address : addresses.getOrDefault(netns, List.of())) {
            if (address.value != null) {
                networks.add(address.value.network());
            }
        }
        return networks;
    }

    /// An address of the namespace that is the same; null when there is none.
    @Nullable At same(Netns netns, InterfaceName dev, Cidr address) {
        for (At other : addresses.getOrDefault(netns, List.of())) {
            boolean itself = other.dev.equals(dev) && address.equals(other.value);
            if (!itself && other.value != null && other.value.address().equals(address.address())) {
                return other;
            }
        }
        return null;
    }

    List<String> namespaceNames() {
        var names = new ArrayList<String>();
        namespaces.keySet().forEach(n -> names.add(n.name()));
        existing.forEach(n -> names.add(n.name()));
        return names;
    }

    List<String> linkNames(Netns netns) {
        return links.keySet().stream()
                .filter(link -> link.netns().equals(netns))
                .map(link -> link.name().value())
                .sorted()
                .toList();
    }
}
