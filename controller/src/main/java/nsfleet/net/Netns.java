package nsfleet.net;

import nsfleet.diagnostics.Parsed;

import java.util.regex.Pattern;

/// A network namespace by its name under `/run/netns` (ip-netns(8)), or the host's own one.
///
/// @param name empty for the host itself
public record Netns(String name) implements Comparable<Netns> {
    /// The namespace that the SSH server lives in.
    public static final Netns HOST = new Netns("");

    // The kernel allows more; these are what a shell, a path and an identity can carry without
    // quoting.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@:+-]{0,63}");

    /// Reads a namespace's name; `host` means the host itself.
    public static Parsed<Netns> parse(String text) {
        if (text.equals("host")) {
            return Parsed.good(HOST);
        }
        if (!NAME.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            return Parsed.bad(
                    "\""
                            + text
                            + "\" is not a namespace name: 1 to 64 letters, digits and _ . @ : + -,"
                            + " starting with a letter, digit or _");
        }
        return Parsed.good(new Netns(text));
    }

    /// A name that is known to be good.
    public static Netns of(String text) {
        return parse(text).orThrow();
    }

    /// Whether this is the host itself.
    public boolean isHost() {
        return name.isEmpty();
    }

    /// How an identity writes a thing that lives here: `ns1/eth0`, on the host `eth0`.
    public String label(String thing) {
        return isHost() ? thing : name + "/" + thing;
    }

    /// How an identity writes the namespace in front of other words: `ns1 `, nothing on the host.
    public String prefix() {
        return isHost() ? "" : name + " ";
    }

    @Override
    public int compareTo(Netns other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return isHost() ? "host" : name;
    }
}
