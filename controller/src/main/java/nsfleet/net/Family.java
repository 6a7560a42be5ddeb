package nsfleet.net;

/// An address family.
public enum Family {
    V4(32),
    V6(128);

    private final int bits;

    Family(int bits) {
        this.bits = bits;
    }

    /// The number of bits of an address.
    public int bits() {
        return bits;
    }
}
