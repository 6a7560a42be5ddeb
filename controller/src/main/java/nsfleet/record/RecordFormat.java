package nsfleet.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.LabName;
import nsfleet.resource.Desired;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The record as text: a header line, then one JSON object a line. Additions to the header or to an
/// entry are skipped by older versions; what they could not skip raises the format's number.
public final class RecordFormat {
    /// The newest format that this version reads, and the one it writes.
    public static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordFormat() {}

    /// @param writer the version of nsfleet that writes
    public static String write(LabRecord record, String writer) {
        ObjectNode header = header(writer);
        header.put("lab", record.lab().value());
        Desired.Origin origin = record.origin();
        if (origin != null) {
            header.put("playbook", origin.playbook()).put("host", origin.host());
        }
        header.put("boot_id", record.bootId());
        var text = new StringBuilder(header.toString()).append('\n');
        for (LabRecord.Entry e : record.entries()) {
            ObjectNode node = JSON.createObjectNode();
            node.put("seq", e.sequence()).put("step", e.step()).put("type", e.type());
            node.set("key", KeyFormat.write(e.key()));
            if (e.before() != null) {
                node.set("before", map(e.before()));
            }
            node.put("digest", e.digest());
            if (e.open()) {
                node.put("open", true);
            }
            text.append(node).append('\n');
        }
        return text.toString();
    }

    /// Reads a lab's record. A text that is empty is the record of a lab that was never here; one
    /// of a newer format, or one that is damaged, is refused with a sentence that says so.
    public static Parsed<LabRecord> read(LabName lab, String text) {
        if (text.isBlank()) {
            return Parsed.good(LabRecord.none(lab));
        }
        return lines("the record of lab " + lab, text).then(lines -> record(lab, lines));
    }

    private static Parsed<LabRecord> record(LabName lab, List<JsonNode> lines) {
        try {
            JsonNode header = lines.getFirst();
            String playbook = KeyFormat.optional(header, "playbook");
            String host = KeyFormat.optional(header, "host");
            List<LabRecord.Entry> entries = new ArrayList<>();
            for (JsonNode node : lines.subList(1, lines.size())) {
                entries.add(entry(node));
            }
            return Parsed.good(
                    new LabRecord(
                            lab,
                            playbook == null || host == null
                                    ? null
                                    : new Desired.Origin(playbook, host),
                            KeyFormat.text(header, "boot_id"),
                            entries));
        } catch (IllegalArgumentException e) {
            return damaged("the record of lab " + lab, e.getMessage());
        }
    }

    private static LabRecord.Entry entry(JsonNode node) {
        JsonNode before = node.get("before");
        return new LabRecord.Entry(
                node.path("seq").asInt(),
                KeyFormat.text(node, "step"),
                KeyFormat.text(node, "type"),
                KeyFormat.read(node.path("key")),
                before == null || !before.isObject() ? null : map(before),
                node.path("digest").asText(""),
                node.path("open").asBoolean(false));
    }

    /// @param writer the version of nsfleet that writes
    public static String write(SysctlClaims claims, String writer) {
        ObjectNode header = header(writer).put("boot_id", claims.bootId());
        var text = new StringBuilder(header.toString()).append('\n');
        for (SysctlClaims.Claim claim : claims.claims()) {
            ObjectNode node = JSON.createObjectNode();
            node.put("name", claim.name()).put("original", claim.original());
            node.set("overwritten", map(claim.overwritten()));
            ObjectNode labs = node.putObject("labs");
            claim.wanted().forEach((lab, value) -> labs.put(lab.value(), value));
            text.append(node).append('\n');
        }
        return text.toString();
    }

    /// Reads the host's table of settings; an empty text is the empty table.
    public static Parsed<SysctlClaims> readClaims(String text) {
        if (text.isBlank()) {
            return Parsed.good(SysctlClaims.none());
        }
        return lines("the table of settings", text).then(RecordFormat::claims);
    }

    private static Parsed<SysctlClaims> claims(List<JsonNode> lines) {
        try {
            List<SysctlClaims.Claim> claims = new ArrayList<>();
            for (JsonNode node : lines.subList(1, lines.size())) {
                SortedMap<LabName, String> labs = new TreeMap<>();
                map(node.path("labs")).forEach((lab, value) -> labs.put(LabName.of(lab), value));
                claims.add(
                        new SysctlClaims.Claim(
                                KeyFormat.text(node, "name"),
                                KeyFormat.text(node, "original"),
                                map(node.path("overwritten")),
                                labs));
            }
            return Parsed.good(
                    new SysctlClaims(KeyFormat.text(lines.getFirst(), "boot_id"), claims));
        } catch (IllegalArgumentException e) {
            return damaged("the table of settings", e.getMessage());
        }
    }

    private static ObjectNode header(String writer) {
        return JSON.createObjectNode().put("format", FORMAT).put("writer", writer);
    }

    private static Parsed<List<JsonNode>> lines(String what, String text) {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonNode node = JSON.readTree(line);
                if (!node.isObject()) {
                    return damaged(what, "line " + (nodes.size() + 1) + " is no object");
                }
                nodes.add(node);
            } catch (JsonProcessingException e) {
                return damaged(what, "line " + (nodes.size() + 1) + " is no JSON");
            }
            if (nodes.size() == 1 && nodes.getFirst().path("format").asInt(0) > FORMAT) {
                return newer(what, nodes.getFirst());
            }
        }
        return nodes.getFirst().path("format").asInt(0) < 1
                ? damaged(what, "its first line names no format")
                : Parsed.good(nodes);
    }

    private static <T> Parsed<T> newer(String what, JsonNode header) {
        return Parsed.bad(
                what
                        + " has format "
                        + header.path("format").asInt()
                        + ", this version reads up to "
                        + FORMAT
                        + ": use nsfleet "
                        + header.path("writer").asText("of a newer version")
                        + " or newer");
    }

    private static <T> Parsed<T> damaged(String what, @Nullable String why) {
        return Parsed.bad(what + " is damaged: " + why);
    }

    private static ObjectNode map(Map<String, String> map) {
        ObjectNode node = JSON.createObjectNode();
        map.forEach(node::put);
        return node;
    }

    private static SortedMap<String, String> map(JsonNode node) {
        SortedMap<String, String> map = new TreeMap<>();
        node.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
        return map;
    }
}
