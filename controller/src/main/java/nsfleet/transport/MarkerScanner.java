package nsfleet.transport;

import java.nio.charset.StandardCharsets;

/// Cuts a stream at the markers of a session: lines `@NONCE WORDS` with a newline of their own
/// before them, as `templates/session/functions.sh.ftl` prints them. Everything else is data,
/// whatever it looks like.
final class MarkerScanner {
    /// Longer than any marker: more is not one.
    private static final int LONGEST = 64;

    /// Where the parts go.
    interface Sink {
        /// A piece of output.
        void data(byte[] bytes, int from, int to);

        /// A marker's words.
        void marker(String words);
    }

    private final byte[] prefix;
    private final Sink sink;
    private final byte[] words = new byte[LONGEST];

    /// How much of the prefix the last bytes match; the prefix is complete when a marker's words
    /// follow.
    private int matched;

    private int wordCount;

    MarkerScanner(String nonce, Sink sink) {
        this.prefix = ("\n@" + nonce + " ").getBytes(StandardCharsets.US_ASCII);
        this.sink = sink;
    }

    void accept(byte[] bytes, int length) {
        int start = 0;
        int i = 0;
        while (i < length) {
            byte b = bytes[i];
            if (matched == prefix.length) {
                i++;
                start = i;
                word(b);
            } else if (b == prefix[matched]) {
                if (matched == 0) {
                    flush(bytes, start, i);
                }
                matched++;
                i++;
                start = i;
            } else if (matched > 0) {
                // Only the prefix's first byte is a newline: no other place of it can begin anew.
                sink.data(prefix, 0, matched);
                matched = 0;
                start = i;
            } else {
                i++;
            }
        }
        if (matched == 0) {
            flush(bytes, start, length);
        }
    }

    /// Gives out what looked like the beginning of a marker: nothing comes any more.
    void end() {
        if (matched < prefix.length) {
            sink.data(prefix, 0, matched);
            matched = 0;
        }
    }

    private void flush(byte[] bytes, int from, int to) {
        if (to > from) {
            sink.data(bytes, from, to);
        }
    }

    private void word(byte b) {
        if (b == '\n') {
            String marker = new String(words, 0, wordCount, StandardCharsets.US_ASCII);
            wordCount = 0;
            matched = 0;
            sink.marker(marker);
        } else if (wordCount < LONGEST) {
            words[wordCount++] = b;
        }
    }
}
