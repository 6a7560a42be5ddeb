package nsfleet.probe;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.resource.LinkOptions;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the other ends of veths, and what other interfaces sit on. An end knows its peer's index
/// and, by a number that means something in its own namespace only, the peer's namespace. Numbers
/// get names from `ip netns list-id`; the host has none, so an end there is found by pointing back.
final class Peers {
    /// How iproute2 before 5.4 writes what it should write in JSON.
    private static final Pattern NSID_TEXT =
            Pattern.compile("nsid ([0-9]+)(?: .*\\((?:iproute2 netns name|name): (\\S+)\\).*)?");

    /// One end.
    ///
    /// @param peer its name, which `ip` prints instead of the index where the peer is in the same
    ///   namespace
    /// @param peerIndex 0 where it is not told
    /// @param nsid null where the peer is in the same namespace
    private record End(
            Netns netns,
            InterfaceName name,
            int index,
            @Nullable InterfaceName peer,
            int peerIndex,
            @Nullable Integer nsid) {}

    private record Place(Netns netns, int index) {}

    /// What an interface that is no veth says of what it sits on.
    ///
    /// @param lower the device, where it is in the same namespace
    /// @param index the device's; 0 where it is not told
    /// @param nsid null for the same namespace
    private record Upper(@Nullable InterfaceName lower, int index, @Nullable Integer nsid) {}

    private final Map<Place, InterfaceName> all = new HashMap<>();
    private final Map<Place, Upper> uppers = new HashMap<>();

    private final Map<Place, End> ends = new HashMap<>();
    private final Map<Netns, Map<Integer, Netns>> names = new HashMap<>();
    private final Set<Netns> listed = new HashSet<>();
    private final Map<Netns, Netns> same;
    private final boolean asked;

    /// @param same the one name of namespaces that have several; the host's own comes first
    /// @param asked whether all namespaces were asked for the names of their numbers
    Peers(Map<Netns, Netns> same, boolean asked) {
        this.same = same;
        this.asked = asked;
    }

    /// Takes in a namespace.
    void add(Netns netns, JsonNode links, List<String> nsids) {
        for (JsonNode link : links) {
            InterfaceName name = Json.dev(link, "ifname");
            if (name == null) {
                continue;
            }
            int index = link.path("ifindex").asInt();
            Integer nsid = nsid(link);
            all.put(new Place(netns, index), name);
            String kind = kind(link);
            if (LinkOptions.onDevice(kind) || LinkOptions.tunnel(kind)) {
                uppers.put(
                        new Place(netns, index),
                        new Upper(device(link), link.path("link_index").asInt(0), nsid));
            } else if (kind.equals("veth")) {
                ends.put(
                        new Place(netns, index),
                        new End(
                                netns,
                                name,
                                index,
                                Json.dev(link, "link"),
                                link.path("link_index").asInt(0),
                                nsid));
            }
        }
        names.put(netns, names(nsids));
        if (!nsids.isEmpty()) {
            listed.add(netns);
        }
    }

    static @Nullable Integer nsid(JsonNode link) {
        return link.has("link_netnsid") ? link.get("link_netnsid").asInt() : null;
    }

    static String kind(JsonNode link) {
        String kind = Json.text(link.path("linkinfo"), "info_kind");
        return kind == null ? "" : kind;
    }

    /// The device below, by name: of a VXLAN among its options, of others beside the name.
    static @Nullable InterfaceName device(JsonNode link) {
        return kind(link).equals("vxlan")
                ? Json.dev(link.path("linkinfo").path("info_data"), "link")
                : Json.dev(link, "link");
    }

    /// What an interface sits on, if that is in sight. A number without a name is taken for the
    /// host's, which has none.
    Observed.@Nullable Lower under(Netns netns, int index) {
        Upper upper = uppers.get(new Place(netns, index));
        if (upper == null) {
            return null;
        }
        Integer nsid = upper.nsid();
        if (nsid == null) {
            return new Observed.Lower(netns, upper.lower());
        }
        Netns named = names.getOrDefault(netns, Map.of()).get(nsid);
        if (named == null && (netns.isHost() || !asked)) {
            return null;
        }
        Netns there = named == null ? Netns.HOST : named;
        return new Observed.Lower(
                there, upper.index() == 0 ? null : all.get(new Place(there, upper.index())));
    }

    private Map<Integer, Netns> names(List<String> answer) {
        var names = named(answer);
        names.replaceAll((_, netns) -> one(netns));
        return names;
    }

    /// The namespaces that the numbers of one mean, as `ip netns list-id` names them.
    static Map<Integer, Netns> named(List<String> answer) {
        var names = new HashMap<Integer, Netns>();
        for (String line : answer) {
            Matcher old = NSID_TEXT.matcher(line.strip());
            if (old.matches() && old.group(2) != null) {
                names.put(Integer.valueOf(old.group(1)), new Netns(old.group(2)));
            }
            for (JsonNode id : Json.read(line)) {
                String name = Json.text(id, "name");
                if (name != null) {
                    names.put(id.path("nsid").asInt(), new Netns(name));
                }
            }
        }
        return names;
    }

    private Netns one(Netns netns) {
        return same.getOrDefault(netns, netns);
    }

    /// The peer of an end, if it is in sight.
    Observed.@Nullable Peer of(Netns netns, int index) {
        End end = ends.get(new Place(netns, index));
        if (end != null && end.nsid() == null && end.peer() != null) {
            return new Observed.Peer(netns, end.peer());
        }
        if (end == null || end.peerIndex() == 0) {
            return null;
        }
        Netns named = end.nsid() == null ? netns : named(end);
        if (named != null) {
            End peer = ends.get(new Place(named, end.peerIndex()));
            return peer == null ? null : new Observed.Peer(peer.netns(), peer.name());
        }
        List<End> candidates =
                names.keySet().stream()
                        .filter(other -> one(other).equals(other))
                        .map(other -> ends.get(new Place(other, end.peerIndex())))
                        .filter(other -> other != null && pointsBack(other, end))
                        .filter(other -> asked || one(end.netns()).equals(named(other)))
                        .toList();
        return candidates.size() == 1
                ? new Observed.Peer(candidates.getFirst().netns(), candidates.getFirst().name())
                : null;
    }

    private @Nullable Netns named(End end) {
        return names.getOrDefault(end.netns(), Map.of()).get(end.nsid());
    }

    /// Whether an end may be the peer of one that cannot name its peer's namespace. Where the
    /// numbers were listed, one without a name is the host's or that of a namespace without name.
    private boolean pointsBack(End other, End end) {
        if (other.peerIndex() != end.index()
                || other.nsid() == null
                || one(other.netns()).equals(one(end.netns()))
                || listed.contains(end.netns()) && !one(other.netns()).isHost()) {
            return false;
        }
        Netns back = named(other);
        return back == null
                ? one(end.netns()).isHost() || !listed.contains(other.netns())
                : back.equals(one(end.netns()));
    }
}
