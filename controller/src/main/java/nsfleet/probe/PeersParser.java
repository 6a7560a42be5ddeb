package nsfleet.probe;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/// Reads the answer to [Query.Peers]: the links of one namespace, and the names of the numbers that
/// it has for others. An end whose peer's namespace has no number with a name has its peer on the
/// host, which saw it, or out of sight.
final class PeersParser {
    private PeersParser() {}

    /// The namespace as seen, with the peers of this answer.
    static BiFunction<Netns, Observed.NetnsState, Observed.NetnsState> peers(
            Observed observed, List<String> lines) {
        Map<Integer, Netns> names =
                Peers.named(lines.subList(Math.min(1, lines.size()), lines.size()));
        Map<InterfaceName, Observed.Peer> peers = new HashMap<>();
        for (JsonNode link : Json.first(lines)) {
            InterfaceName name = Json.dev(link, "ifname");
            Netns there = names.get(link.path("link_netnsid").asInt(-1));
            Observed.Peer peer =
                    there == null ? null : at(observed, there, link.path("link_index").asInt(0));
            if (name != null && peer != null) {
                peers.put(name, peer);
            }
        }
        return (_, seen) -> {
            var links = new TreeMap<>(seen.links());
            peers.forEach(
                    (name, peer) -> links.computeIfPresent(name, (_, link) -> link.with(peer)));
            return new Observed.NetnsState(links, seen.routes(), seen.rules());
        };
    }

    private static Observed.@Nullable Peer at(Observed observed, Netns netns, int index) {
        Observed.NetnsState state = observed.namespaces().get(netns);
        return state == null
                ? null
                : state.links().values().stream()
                        .filter(link -> link.index() == index)
                        .map(link -> new Observed.Peer(netns, link.name()))
                        .findFirst()
                        .orElse(null);
    }
}
