package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads a `wire` step as one host sees it.
final class WireReader {
    private static final Set<String> KEYS =
            Set.of("host", "netns", "name", "address", "mtu", "mac", "master");

    private WireReader() {}

    /// The wire; null after a problem.
    ///
    /// @param place with problems of its own, so far none
    static @Nullable Wire read(LabName lab, Item.Task task, Place place) {
        Problems problems = place.problems();
        Wire wire =
                task.body() instanceof Mapping body
                        ? read(lab, new Keys(body, task.span(), place))
                        : null;
        if ((wire == null || !place.certain())
                && problems.all().isEmpty()
                && task.body() instanceof Mapping) {
            problems.error(
                    "wire-needs-facts",
                    task.span(),
                    "a wire cannot depend on facts: it is made on two hosts, and neither sees the"
                            + " other's",
                    null);
            return null;
        }
        return wire;
    }

    private static @Nullable Wire read(LabName lab, Keys keys) {
        String id = keys.text("id");
        Integer mtu = keys.integer("mtu", 68, 65_535);
        YamlNode between = keys.node("between");
        if (id != null
                && (id.isEmpty() || id.length() > 64 || id.chars().anyMatch(c -> c <= ' '))) {
            keys.wrong("id", "an id has no spaces and at most 64 characters");
        }
        List<WireEnd> ends = between == null ? List.of() : ends(between, keys);
        return !keys.complete() || id == null || ends.size() != 2
                ? null
                : new Wire(lab, id, mtu, ends.get(0), ends.get(1), keys.span("id"));
    }

    private static List<WireEnd> ends(YamlNode between, Keys keys) {
        List<WireEnd> ends = new ArrayList<>();
        if (!(between instanceof Sequence list) || list.items().size() != 2) {
            keys.wrong(
                    "bad-value",
                    between.span(),
                    "\"between\" takes a list of two ends",
                    "between: [\"box1/ns1:eth0 10.0.0.1/30\", \"box2/ns1:eth0 10.0.0.2/30\"]");
            return ends;
        }
        for (YamlNode item : list.items()) {
            WireEnd end =
                    switch (item) {
                        case Scalar scalar -> text(scalar, keys);
                        case Mapping map -> map(map, keys);
                        case Sequence _ -> {
                            keys.wrong("bad-value", item.span(), "an end is a text or a map", null);
                            yield null;
                        }
                    };
            if (end != null) {
                ends.add(end);
            }
        }
        return ends;
    }

    private static @Nullable WireEnd text(Scalar scalar, Keys keys) {
        return switch (WireEnd.parse(scalar.text(), scalar.span())) {
            case Parsed.Good<WireEnd>(var end) -> end;
            case Parsed.Bad<WireEnd>(var message) -> {
                keys.wrong("bad-value", scalar.span(), message, null);
                yield null;
            }
        };
    }

    private static @Nullable WireEnd map(Mapping map, Keys keys) {
        Keys end = new Keys(map, map.span(), keys.place());
        for (Mapping.Entry entry : map.entries()) {
            String key = entry.key().text();
            if (!KEYS.contains(key)) {
                end.wrong(
                        "unknown-key",
                        entry.key().span(),
                        "\"" + key + "\" is not a key of an end",
                        nsfleet.diagnostics.Suggest.hint(key, KEYS));
            }
        }
        String host = end.text("host");
        InterfaceName name = end.dev("name");
        for (String key : List.of("host", "name")) {
            if (!end.has(key)) {
                end.wrong("missing-key", map.span(), "an end needs \"" + key + "\"", null);
            }
        }
        Netns netns = end.has("netns") ? end.read("netns", Netns::parse) : Netns.HOST;
        List<Cidr> addresses =
                end.has("address")
                        ? end.several("address", Cidr::parse).stream()
                                .map(Keys.Located::value)
                                .toList()
                        : null;
        Integer mtu = end.integer("mtu", 68, 65_535);
        Mac mac = end.read("mac", Mac::parse);
        InterfaceName master = end.dev("master");
        if (!end.complete() || host == null || name == null || netns == null) {
            keys.incomplete();
            return null;
        }
        return new WireEnd(host, netns, name, addresses, mtu, mac, master, map.span());
    }
}
