package nsfleet.plan;

import nsfleet.filter.Hook;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterTable;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A lab's own chains and table: their names, and whether the jump to one stands where it works.
final class Chains {
    private static final Pattern TARGET = Pattern.compile("(?:^| )(?:-j|-g) (\\S+)");

    /// Targets after which the next rule is looked at.
    private static final Set<String> GOES_ON =
            Set.of("LOG", "NFLOG", "MARK", "CONNMARK", "TRACE", "ULOG");

    private Chains() {}

    /// `NSF-`, ten hex digits of the lab's name, and the hook: under 28 characters.
    static String name(LabName lab, Hook hook) {
        return prefix(lab) + hook.suffix();
    }

    /// What the names of all chains of a lab begin with.
    static String prefix(LabName lab) {
        return FilterTable.OWN + digest(lab.value()).substring(0, 10) + "-";
    }

    /// `nsfleet_` and ten hex digits of the lab's name.
    static String nftTable(LabName lab) {
        return FilterTable.OWN_TABLE + digest(lab.value()).substring(0, 10);
    }

    static String digest(String text) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Whether a lab has anything in the packet filter of a namespace, in either backend.
    static boolean seen(Observed seen, LabName lab, Netns netns) {
        return seen.filters().entrySet().stream()
                .filter(entry -> entry.getKey().netns().equals(netns))
                .anyMatch(
                        entry ->
                                entry.getKey().table().equals(nftTable(lab))
                                        ? !entry.getValue().own().isEmpty()
                                        : entry.getValue().own().keySet().stream()
                                                .anyMatch(c -> c.startsWith(prefix(lab))));
    }

    /// The rules of a chain of others.
    static List<String> rules(@Nullable FilterTable table, String chain) {
        return table == null ? List.of() : table.chains().getOrDefault(chain, List.of());
    }

    /// All rules that lead to a chain, wherever they stand: nothing but jumps of ours does.
    static List<Operation.Jump> jumps(@Nullable FilterTable table, String name, String chain) {
        List<Operation.Jump> jumps = new ArrayList<>();
        if (table != null) {
            table.chains()
                    .forEach(
                            (from, rules) ->
                                    rules.stream()
                                            .filter(rule -> chain.equals(target(rule)))
                                            .forEach(
                                                    rule ->
                                                            jumps.add(
                                                                    new Operation.Jump(
                                                                            name, from, rule))));
        }
        return jumps;
    }

    /// The jump to a chain of ours, as `iptables-save` lists it.
    static String jump(String tag, String chain) {
        return "-m comment --comment \"" + tag + "\" -j " + chain;
    }

    /// `iptables-save` quotes a comment in most versions.
    private static boolean isJump(String rule, String chain) {
        return rule.matches(
                "-m comment --comment \"?nsfleet:[a-z0-9-]+\"? -j " + Pattern.quote(chain));
    }

    /// Whether exactly one jump is there, at its anchor, and nothing before it could end the way of
    /// a packet.
    static boolean jumpRight(@Nullable FilterTable table, String anchor, String chain) {
        List<Operation.Jump> jumps = jumps(table, "", chain);
        if (jumps.size() != 1 || !jumps.getFirst().chain().equals(anchor)) {
            return false;
        }
        for (String rule : rules(table, anchor)) {
            String target = target(rule);
            if (isJump(rule, chain)) {
                return true;
            }
            if (target != null
                    && !target.startsWith(FilterTable.OWN)
                    && !GOES_ON.contains(target)) {
                return false;
            }
        }
        return false;
    }

    /// Whether a rule of this chain stands before anything that could end the way of a packet: then
    /// every packet comes to where it leads.
    static boolean leadsTo(@Nullable FilterTable table, String chain, String other) {
        for (String rule : rules(table, chain)) {
            String target = target(rule);
            if (rule.equals("-j " + other)) {
                return true;
            }
            if (target != null
                    && !target.startsWith(FilterTable.OWN)
                    && !GOES_ON.contains(target)) {
                return false;
            }
        }
        return false;
    }

    static @Nullable String target(String rule) {
        Matcher matcher = TARGET.matcher(rule);
        String found = null;
        while (matcher.find()) {
            found = matcher.group(1);
        }
        return found;
    }
}
