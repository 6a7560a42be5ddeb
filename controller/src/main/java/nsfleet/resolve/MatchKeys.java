package nsfleet.resolve;

import nsfleet.filter.Match;
import nsfleet.filter.Ports;
import nsfleet.filter.Protocol;
import nsfleet.filter.State;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The keys that say which packets a rule is about.
final class MatchKeys {
    /// What iptables' multiport takes (xt_multiport.h); a range counts twice.
    private static final int MOST_PORTS = 15;

    private final StepReader steps;
    private final Keys keys;

    MatchKeys(StepReader steps, Keys keys) {
        this.steps = steps;
        this.keys = keys;
    }

    /// All of them that are given.
    Match read(Netns netns) {
        Cidr source = net("source");
        Cidr destination = net("destination");
        oneFamily("destination", destination, source);
        Integer protocol = keys.read("proto", Texts::protocolNumber);
        Ports ports = ports(protocol);
        Match match =
                Match.ANY
                        .in(dev(netns, "in"))
                        .out(dev(netns, "out"))
                        .from(source)
                        .to(destination)
                        .of(protocol, ports)
                        .states(states());
        family(match);
        return match;
    }

    /// An interface. One whose name ends in `+` would be many to iptables.
    @Nullable InterfaceName dev(Netns netns, String key) {
        InterfaceName dev = keys.dev(key);
        if (dev != null && dev.value().endsWith("+")) {
            keys.wrong(
                    key,
                    "\"" + dev + "\": to iptables a name with + at its end is all that begin so");
            return null;
        }
        steps.declaredDev(netns, dev, keys, key);
        return dev;
    }

    /// A network, host bits zero; null for none, or for all.
    @Nullable Cidr net(String key) {
        Cidr net = keys.destination(key);
        return net == null ? null : net.network();
    }

    /// Tells of two addresses of two families.
    void oneFamily(String key, @Nullable Cidr net, @Nullable Cidr source) {
        if (net != null && source != null && net.family() != source.family()) {
            keys.wrong(
                    "family",
                    keys.span(key),
                    "\"source\" and \"" + key + "\" are of two families",
                    null);
        }
    }

    private void family(Match match) {
        Integer protocol = match.protocol();
        if (protocol == null || match.families().size() != 1) {
            return;
        }
        Family family = match.families().iterator().next();
        if (protocol == Protocol.ICMP && family == Family.V6) {
            keys.wrong("proto", "icmp is IPv4's; IPv6 has icmpv6");
        } else if (protocol == Protocol.ICMP6 && family == Family.V4) {
            keys.wrong("proto", "icmpv6 is IPv6's; IPv4 has icmp");
        }
    }

    private @Nullable Ports ports(@Nullable Integer protocol) {
        List<Ports.Range> ranges = new ArrayList<>();
        keys.several("port", Texts::ports).forEach(port -> ranges.add(port.value()));
        if (ranges.isEmpty()) {
            return null;
        }
        Ports ports = Ports.of(ranges);
        if (protocol == null && !keys.has("proto")) {
            keys.wrong(
                    "missing-key",
                    keys.span("port"),
                    "\"port\" needs \"proto\": ports are tcp's or udp's",
                    null);
        } else if (protocol != null && !Protocol.hasPorts(protocol)) {
            keys.wrong("proto", Protocol.name(protocol) + " has no ports");
        } else if (ports.places() > MOST_PORTS && ports.ranges().size() > 1) {
            keys.wrong(
                    "port",
                    "a rule takes 15 ports, a range counts as two: these are " + ports.places());
        }
        return ports;
    }

    private Set<State> states() {
        Set<State> states = new TreeSet<>();
        for (var word : keys.several("state", nsfleet.diagnostics.Parsed::good)) {
            String text = word.value().toUpperCase(Locale.ROOT);
            List<String> known = List.of(State.values()).stream().map(State::word).toList();
            if (known.contains(word.value())) {
                states.add(State.valueOf(text));
            } else {
                keys.wrong(
                        "bad-value",
                        word.span(),
                        "\"" + word.value() + "\" is none of " + String.join(", ", known),
                        nsfleet.diagnostics.Suggest.hint(word.value(), known));
            }
        }
        return states;
    }
}
