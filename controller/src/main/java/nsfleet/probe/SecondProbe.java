package nsfleet.probe;

import nsfleet.net.Family;
import nsfleet.net.Netns;
import nsfleet.resource.Sysctl;
import nsfleet.shell.Script;
import nsfleet.shell.Templates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Writes the second script and reads its output.
final class SecondProbe {
    private SecondProbe() {}

    static Script script(Look look) {
        var namespaces = new TreeMap<Netns, List<Observed.FilterAt>>();
        look.sysctls().forEach(at -> namespaces.put(at.netns(), new ArrayList<>()));
        look.filters().stream()
                .sorted(
                        Comparator.comparing(Observed.FilterAt::family)
                                .thenComparing(Observed.FilterAt::table))
                .forEach(
                        at ->
                                namespaces
                                        .computeIfAbsent(at.netns(), _ -> new ArrayList<>())
                                        .add(at));
        var models = new ArrayList<Map<String, Object>>();
        namespaces.forEach((netns, filters) -> models.add(model(look, netns, filters)));
        return Templates.builtIn().render("probe/second.sh.ftl", Map.of("namespaces", models));
    }

    private static Map<String, Object> model(
            Look look, Netns netns, List<Observed.FilterAt> filters) {
        var files = new TreeSet<String>();
        for (var at : look.sysctls()) {
            if (at.netns().equals(netns)) {
                files.add(file(at.name()));
            }
        }
        var wanted = new ArrayList<Map<String, String>>();
        filters.forEach(at -> wanted.add(Map.of("tool", tool(at.family()), "table", at.table())));
        return Map.of(
                "host",
                netns.isHost(),
                "name",
                netns.name(),
                "files",
                List.copyOf(files),
                "filters",
                wanted);
    }

    static Observed read(Observed observed, Look look, String output) {
        var sysctls = new HashMap<>(observed.sysctls());
        var filters = new HashMap<>(observed.filters());
        Sections.Section save = null;
        for (var section : Sections.split("second", output).orElse(List.of())) {
            switch (section.word()) {
                case "sysctl" -> settings(look, section, sysctls);
                case "save" -> save = section;
                case "saved" -> {
                    if (save != null) {
                        filter(look, save, filters);
                    }
                }
                default -> {}
            }
        }
        return new Observed(observed.namespaces(), Map.copyOf(sysctls), Map.copyOf(filters));
    }

    private static void settings(
            Look look, Sections.Section section, Map<Observed.SysctlAt, String> found) {
        Netns netns = netns(section.text());
        var files = new Files(section.lines());
        for (var at : look.sysctls()) {
            if (at.netns().equals(netns) && files.has(file(at.name()))) {
                found.put(at, files.value(file(at.name())));
            }
        }
    }

    /// `save NAME TOOL TABLE`.
    private static void filter(
            Look look,
            Sections.Section section,
            Map<Observed.FilterAt, Observed.FilterTable> found) {
        String[] words = section.text().split(" ");
        for (var at : look.filters()) {
            if (words.length == 3
                    && at.netns().equals(netns(words[0]))
                    && tool(at.family()).equals(words[1])
                    && at.table().equals(words[2])) {
                found.put(at, FilterParser.table(at.table(), section.lines()));
            }
        }
    }

    private static Netns netns(String word) {
        return word.equals("-") ? Netns.HOST : new Netns(word);
    }

    private static String file(String name) {
        return "/proc/sys/" + Sysctl.path(name);
    }

    private static String tool(Family family) {
        return switch (family) {
            case V4 -> "iptables-save";
            case V6 -> "ip6tables-save";
        };
    }
}
