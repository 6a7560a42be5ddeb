package nsfleet.net;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;

import nsfleet.diagnostics.Parsed;

import java.math.BigInteger;

/// An IPv4 or IPv6 address, without a prefix length or a zone.
///
/// @param text canonical: dotted quad, or RFC 5952 as `ip` prints it
public record Ip(Family family, String text) implements Comparable<Ip> {
    static final IPAddressStringParameters STRICT =
            new IPAddressStringParameters.Builder()
                    .allowAll(false)
                    .allowEmpty(false)
                    .allowSingleSegment(false)
                    .allowPrefix(true)
                    .allowMask(false)
                    .allowPrefixOnly(false)
                    .allowWildcardedSeparator(false)
                    .getIPv4AddressParametersBuilder()
                    .allow_inet_aton(false)
                    .allowLeadingZeros(false)
                    .getParentBuilder()
                    .getIPv6AddressParametersBuilder()
                    .allowZone(false)
                    .allowMixed(true)
                    .getParentBuilder()
                    .toParams();

    /// Reads an address; a prefix length is refused.
    public static Parsed<Ip> parse(String text) {
        if (text.indexOf('/') >= 0) {
            return Parsed.bad("\"" + text + "\" has a prefix length where a plain address belongs");
        }
        try {
            return Parsed.good(of(new IPAddressString(text, STRICT).toAddress()));
        } catch (AddressStringException | RuntimeException e) {
            return Parsed.bad("\"" + text + "\" is not an IPv4 or IPv6 address");
        }
    }

    /// An address that is known to be good.
    public static Ip of(String text) {
        return parse(text).orThrow();
    }

    static Ip of(IPAddress address) {
        if (address.isMultiple()) {
            throw new IllegalArgumentException("more than one address: " + address);
        }
        IPAddress plain = address.withoutPrefixLength();
        return new Ip(plain.isIPv4() ? Family.V4 : Family.V6, plain.toCanonicalString());
    }

    /// The library's view of it, for this room.
    IPAddress address() {
        return new IPAddressString(text, STRICT).getAddress();
    }

    /// The address as a number.
    public BigInteger number() {
        return address().getValue();
    }

    /// The address `n` further on; negative goes back.
    ///
    /// @throws IllegalArgumentException beyond the ends of the family's addresses
    public Ip plus(BigInteger n) {
        BigInteger sum = number().add(n);
        if (sum.signum() < 0 || sum.bitLength() > family.bits()) {
            throw new IllegalArgumentException(text + " plus " + n + " is not an address");
        }
        return fromNumber(family, sum);
    }

    /// The address with this number.
    public static Ip fromNumber(Family family, BigInteger number) {
        byte[] bytes = new byte[family.bits() / 8];
        byte[] raw = number.toByteArray();
        for (int i = 0; i < raw.length && i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = raw[raw.length - 1 - i];
        }
        return of(new inet.ipaddr.IPAddressNetwork.IPAddressGenerator().from(bytes));
    }

    /// Whether it is IPv6.
    public boolean v6() {
        return family == Family.V6;
    }

    @Override
    public int compareTo(Ip other) {
        int byFamily = family.compareTo(other.family);
        return byFamily != 0 ? byFamily : number().compareTo(other.number());
    }

    @Override
    public String toString() {
        return text;
    }
}
