package nsfleet.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a host prints before its shell is ready: greetings, prompts, complaints. Only the last part
/// is kept.
final class BootText {
    private static final int KEPT = 64 * 1024;

    private byte[] bytes = new byte[0];

    void add(byte[] more, int length) {
        var all = new ByteArrayOutputStream(bytes.length + length);
        int old = Math.min(bytes.length, Math.max(0, KEPT - length));
        all.write(bytes, bytes.length - old, old);
        all.write(more, 0, length);
        bytes = all.toByteArray();
    }

    /// How often a text occurs.
    int count(String text) {
        String all = text();
        int count = 0;
        for (int at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + text.length())) {
            count++;
        }
        return count;
    }

    /// The rest of the line that begins with these words; null unless the whole line is there.
    @org.jspecify.annotations.Nullable
    String line(String begin) {
        String all = text();
        int from = all.indexOf(begin);
        int to = from < 0 ? -1 : all.indexOf('\n', from);
        return to < 0 ? null : all.substring(from + begin.length(), to);
    }

    /// The bytes after the line that begins so, and forgets them.
    byte[] takeAfter(String begin) {
        String all = text();
        int from = all.indexOf('\n', all.indexOf(begin)) + 1;
        byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
        bytes = Arrays.copyOf(bytes, from);
        return rest;
    }

    /// One character for each byte, so that positions are those of the bytes.
    private String text() {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// The last lines that say something, for a message.
    ///
    /// @param leaveOut what nsfleet itself wrote there
    String lastLines(int count, String... leaveOut) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (String own : leaveOut) {
            text = text.replace(own, "\n");
        }
        var lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return String.join("; ", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }
}
