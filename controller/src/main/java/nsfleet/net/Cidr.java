package nsfleet.net;

import nsfleet.diagnostics.Parsed;

import java.math.BigInteger;

/// An address with a prefix length. Host bits are kept: `10.0.0.1/24` is an interface address,
/// `10.0.0.0/24` a network.
public record Cidr(Ip address, int length) implements Comparable<Cidr> {
    /// All of IPv4: what `default` means without a gateway that says otherwise.
    public static final Cidr DEFAULT4 = new Cidr(new Ip(Family.V4, "0.0.0.0"), 0);

    /// All of IPv6.
    public static final Cidr DEFAULT6 = new Cidr(new Ip(Family.V6, "::"), 0);

    public Cidr {
        if (length < 0 || length > address.family().bits()) {
            throw new IllegalArgumentException(
                    "/" + length + " is not a prefix length of " + address);
        }
    }

    /// Reads `ADDRESS/LENGTH`; a bare address is refused, since iproute2 would silently make it a
    /// /32.
    public static Parsed<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Parsed.bad(
                    "\""
                            + text
                            + "\" has no prefix length: write it as ADDRESS/LENGTH, such as "
                            + example(text));
        }
        String length = text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}")) {
            return Parsed.bad("\"" + text + "\" has no number as its prefix length");
        }
        int bits = Integer.parseInt(length);
        return Ip.parse(text.substring(0, slash))
                .then(
                        ip ->
                                bits > ip.family().bits()
                                        ? Parsed.bad("/" + bits + " is too long a prefix for " + ip)
                                        : Parsed.good(new Cidr(ip, bits)));
    }

    private static String example(String text) {
        return Ip.parse(text) instanceof Parsed.Good<Ip>(var ip)
                ? ip + (ip.v6() ? "/64" : "/24")
                : "10.0.0.1/24";
    }

    /// A text that is known to be good.
    public static Cidr of(String text) {
        return parse(text).orThrow();
    }

    /// The whole of one address: /32 or /128.
    public static Cidr of(Ip ip) {
        return new Cidr(ip, ip.family().bits());
    }

    /// The family of the address.
    public Family family() {
        return address.family();
    }

    /// Whether it is IPv6.
    public boolean v6() {
        return address.v6();
    }

    /// The same with host bits zero.
    public Cidr network() {
        int host = family().bits() - length;
        BigInteger base = address.number().shiftRight(host).shiftLeft(host);
        return new Cidr(Ip.fromNumber(family(), base), length);
    }

    /// Whether an address lies in the network.
    public boolean contains(Ip ip) {
        int host = family().bits() - length;
        return ip.family() == family()
                && ip.number().shiftRight(host).equals(address.number().shiftRight(host));
    }

    /// Whether the two networks have an address in common.
    public boolean overlaps(Cidr other) {
        return length <= other.length ? contains(other.address) : other.contains(address);
    }

    /// Whether it is the whole family: a default route's destination.
    public boolean isDefault() {
        return length == 0;
    }

    @Override
    public int compareTo(Cidr other) {
        int byAddress = address.compareTo(other.address);
        return byAddress != 0 ? byAddress : Integer.compare(length, other.length);
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
