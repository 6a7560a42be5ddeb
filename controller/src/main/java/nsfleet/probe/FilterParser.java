package nsfleet.probe;

import nsfleet.filter.Line;
import nsfleet.net.Family;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A table in the output of `iptables-save` (iptables-save(8)): `*nat`, `:CHAIN POLICY [0:0]`, `-A
/// CHAIN RULE`, `COMMIT`.
final class FilterParser {
    private FilterParser() {}

    /// The table of that name; without chains if it is not in the list, because nobody made it.
    static Observed.FilterTable table(Family family, String name, List<String> lines) {
        var chains = new TreeMap<String, List<String>>();
        Map<String, String> policies = new HashMap<>();
        boolean inside = false;
        for (String line : lines) {
            if (line.startsWith("*")) {
                inside = line.substring(1).strip().equals(name);
            } else if (inside && line.startsWith(":")) {
                String[] words = line.substring(1).split(" ");
                chains.put(words[0], new ArrayList<>());
                if (words.length > 1 && !words[1].equals("-")) {
                    policies.put(words[0], words[1]);
                }
            } else if (inside) {
                rule(line, chains);
            }
        }
        var own = new TreeMap<String, List<Line>>();
        chains.forEach(
                (chain, rules) -> {
                    if (chain.startsWith(Observed.FilterTable.OWN)) {
                        own.put(
                                chain,
                                rules.stream().map(r -> IptablesRule.read(family, r)).toList());
                    }
                });
        own.keySet().forEach(chains::remove);
        return new Observed.FilterTable(chains, Map.copyOf(policies), own);
    }

    /// `-A CHAIN RULE`, with `[packets:bytes]` in front where counters were asked for.
    private static void rule(String line, Map<String, List<String>> chains) {
        String plain = line.replaceFirst("^\\[[0-9]+:[0-9]+\\] ", "");
        if (plain.startsWith("-A ")) {
            int end = plain.indexOf(' ', 3);
            String chain = end < 0 ? plain.substring(3) : plain.substring(3, end);
            String rule = end < 0 ? "" : plain.substring(end + 1);
            chains.computeIfAbsent(chain, _ -> new ArrayList<>()).add(rule);
        }
    }
}
