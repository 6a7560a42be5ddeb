package nsfleet.net;

import nsfleet.diagnostics.Parsed;

/// The name of a network interface: at most 15 bytes (IFNAMSIZ, linux/if.h), no slash, no white
/// space, not `.` or `..` (dev_valid_name in net/core/dev.c). We also refuse a leading `-` and
/// characters that no terminal shows.
public record InterfaceName(String value) implements Comparable<InterfaceName> {
    /// Loopback.
    public static final InterfaceName LO = new InterfaceName("lo");

    /// Reads a name.
    public static Parsed<InterfaceName> parse(String text) {
        if (text.isEmpty()) {
            return Parsed.bad("an interface name may not be empty");
        }
        int bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes > 15) {
            return Parsed.bad(
                    "\""
                            + text
                            + "\" is too long for an interface name: "
                            + bytes
                            + " bytes, the kernel allows 15");
        }
        if (text.equals(".") || text.equals("..") || text.startsWith("-")) {
            return Parsed.bad("\"" + text + "\" is not an interface name");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/'
                    || c == ':'
                    || c == '%'
                    || c <= ' '
                    || c >= 0x7f
                    || "'\"\\#$`*?[]".indexOf(c) >= 0) {
                return Parsed.bad(
                        "\"" + text + "\" is not an interface name: it contains " + shown(c));
            }
        }
        return Parsed.good(new InterfaceName(text));
    }

    /// A name that is known to be good.
    public static InterfaceName of(String text) {
        return parse(text).orThrow();
    }

    private static String shown(char c) {
        return c == ' '
                ? "a space"
                : c < ' ' || c >= 0x7f ? "a character that is not plain ASCII" : "'" + c + "'";
    }

    @Override
    public int compareTo(InterfaceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
