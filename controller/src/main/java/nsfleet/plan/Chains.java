package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.LabName;
import nsfleet.probe.Observed.FilterTable;
import nsfleet.resource.Masquerade;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A lab's own chains: their names, the text of their rules as `iptables-save` prints it, and
/// whether the jump stands where it works.
final class Chains {
    static final String NAT = "nat";
    static final String POSTROUTING = "POSTROUTING";
    private static final String PREFIX = "NSF-";
    private static final Pattern TARGET = Pattern.compile("(?:^| )(?:-j|-g) (\\S+)");

    /// Targets after which the next rule is looked at.
    private static final Set<String> GOES_ON =
            Set.of("LOG", "NFLOG", "MARK", "CONNMARK", "TRACE", "ULOG");

    private Chains() {}

    /// `NSF-`, ten hex digits of the lab's name, and the hook: under 28 characters.
    static String name(LabName lab) {
        return PREFIX + digest(lab.value()).substring(0, 10) + "-POST";
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

    /// `-s 10.0.0.0/24 -d 10.9.0.0/16 -o eth0 -j MASQUERADE`, in the order of the listing; a match
    /// on everything is not listed.
    static String rule(Masquerade nat) {
        return match("-s", nat.source())
                + match("-d", nat.destination())
                + (nat.out() == null ? "" : "-o " + nat.out() + " ")
                + "-j MASQUERADE";
    }

    private static String match(String option, @Nullable Cidr net) {
        return net == null || net.isDefault() ? "" : option + " " + net + " ";
    }

    static List<String> rules(@Nullable FilterTable table, String chain) {
        return table == null ? List.of() : table.chains().getOrDefault(chain, List.of());
    }

    static boolean exists(@Nullable FilterTable table, String chain) {
        return table != null && table.chains().containsKey(chain);
    }

    /// How many jumps of ours, exactly as we write them, stand in the hook.
    static int jumps(@Nullable FilterTable table, String hook, String chain) {
        return (int) rules(table, hook).stream().filter(rule -> isJump(rule, chain)).count();
    }

    /// `iptables-save` quotes a comment in most versions.
    private static boolean isJump(String rule, String chain) {
        return rule.matches(
                "-m comment --comment \"?nsfleet:[a-z0-9-]+\"? -j " + Pattern.quote(chain));
    }

    /// Whether exactly one jump is there, and nothing before it could end the way of a packet.
    static boolean jumpRight(@Nullable FilterTable table, String hook, String chain) {
        if (jumps(table, hook, chain) != 1) {
            return false;
        }
        for (String rule : rules(table, hook)) {
            String target = target(rule);
            if (isJump(rule, chain)) {
                return true;
            }
            if (target != null && !target.startsWith(PREFIX) && !GOES_ON.contains(target)) {
                return false;
            }
        }
        return false;
    }

    private static @Nullable String target(String rule) {
        Matcher matcher = TARGET.matcher(rule);
        String found = null;
        while (matcher.find()) {
            found = matcher.group(1);
        }
        return found;
    }

    static FilterTable replace(@Nullable FilterTable have, Operation.ChainReplace op) {
        var chains = new TreeMap<String, List<String>>();
        Map<String, String> policies = Map.of(op.hook(), "ACCEPT");
        if (have != null) {
            chains.putAll(have.chains());
            policies = have.policies();
        }
        List<String> hook = new ArrayList<>(chains.getOrDefault(op.hook(), List.of()));
        int toRemove = op.jumpsToRemove();
        for (var rules = hook.iterator(); rules.hasNext() && toRemove > 0; ) {
            if (isJump(rules.next(), op.chain())) {
                rules.remove();
                toRemove--;
            }
        }
        if (op.rules().isEmpty()) {
            chains.remove(op.chain());
        } else {
            hook.addFirst("-m comment --comment \"" + op.comment() + "\" -j " + op.chain());
            chains.put(op.chain(), op.rules());
        }
        chains.put(op.hook(), hook);
        return new FilterTable(chains, policies);
    }
}
