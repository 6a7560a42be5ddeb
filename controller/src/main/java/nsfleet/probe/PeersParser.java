package nsfleet.probe;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.resource.LinkOptions;

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
        Map<InterfaceName, Observed.Lower> lowers = new HashMap<>();
        for (JsonNode link : Json.first(lines)) {
            InterfaceName name = Json.dev(link, "ifname");
            Integer nsid = Peers.nsid(link);
            if (name == null || nsid == null) {
                continue;
            }
            Netns there = names.get(nsid);
            String kind = Peers.kind(link);
            Observed.Peer at =
                    at(
                            observed,
                            there == null ? Netns.HOST : there,
                            link.path("link_index").asInt(0));
            if (LinkOptions.onDevice(kind) || LinkOptions.tunnel(kind)) {
                lowers.put(
                        name,
                        new Observed.Lower(
                                there == null ? Netns.HOST : there, at == null ? null : at.name()));
            } else if (there != null && at != null) {
                peers.put(name, at);
            }
        }
        return (_, seen) -> {
            var links = new TreeMap<>(seen.links());
            links.replaceAll(
                    (name, link) ->
                            link.with(
                                    peers.getOrDefault(name, link.peer()),
                                    lowers.getOrDefault(name, link.lower())));
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
