package nsfleet.render;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Pattern;

/// What usually is behind a message of the kernel, iproute2, iptables or the shell. For people
/// only: texts differ from version to version.
final class Hints {
    private record Hint(Pattern message, String text) {}

    private static final List<Hint> TABLE =
            List.of(
                    hint(
                            "Operation not permitted|Permission denied|you must be root",
                            "this needs root (CAP_NET_ADMIN and CAP_SYS_ADMIN): log in as root or"
                                    + " use become; containers lack them unless privileged"),
                    hint(
                            "Unknown device type|type \\S+ .*Operation not supported",
                            "this kernel has no such kind of interface: load or install its"
                                    + " module (modprobe)"),
                    hint(
                            "Operation not supported",
                            "this kernel, or this kind of interface, does not support it; a"
                                    + " module may be missing"),
                    hint(
                            "Cannot create namespace file .*File exists",
                            "a namespace of this name was made since nsfleet looked"),
                    hint("Address already assigned", "this address was added since nsfleet looked"),
                    hint(
                            "File exists",
                            "there is one already, perhaps made since nsfleet looked; for a route,"
                                    + " one to the same destination with the same metric"),
                    hint(
                            "Cannot open network namespace|No such file or directory.*netns",
                            "the namespace is not there: was it deleted by hand?"),
                    hint(
                            "Cannot find device|Device .* does not exist|No such device",
                            "the interface is not there: was it deleted or renamed by hand?"),
                    hint(
                            "Nexthop has invalid gateway|Network is unreachable",
                            "the gateway is not in a network of an interface that is up; onlink"
                                    + " would allow that"),
                    hint(
                            "Network is down|Device for nexthop is not up",
                            "the interface of the route is down"),
                    hint(
                            "Invalid prefsrc address|Cannot assign requested address",
                            "the source address is not on this host"),
                    hint("Device or resource busy", "the interface is up or in use by another one"),
                    hint(
                            "Attribute failed policy validation|Numerical result out of range",
                            "the kernel does not take this value"),
                    hint("mtu (greater|less) than device", "the interface does not take this mtu"),
                    hint("xtables lock", "another program held the firewall's lock"),
                    hint(
                            "iptables-(restore|save): not found|ip6tables-(restore|save): not"
                                    + " found|(restore|save): command not found",
                            "iptables is not installed on the host"),
                    hint("nsenter: (command )?not found", "nsenter (util-linux) is missing"),
                    hint("ip: (command )?not found", "iproute2 is not installed on the host"),
                    hint(
                            "cannot create /proc/sys|can't create /proc/sys|/proc/sys.*(No such"
                                    + " file|nonexistent)",
                            "this kernel has no such setting, or it is not writable in a"
                                    + " namespace"),
                    hint(
                            "No space left|Too many open files|Cannot allocate memory|No buffer"
                                    + " space",
                            "the host is out of memory or of a limit"));

    private Hints() {}

    private static Hint hint(String message, String text) {
        return new Hint(Pattern.compile(message, Pattern.CASE_INSENSITIVE), text);
    }

    /// The hint for a message; null for none.
    static @Nullable String of(String message) {
        return TABLE.stream()
                .filter(h -> h.message.matcher(message).find())
                .map(Hint::text)
                .findFirst()
                .orElse(null);
    }
}
