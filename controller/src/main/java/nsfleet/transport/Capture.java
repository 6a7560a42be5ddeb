package nsfleet.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The first bytes of an output, up to a limit; the rest is dropped and told.
final class Capture {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private boolean truncated;

    Capture(int limit) {
        this.limit = limit;
    }

    void add(byte[] bytes, int from, int to) {
        int room = Math.min(to - from, limit - kept.size());
        kept.write(bytes, from, room);
        truncated |= room < to - from;
    }

    boolean truncated() {
        return truncated;
    }

    /// As UTF-8; bytes that are none become U+FFFD.
    String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
