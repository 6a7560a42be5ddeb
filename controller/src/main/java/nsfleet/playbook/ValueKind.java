package nsfleet.playbook;

/// What sort of value a key takes. Reading happens where values are evaluated; this is what
/// documentation, the schema and messages say of it.
public enum ValueKind {
    TEXT("a text"),
    NAME("a name"),
    NETNS("a namespace, or host"),
    INTERFACE("an interface name"),
    ADDRESSES("ADDRESS/LENGTH, or a list of them"),
    CIDR("ADDRESS/LENGTH"),
    IP("an address without prefix length"),
    IPS("an address without prefix length, or a list of them"),
    DESTINATION("an address, ADDRESS/LENGTH, or default"),
    MAC("a MAC address"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    CHOICE("one of the listed words"),
    DURATION("a number with its unit, such as 500ms, 5s, 2m"),
    RATE("bits per second with a unit, such as 10mbit"),
    SIZE("bytes, or with a unit such as 32kb"),
    PERCENT("a percentage, such as 10%"),
    PORT("a port number"),
    PORTS("a port, FROM-TO, or a list of them"),
    WORDS("a word, or a list of them"),
    RANGE("a number or FROM-TO"),
    FWMARK("a mark, or MARK/MASK"),
    REGEX("a regular expression"),
    SHELL("shell text, in which each expression becomes one quoted word"),
    ENDPOINT("ADDRESS:PORT"),
    NAMES("a list of names"),
    ENDS("a list of two ends, each HOST[/NS]:DEV [ADDRESS]... or a map"),
    MAP("a map");

    private final String words;

    ValueKind(String words) {
        this.words = words;
    }

    /// The kind in words, for people: `a number`.
    public String words() {
        return words;
    }
}
