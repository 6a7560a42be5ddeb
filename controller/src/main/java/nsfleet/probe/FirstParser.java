package nsfleet.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads the output of `templates/probe/first.sh.ftl`.
final class FirstParser {
    private final List<String> warnings = new ArrayList<>();
    private final TreeMap<Netns, Answers> answers = new TreeMap<>();
    private final Map<String, List<String>> once = new HashMap<>();
    private Netns current = Netns.HOST;

    /// Whether ip answered in plain words: older ones take -j without a murmur where they have no
    /// JSON.
    private boolean plain;

    /// What one namespace answered.
    private static final class Answers {
        private JsonNode links = MissingNode.getInstance();
        private JsonNode routes = MissingNode.getInstance();
        private JsonNode rules = MissingNode.getInstance();
        private JsonNode rules6 = MissingNode.getInstance();
        private List<String> nsids = List.of();
    }

    /// Everything; bad if it is not the whole output of the script, or an ip that is too old.
    static Parsed<FirstLook> read(String output) {
        var sections = Sections.split("probe", output);
        if (sections.isEmpty()) {
            return Parsed.bad("the host's answer to the probe is not complete");
        }
        var parser = new FirstParser();
        for (var section : sections.get()) {
            parser.take(section);
        }
        String version = FactsParser.iproute2(parser.text("ip"));
        if (version != null && !FactsParser.knowsJson(version)) {
            return Parsed.bad("iproute2 " + version + " is too old: 4.17 or newer is needed");
        }
        return parser.plain
                ? Parsed.bad(
                        "the ip there has no JSON for routes: iproute2 4.17 or newer is needed")
                : Parsed.good(parser.look(FactsParser.isIproute2(parser.version("ip"))));
    }

    private void take(Sections.Section section) {
        switch (section.word()) {
            case "odd" -> odd(section.text());
            case "dangling" ->
                    warnings.add("namespace " + section.text() + ": its file leads nowhere");
            case "netns" -> {
                current = new Netns(section.text());
                answers.put(current, new Answers());
            }
            case "batch" -> batch(section.lines());
            case "singly" -> answers.put(current, new Answers());
            case "address" -> here().links = Json.first(section.lines());
            case "route" -> here().routes = Json.first(section.lines());
            case "rule" -> here().rules = Json.first(section.lines());
            case "rule6" -> here().rules6 = Json.first(section.lines());
            case "nsid" -> here().nsids = section.lines();
            case "unreadable" -> unreadable(section.text());
            default -> once.put(section.word(), section.lines());
        }
    }

    private Answers here() {
        return answers.computeIfAbsent(current, _ -> new Answers());
    }

    private void batch(List<String> lines) {
        here().links = line(lines, 0);
        here().routes = line(lines, 1);
        here().rules = line(lines, 2);
        here().nsids = lines.subList(Math.min(3, lines.size()), lines.size());
    }

    private JsonNode line(List<String> lines, int n) {
        if (n >= lines.size()) {
            return MissingNode.getInstance();
        }
        plain |= !lines.get(n).startsWith("[");
        return Json.read(lines.get(n));
    }

    private void odd(String name) {
        warnings.add(
                name.isEmpty()
                        ? "a namespace whose name has control characters is left out"
                        : "namespace \""
                                + name
                                + "\" is left out: its name cannot be used with nsfleet");
    }

    private void unreadable(String message) {
        warnings.add(
                current.isHost()
                        ? "ip answers nothing: " + message
                        : "namespace " + current + " cannot be read: " + message);
        answers.remove(current);
    }

    private String text(String word) {
        return String.join("\n", once.getOrDefault(word, List.of()));
    }

    private @Nullable String version(String word) {
        return once.containsKey(word) ? text(word) : null;
    }

    private FirstLook look(boolean iproute2) {
        var files = new Files(once.getOrDefault("files", List.of()));
        var inodes = inodes();
        if (iproute2) {
            answers.forEach(this::complete);
        } else {
            answers.clear();
        }
        var host = answers.getOrDefault(Netns.HOST, new Answers());
        var facts =
                FactsParser.facts(
                        new FactsParser.Host(
                                files,
                                text("arch"),
                                inodes.get(Netns.HOST),
                                version("ip"),
                                version("iptables"),
                                version("nft"),
                                once.containsKey("systemd"),
                                once.containsKey("flock")),
                        host.links,
                        host.routes);
        return new FirstLook(
                facts,
                new Observed(states(inodes), Map.of(), Map.of()),
                records(files),
                files.text("/run/nsfleet/sysctl"),
                files.text("/run/nsfleet/holder"),
                warnings);
    }

    private void complete(Netns netns, Answers seen) {
        var missing = new ArrayList<String>();
        if (seen.links.isMissingNode()) {
            missing.add("interfaces");
        }
        if (seen.routes.isMissingNode()) {
            missing.add("routes");
        }
        if (seen.rules.isMissingNode()) {
            missing.add("rules");
        }
        if (!missing.isEmpty()) {
            String where = netns.isHost() ? "the host" : "namespace " + netns;
            warnings.add(where + ": ip did not list the " + String.join(", ", missing));
        }
    }

    private Map<Netns, String> inodes() {
        var inodes = new TreeMap<Netns, String>();
        for (String line : once.getOrDefault("inodes", List.of())) {
            String[] words = line.strip().split(" +", 2);
            if (words.length == 2) {
                boolean host = words[1].equals("/proc/self/ns/net");
                inodes.put(host ? Netns.HOST : new Netns(words[1]), words[0]);
            }
        }
        return inodes;
    }

    /// The namespaces with peers; one whose interfaces could not be read is not there.
    private TreeMap<Netns, Observed.NetnsState> states(Map<Netns, String> inodes) {
        answers.values().removeIf(seen -> seen.links.isMissingNode());
        var first = new HashMap<String, Netns>();
        var same = new HashMap<Netns, Netns>();
        inodes.forEach(
                (netns, inode) -> {
                    Netns earlier = first.putIfAbsent(inode, netns);
                    same.put(netns, earlier == null ? netns : earlier);
                });
        var peers = new Peers(same, !once.containsKey("unnumbered"));
        answers.forEach((netns, seen) -> peers.add(netns, seen.links, seen.nsids));
        boolean shown = answers.values().stream().anyMatch(a -> LinkParser.showsProtocol(a.links));
        var states = new TreeMap<Netns, Observed.NetnsState>();
        answers.forEach((netns, seen) -> states.put(netns, state(netns, seen, peers, shown)));
        return states;
    }

    private Observed.NetnsState state(Netns netns, Answers seen, Peers peers, boolean shown) {
        var links = new TreeMap<InterfaceName, Observed.LinkState>();
        LinkParser.links(seen.links, shown)
                .forEach(
                        (name, link) ->
                                links.put(
                                        name,
                                        link.with(
                                                peers.of(netns, link.index()),
                                                peers.under(netns, link.index()))));
        if (links.size() < seen.links.size()) {
            warnings.add(
                    (netns.isHost() ? "the host" : "namespace " + netns)
                            + ": interfaces with names that nsfleet cannot use are left out");
        }
        var rules = new ArrayList<Rule>(RuleParser.rules(netns, Family.V4, seen.rules));
        rules.addAll(RuleParser.rules(netns, Family.V6, seen.rules6));
        return new Observed.NetnsState(links, RouteParser.routes(netns, seen.routes), rules);
    }

    private static TreeMap<String, String> records(Files files) {
        var records = new TreeMap<String, String>();
        String start = "/run/nsfleet/labs/";
        String end = "/record";
        for (String name : files.names()) {
            if (name.startsWith(start) && name.endsWith(end)) {
                records.put(
                        name.substring(start.length(), name.length() - end.length()),
                        files.text(name));
            }
        }
        return records;
    }
}
