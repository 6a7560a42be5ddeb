package nsfleet.resolve;

import nsfleet.diagnostics.Span;
import nsfleet.net.LabName;
import nsfleet.net.Mac;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// A cable between two ends, as some host of the play sees the step.
///
/// @param mtu null when none was said
record Wire(LabName lab, String id, @Nullable Integer mtu, WireEnd one, WireEnd other, Span span) {
    /// Room for the outer headers of VXLAN on a path of 1500, and some more for a path that is
    /// itself a tunnel.
    private static final int ACROSS = 1400;

    /// Apart from 4789 and 8472, which others on a host (overlay networks of containers) are likely
    /// to use: so a number that they have too does no harm.
    static final int PORT = 14789;

    List<WireEnd> on(String host) {
        return Stream.of(one, other).filter(end -> end.host().equals(host)).toList();
    }

    /// The host at the other end; null where both are on this one.
    @Nullable String far(String host) {
        return !one.host().equals(host)
                ? one.host()
                : !other.host().equals(host) ? other.host() : null;
    }

    boolean across() {
        return !one.host().equals(other.host());
    }

    /// The mtu of an end; null for what the kernel gives.
    @Nullable Integer mtu(WireEnd end) {
        return end.mtu() != null ? end.mtu() : mtu != null ? mtu : across() ? ACROSS : null;
    }

    /// Whether it is the same wire, seen by another host.
    boolean same(Wire seen) {
        return Objects.equals(mtu, seen.mtu)
                && (one.same(seen.one) && other.same(seen.other)
                        || one.same(seen.other) && other.same(seen.one));
    }

    /// The hardware address of an end; null for what the kernel gives. Across hosts it is always
    /// the same: one that is made again would have another by chance, and the far end, which was
    /// not touched, would send to the old one until its neighbour entry ages.
    @Nullable Mac mac(WireEnd end) {
        if (end.mac() != null || !across()) {
            return end.mac();
        }
        byte[] digest = digest(lab + " " + id + " " + end.label());
        return Mac.of("02:" + HexFormat.ofDelimiter(":").formatHex(digest, 0, 5));
    }

    /// The number of its VXLAN segment, the same on both hosts: 24 bits of a digest of lab and id,
    /// never 0.
    int number() {
        byte[] digest = digest(lab + " " + id);
        int number = (digest[0] & 255) << 16 | (digest[1] & 255) << 8 | digest[2] & 255;
        return number == 0 ? 1 : number;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
