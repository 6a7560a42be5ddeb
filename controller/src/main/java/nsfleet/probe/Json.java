package nsfleet.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The JSON of iproute2, which is not quite JSON: json_writer.c leaves control characters in
/// strings as they are (all but tab, newline, form feed, carriage return and backspace), and old
/// versions write `\'`.
final class Json {
    private static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
                    .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
                    .build();

    private Json() {}

    /// One answer, which `ip` writes in one line: an array.
    ///
    /// @return missing if it is none
    static JsonNode read(String line) {
        try {
            JsonNode node = MAPPER.readTree(line);
            return node != null && node.isArray() ? node : MissingNode.getInstance();
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /// An answer that is an object in one line, as nft writes it; missing if there is none.
    static JsonNode object(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("{")) {
                try {
                    return MAPPER.readTree(line);
                } catch (JsonProcessingException e) {
                    return MissingNode.getInstance();
                }
            }
        }
        return MissingNode.getInstance();
    }

    /// The first answer of a section; missing if there is none.
    static JsonNode first(List<String> lines) {
        return lines.isEmpty() ? MissingNode.getInstance() : read(lines.getFirst());
    }

    /// A text or number as text; null where it is not there.
    static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isMissingNode() || value.isNull() ? null : value.asText();
    }

    /// Whether a flag stands there: `ip` writes it as null or true.
    static boolean flag(JsonNode node, String name) {
        return node.has(name) && !(node.get(name).isBoolean() && !node.get(name).asBoolean());
    }

    /// Whether the array `flags` holds a word.
    static boolean flagged(JsonNode node, String flag) {
        for (JsonNode word : node.path("flags")) {
            if (word.asText().equals(flag)) {
                return true;
            }
        }
        return false;
    }

    /// An address; null where there is none, or one that is not an IP address.
    static @Nullable Ip ip(JsonNode node, String name) {
        String text = text(node, name);
        return text != null && Ip.parse(text) instanceof Parsed.Good<Ip>(var ip) ? ip : null;
    }

    /// An interface's name; null where there is none, or one that we refuse to handle.
    static @Nullable InterfaceName dev(JsonNode node, String name) {
        String text = text(node, name);
        return text != null
                        && InterfaceName.parse(text) instanceof Parsed.Good<InterfaceName>(var dev)
                ? dev
                : null;
    }
}
