package nsfleet.verify;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Ip;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of ss(8), which has no JSON in any version.
///
/// @param proto tcp, udp, ...; null where ss was asked for one only and left the column out
/// @param state null where ss was asked for one only
/// @param address `*` for any address of both families
/// @param port a number, or `*`
/// @param processes names, sorted; empty where ss did not show any
record Socket(
        @Nullable String proto,
        @Nullable String state,
        String address,
        String port,
        String peer,
        Set<String> processes) {
    private static final Set<String> PROTOCOLS =
            Set.of("tcp", "udp", "mptcp", "sctp", "dccp", "raw", "icmp", "icmp6", "???");
    private static final Pattern STATE = Pattern.compile("[A-Z][A-Z0-9-]{2,15}");
    // users:(("nginx",pid=7,fd=6),("nginx",pid=8,fd=6)); before iproute2 4: (("nginx",7,6))
    private static final Pattern PROCESS = Pattern.compile("\\(\"((?:[^\"\\\\]|\\\\.){0,64})\",");

    /// Reads all lines; a line that is none is left out.
    static List<Socket> parse(String output) {
        List<Socket> sockets = new ArrayList<>();
        output.lines().map(Socket::line).filter(s -> s != null).forEach(sockets::add);
        return sockets;
    }

    private static @Nullable Socket line(String line) {
        int users = line.indexOf("users:((");
        String columns = users < 0 ? line : line.substring(0, users);
        String[] words = columns.strip().split("\\s+");
        int at = 0;
        String proto = PROTOCOLS.contains(words[at]) ? words[at++] : null;
        String state = at < words.length && STATE.matcher(words[at]).matches() ? words[at++] : null;
        if (words.length < at + 4 || !number(words[at]) || !number(words[at + 1])) {
            return null;
        }
        String local = words[at + 2];
        int colon = local.lastIndexOf(':');
        if (colon < 0) {
            return null;
        }
        var processes = new TreeSet<String>();
        Matcher matcher = PROCESS.matcher(users < 0 ? "" : line.substring(users));
        while (matcher.find()) {
            processes.add(matcher.group(1));
        }
        return new Socket(
                proto,
                state,
                bare(local.substring(0, colon)),
                local.substring(colon + 1),
                words[at + 3],
                processes);
    }

    private static boolean number(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// Without brackets and without the device of a scoped socket: `[fe80::1]%eth0`,
    /// `127.0.0.53%lo`.
    private static String bare(String address) {
        String text = address.replaceFirst("%.*$", "");
        return text.startsWith("[") && text.endsWith("]")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /// Whether it is bound to this address. A wildcard is bound to `0.0.0.0` or `::`, not to every
    /// address: where a server listens is what is asked.
    boolean boundTo(Ip wanted) {
        if (address.equals("*")) {
            return wanted.number().signum() == 0;
        }
        String text =
                address.startsWith("::ffff:") && address.indexOf('.') > 0
                        ? address.substring("::ffff:".length())
                        : address;
        return Ip.parse(text) instanceof Parsed.Good<Ip>(var ip) && ip.equals(wanted);
    }

    /// For the result's values.
    Map<String, Object> values() {
        Map<String, Object> values = Verdict.ordered();
        if (proto != null) {
            values.put("proto", proto);
        }
        if (state != null) {
            values.put("state", state);
        }
        values.put("address", address);
        values.put("port", number(port) && port.length() < 6 ? Integer.parseInt(port) : port);
        if (!peer.matches("(\\*|0\\.0\\.0\\.0|\\[::\\]|::):\\*")) {
            values.put("peer", peer);
        }
        if (!processes.isEmpty()) {
            values.put("process", String.join(",", processes));
        }
        return values;
    }

    @Override
    public String toString() {
        return (address.indexOf(':') >= 0 ? "[" + address + "]" : address)
                + ":"
                + port
                + (processes.isEmpty() ? "" : " (" + String.join(", ", processes) + ")");
    }
}
