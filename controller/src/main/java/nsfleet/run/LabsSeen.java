package nsfleet.run;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.LabName;
import nsfleet.probe.Observed.LinkState;
import nsfleet.record.LabRecord;
import nsfleet.record.RecordFormat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which labs are on a host: by their records, and by the tags in the kernel, which also tell of
/// labs whose record is lost.
final class LabsSeen {
    private LabsSeen() {}

    static Map<String, Object> of(Sight sight) {
        return Map.of("labs", labs(sight));
    }

    static SortedMap<String, Map<String, Object>> labs(Sight sight) {
        SortedMap<String, Map<String, Object>> labs = new TreeMap<>();
        sight.recordTexts()
                .forEach(
                        (lab, text) -> {
                            switch (LabName.parse(lab)
                                    .then(name -> RecordFormat.read(name, text))) {
                                case Parsed.Good<LabRecord>(var record) ->
                                        labs.put(lab, recorded(record));
                                case Parsed.Bad<LabRecord>(var message) ->
                                        labs.put(lab, unreadable(message));
                            }
                        });
        tags(sight)
                .forEach(
                        (lab, links) ->
                                labs.computeIfAbsent(
                                                lab,
                                                _ ->
                                                        new LinkedHashMap<>(
                                                                Map.of("record", "missing")))
                                        .put("links", links));
        return labs;
    }

    private static Map<String, Object> recorded(LabRecord record) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("record", "present");
        if (record.origin() != null) {
            map.put("playbook", record.origin().playbook());
            map.put("host", record.origin().host());
        }
        map.put("things", record.entries().size());
        return map;
    }

    private static Map<String, Object> unreadable(String message) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("record", "unreadable: " + message);
        return map;
    }

    private static SortedMap<String, List<String>> tags(Sight sight) {
        SortedMap<String, List<String>> tags = new TreeMap<>();
        sight.observed()
                .namespaces()
                .forEach(
                        (netns, state) -> {
                            for (LinkState link : state.links().values()) {
                                String lab = lab(link.alias());
                                if (!lab.isEmpty()) {
                                    tags.computeIfAbsent(lab, _ -> new ArrayList<>())
                                            .add(netns.label(link.name().value()));
                                }
                            }
                        });
        return tags;
    }

    private static String lab(@org.jspecify.annotations.Nullable String alias) {
        if (alias == null || !alias.startsWith("nsfleet:")) {
            return "";
        }
        String word = alias.substring("nsfleet:".length()).split(" ", 2)[0];
        return LabName.parse(word) instanceof Parsed.Good<LabName> ? word : "";
    }
}
