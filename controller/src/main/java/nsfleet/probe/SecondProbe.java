package nsfleet.probe;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.filter.Backend;
import nsfleet.net.Family;
import nsfleet.net.Netns;
import nsfleet.resource.Rule;
import nsfleet.resource.Sysctl;
import nsfleet.shell.Script;
import nsfleet.shell.Templates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/// Writes the second script and reads its output.
final class SecondProbe {
    private SecondProbe() {}

    static Script script(Look look) {
        var models = look.namespaces().stream().map(netns -> model(look, netns)).toList();
        return Templates.builtIn().render("probe/second.sh.ftl", Map.of("namespaces", models));
    }

    private static Map<String, Object> model(Look look, Netns netns) {
        var files =
                look.in(netns, Observed.SysctlAt.class)
                        .map(at -> file(at.name()))
                        .collect(Collectors.toCollection(TreeSet::new));
        var calls = new TreeMap<String, List<String>>();
        look.queries().stream()
                .filter(query -> query.netns().equals(netns))
                .map(SecondProbe::call)
                .forEach(call -> calls.put(String.join(" ", call), call));
        return Map.of(
                "host",
                netns.isHost(),
                "name",
                netns.name(),
                "files",
                List.copyOf(files),
                "calls",
                calls.values().stream().filter(call -> !call.isEmpty()).toList());
    }

    /// The function of the script that answers, and its arguments. Several settings are one call,
    /// which is made apart.
    private static List<String> call(Query query) {
        String name = query.netns().isHost() ? "-" : query.netns().name();
        return switch (query) {
            case Observed.SysctlAt _ -> List.of();
            case Observed.FilterAt at ->
                    at.backend() == Backend.IPTABLES
                            ? List.of("save", name, tool(at.family()))
                            : List.of("table", name, word(at.family()), at.table());
            case Query.Firewalls _ -> List.of("firewalls", name);
            case Query.Rules6 _ -> List.of("rules6", name);
            case Query.Peers _ -> List.of("peers", name);
            case Query.OnLinks on -> List.of(on.what(), name);
            case Feature feature -> List.of("feature", feature.word());
        };
    }

    static Observed read(Observed observed, Look look, String output) {
        var sysctls = new HashMap<>(observed.sysctls());
        var filters = new HashMap<>(observed.filters());
        var neighbors = new HashMap<>(observed.attached().neighbors());
        var fdb = new HashMap<>(observed.attached().fdb());
        var qdiscs = new HashMap<>(observed.attached().qdiscs());
        var features = new HashMap<>(observed.features());
        var namespaces = new TreeMap<>(observed.namespaces());
        var firewalls = new HashMap<>(observed.firewalls());
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
                case "neighbors" -> {
                    Netns netns = netns(section.text());
                    neighbors.put(
                            netns, AttachedParser.neighbors(netns, Json.first(section.lines())));
                }
                case "fdb" -> {
                    Netns netns = netns(section.text());
                    fdb.put(netns, AttachedParser.fdb(netns, Json.first(section.lines())));
                }
                case "qdiscs" ->
                        qdiscs.put(
                                netns(section.text()),
                                AttachedParser.qdiscs(Json.first(section.lines())));
                case "feature" -> features.putAll(feature(section));
                case "peers" ->
                        namespaces.computeIfPresent(
                                netns(section.text()),
                                PeersParser.peers(observed, section.lines()));
                case "table" -> table(look, section, filters);
                case "firewalls" ->
                        firewalls.put(netns(section.text()), FirewallParser.read(section.lines()));
                case "rule6" -> namespaces.computeIfPresent(netns(section.text()), rules6(section));
                default -> {}
            }
        }
        return new Observed(
                namespaces,
                Map.copyOf(sysctls),
                Map.copyOf(filters),
                Map.copyOf(features),
                new Attached(neighbors, fdb, qdiscs),
                Map.copyOf(firewalls));
    }

    private static void settings(
            Look look, Sections.Section section, Map<Observed.SysctlAt, String> found) {
        Netns netns = netns(section.text());
        var files = new Files(section.lines());
        look.in(netns, Observed.SysctlAt.class)
                .filter(at -> files.has(file(at.name())))
                .forEach(at -> found.put(at, files.value(file(at.name()))));
    }

    /// `save NAME TOOL`.
    private static void filter(
            Look look,
            Sections.Section section,
            Map<Observed.FilterAt, Observed.FilterTable> found) {
        String[] words = section.text().split(" ");
        if (words.length == 2) {
            look.in(netns(words[0]), Observed.FilterAt.class)
                    .filter(at -> at.backend() == Backend.IPTABLES)
                    .filter(at -> tool(at.family()).equals(words[1]))
                    .forEach(
                            at ->
                                    found.put(
                                            at,
                                            FilterParser.table(
                                                    at.family(), at.table(), section.lines())));
        }
    }

    /// `table NAME FAMILY TABLE`: what nft printed in one line, or why it did not.
    private static void table(
            Look look,
            Sections.Section section,
            Map<Observed.FilterAt, Observed.FilterTable> found) {
        String[] words = section.text().split(" ");
        String said = String.join("\n", section.lines());
        JsonNode root = Json.object(section.lines());
        if (words.length != 3 || root.isMissingNode() && !said.contains("No such file")) {
            return;
        }
        look.in(netns(words[0]), Observed.FilterAt.class)
                .filter(at -> at.backend() == Backend.NFT)
                .filter(at -> word(at.family()).equals(words[1]) && at.table().equals(words[2]))
                .forEach(at -> found.put(at, NftTable.read(at.family(), root)));
    }

    /// The namespace as seen, with the IPv6 rules of this answer.
    private static BiFunction<Netns, Observed.NetnsState, Observed.NetnsState> rules6(
            Sections.Section section) {
        return (netns, seen) -> {
            var rules = new ArrayList<Rule>(seen.rules());
            rules.removeIf(rule -> rule.family() == Family.V6);
            rules.addAll(RuleParser.rules(netns, Family.V6, Json.first(section.lines())));
            return new Observed.NetnsState(seen.links(), seen.routes(), rules);
        };
    }

    /// `feature WORD`, and whether it is there in a line of its own.
    private static Map<String, Boolean> feature(Sections.Section section) {
        return section.lines().isEmpty()
                ? Map.of()
                : Map.of(section.text(), section.lines().getFirst().equals("yes"));
    }

    private static Netns netns(String word) {
        return word.equals("-") ? Netns.HOST : new Netns(word);
    }

    private static String file(String name) {
        return "/proc/sys/" + Sysctl.path(name);
    }

    private static String word(Family family) {
        return switch (family) {
            case V4 -> "ip";
            case V6 -> "ip6";
        };
    }

    private static String tool(Family family) {
        return switch (family) {
            case V4 -> "iptables-save";
            case V6 -> "ip6tables-save";
        };
    }
}
