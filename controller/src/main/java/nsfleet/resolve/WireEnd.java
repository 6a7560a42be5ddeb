package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Span;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One end of a wire.
///
/// @param host its inventory name
/// @param addresses null when none were said: then they are not managed
/// @param mtu null for the wire's
record WireEnd(
        String host,
        Netns netns,
        InterfaceName name,
        @Nullable List<Cidr> addresses,
        @Nullable Integer mtu,
        @Nullable Mac mac,
        @Nullable InterfaceName master,
        Span span) {

    /// Reads `HOST[/NS]:DEV [ADDRESS]...`.
    static Parsed<WireEnd> parse(String text, Span span) {
        String[] words = text.strip().split("\\s+");
        int colon = words[0].lastIndexOf(':');
        if (colon < 1) {
            return Parsed.bad(
                    "\""
                            + text
                            + "\" is not an end: HOST:DEV, HOST/NAMESPACE:DEV, and addresses behind"
                            + " it");
        }
        String place = words[0].substring(0, colon);
        int slash = place.indexOf('/');
        String host = slash < 0 ? place : place.substring(0, slash);
        Parsed<Netns> netns =
                slash < 0 ? Parsed.good(Netns.HOST) : Netns.parse(place.substring(slash + 1));
        return netns.then(
                ns ->
                        InterfaceName.parse(words[0].substring(colon + 1))
                                .then(
                                        dev ->
                                                addresses(words)
                                                        .then(
                                                                all ->
                                                                        Parsed.good(
                                                                                new WireEnd(
                                                                                        host, ns,
                                                                                        dev, all,
                                                                                        null, null,
                                                                                        null,
                                                                                        span)))));
    }

    private static Parsed<List<Cidr>> addresses(String[] words) {
        List<Cidr> all = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            switch (Cidr.parse(words[i])) {
                case Parsed.Good<Cidr>(var address) -> all.add(address);
                case Parsed.Bad<Cidr>(var message) -> {
                    return Parsed.bad(message);
                }
            }
        }
        return Parsed.good(all);
    }

    /// `HOST/NS:DEV`, or `HOST:DEV` on the host itself.
    String label() {
        return host + (netns.isHost() ? "" : "/" + netns) + ":" + name;
    }

    /// Whether it is the same one, wherever it was written.
    boolean same(WireEnd other) {
        return host.equals(other.host)
                && netns.equals(other.netns)
                && name.equals(other.name)
                && Objects.equals(addresses, other.addresses)
                && Objects.equals(mtu, other.mtu)
                && Objects.equals(mac, other.mac)
                && Objects.equals(master, other.master);
    }
}
