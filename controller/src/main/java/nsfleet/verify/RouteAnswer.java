package nsfleet.verify;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What `ip route get` says: JSON since iproute2 5.0, before that text in spite of `-j`.
///
/// @param type unicast unless said otherwise
record RouteAnswer(String type, @Nullable String via, @Nullable String dev, @Nullable String src) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> TYPES =
            Set.of(
                    "unicast",
                    "local",
                    "broadcast",
                    "multicast",
                    "anycast",
                    "throw",
                    "unreachable",
                    "prohibit",
                    "blackhole",
                    "nat");

    /// Reads it; empty for anything else.
    static Optional<RouteAnswer> parse(String output) {
        String text = output.strip();
        return text.startsWith("[") ? json(text) : text(text);
    }

    private static Optional<RouteAnswer> json(String text) {
        try {
            JsonNode route = JSON.readTree(text).path(0);
            if (!route.isObject() || route.isEmpty()) {
                return Optional.empty();
            }
            // A gateway of the other family is an object of its own (RFC 5549 routes).
            String via = string(route, "gateway");
            return Optional.of(
                    new RouteAnswer(
                            route.path("type").asText("unicast"),
                            via == null ? string(route.path("via"), "host") : via,
                            string(route, "dev"),
                            string(route, "prefsrc")));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String string(JsonNode node, String name) {
        return node.path(name).isTextual() ? node.path(name).textValue() : null;
    }

    /// `local 127.0.0.1 dev lo src 127.0.0.1 uid 0`, `10.1.0.1 from :: via 10.0.0.1 dev eth0 ...`.
    private static Optional<RouteAnswer> text(String text) {
        String[] words = text.split("\\s+");
        boolean typed = TYPES.contains(words[0]);
        if (words.length < 2 || (!typed && !text.contains(" dev "))) {
            return Optional.empty();
        }
        String via = after(words, "via");
        if (via != null && (via.equals("inet6") || via.equals("inet"))) {
            via = after(words, via);
        }
        return Optional.of(
                new RouteAnswer(
                        typed ? words[0] : "unicast",
                        via,
                        after(words, "dev"),
                        after(words, "src")));
    }

    private static @Nullable String after(String[] words, String key) {
        for (int i = 1; i + 1 < words.length; i++) {
            if (words[i].equals(key)) {
                return words[i + 1];
            }
        }
        return null;
    }

    /// Whether packets go anywhere.
    boolean usable() {
        return !Set.of("unreachable", "prohibit", "blackhole", "throw").contains(type);
    }

    Map<String, Object> values() {
        Map<String, Object> values = Verdict.ordered();
        values.put("type", type);
        put(values, "via", via);
        put(values, "dev", dev);
        put(values, "src", src);
        return values;
    }

    private static void put(Map<String, Object> values, String name, @Nullable String value) {
        if (value != null) {
            values.put(name, value);
        }
    }

    @Override
    public String toString() {
        return (via == null ? "on the link" : "via " + via)
                + (dev == null ? "" : " dev " + dev)
                + (src == null ? "" : " src " + src);
    }
}
