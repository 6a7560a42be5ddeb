package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.yaml.Scalar;

import java.util.regex.Pattern;

/// Names and values of kernel settings (sysctl(8), sysctl.d(5)).
final class Sysctls {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_@:+/-][A-Za-z0-9_@:+/.-]*");

    private Sysctls() {}

    /// A name as sysctl(8) prints it. One whose first separator is a slash is a path: then dots
    /// belong to an interface's name, which the dotted form writes as slashes.
    static Parsed<String> name(String text) {
        String dotted = text;
        int slash = text.indexOf('/');
        int dot = text.indexOf('.');
        if (slash >= 0 && (dot < 0 || slash < dot)) {
            var swapped = new StringBuilder();
            for (char c : text.toCharArray()) {
                swapped.append(c == '/' ? '.' : c == '.' ? '/' : c);
            }
            dotted = swapped.toString();
        }
        String[] parts = dotted.split("\\.", -1);
        for (String part : parts) {
            if (!PART.matcher(part).matches() || part.startsWith("/") || part.equals("//")) {
                return Parsed.bad("\"" + text + "\" is not the name of a kernel setting");
            }
        }
        if (parts.length < 2) {
            return Parsed.bad(
                    "\""
                            + text
                            + "\" is not the name of a kernel setting, such as"
                            + " net.ipv4.ip_forward");
        }
        // One setting under two names (net/ipv4/devinet.c): the older one stands for both.
        return Parsed.good(
                dotted.equals("net.ipv4.conf.all.forwarding") ? "net.ipv4.ip_forward" : dotted);
    }

    /// A value as the kernel prints it.
    static String value(Scalar scalar) {
        return scalar.value() instanceof Boolean yes
                ? (yes ? "1" : "0")
                : scalar.text().strip().replaceAll("\\s+", " ");
    }
}
