package nsfleet.net;

import nsfleet.diagnostics.Parsed;

import java.util.Locale;

/// An Ethernet address, six bytes in lower case with colons, as `ip` prints it.
public record Mac(String text) {
    /// Reads an address with colons or dashes.
    public static Parsed<Mac> parse(String text) {
        String canonical = text.toLowerCase(Locale.ROOT).replace('-', ':');
        if (!canonical.matches("([0-9a-f]{2}:){5}[0-9a-f]{2}")) {
            return Parsed.bad("\"" + text + "\" is not a MAC address such as 02:00:00:00:00:01");
        }
        if ((Integer.parseInt(canonical.substring(0, 2), 16) & 1) == 1) {
            return Parsed.bad(
                    "\"" + text + "\" is a multicast address; an interface needs a unicast one");
        }
        return Parsed.good(new Mac(canonical));
    }

    /// An address that is known to be good.
    public static Mac of(String text) {
        return parse(text).orThrow();
    }

    @Override
    public String toString() {
        return text;
    }
}
