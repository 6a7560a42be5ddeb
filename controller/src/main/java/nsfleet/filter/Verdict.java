package nsfleet.filter;

import nsfleet.net.Ip;

import org.jspecify.annotations.Nullable;

/// What happens to a packet that a rule applies to.
public sealed interface Verdict {
    /// It passes.
    record Accept() implements Verdict {}

    /// It is gone.
    record Drop() implements Verdict {}

    /// It is gone, and the sender is told that the port is unreachable.
    record Reject() implements Verdict {}

    /// The kernel's log tells of it; it goes on to the next rule.
    ///
    /// @param prefix at most 29 characters (xt_LOG.h)
    record Log(String prefix) implements Verdict {}

    /// Its source becomes the address of the interface that it leaves by.
    record Masquerade() implements Verdict {}

    /// Its source becomes this.
    record Snat(Ip to) implements Verdict {}

    /// Its destination becomes this.
    ///
    /// @param port null for the one it had
    record Dnat(Ip to, @Nullable Integer port) implements Verdict {}

    /// Its firewall mark gets these bits; it goes on to the next rule.
    ///
    /// @param mark within `mask`
    /// @param mask the bits that are set or cleared
    record Mark(long mark, long mask) implements Verdict {
        /// All bits.
        public static final long ALL = 0xffffffffL;
    }

    /// Whether no later rule of the table sees the packet.
    default boolean ends() {
        return !(this instanceof Log || this instanceof Mark);
    }

    /// For people: `accept`, `dnat to 10.0.0.2:80`.
    default String text() {
        return switch (this) {
            case Accept _ -> "accept";
            case Drop _ -> "drop";
            case Reject _ -> "reject";
            case Log _ -> "log";
            case Masquerade _ -> "masquerade";
            case Snat(var to) -> "snat to " + to;
            case Dnat(var to, var port) ->
                    "dnat to "
                            + (port == null
                                    ? to
                                    : to.v6() ? "[" + to + "]:" + port : to + ":" + port);
            case Mark(long mark, long mask) ->
                    "mark 0x"
                            + Long.toHexString(mark)
                            + (mask == Mark.ALL ? "" : "/0x" + Long.toHexString(mask));
        };
    }
}
