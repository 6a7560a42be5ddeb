package nsfleet.resource;

import nsfleet.net.Netns;

/// A kernel setting under `/proc/sys` (sysctl(8)).
///
/// @param name as sysctl(8) prints it: dots between parts, a dot inside an interface's name as `/`
/// @param value as the kernel prints it, white space folded to one space
public record Sysctl(Netns netns, String name, String value) implements Resource {
    @Override
    public Key.OfSysctl key() {
        return new Key.OfSysctl(netns, name);
    }

    /// The path below `/proc/sys`: `net/ipv4/conf/v.10/forwarding`.
    public static String path(String name) {
        StringBuilder path = new StringBuilder();
        for (char c : name.toCharArray()) {
            path.append(c == '.' ? '/' : c == '/' ? '.' : c);
        }
        return path.toString();
    }
}
