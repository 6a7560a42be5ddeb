package nsfleet.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Wherever the pieces of a stream begin and end, the same is found in it.
class MarkerScannerTest {
    private static String scan(String nonce, String stream, int piece) {
        var found = new StringBuilder();
        var scanner =
                new MarkerScanner(
                        nonce,
                        new MarkerScanner.Sink() {
                            @Override
                            public void data(byte[] bytes, int from, int to) {
                                found.append(
                                        new String(
                                                bytes,
                                                from,
                                                to - from,
                                                StandardCharsets.ISO_8859_1));
                            }

                            @Override
                            public void marker(String words) {
                                found.append("<").append(words).append(">");
                            }
                        });
        byte[] all = stream.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < all.length; at += piece) {
            byte[] bytes = java.util.Arrays.copyOfRange(all, at, Math.min(all.length, at + piece));
            scanner.accept(bytes, bytes.length);
        }
        scanner.end();
        return found.toString();
    }

    @Test
    void markersAreFoundInPiecesOfAnySize() {
        String stream = "\n@abc B 1\na\n\n@abc\n@ab\n\n@abc E 1 0\n@abc x\n@@abc y\n";
        for (int piece = 1; piece <= stream.length(); piece++) {
            assertThat(scan("abc", stream, piece))
                    .isEqualTo("<B 1>a\n\n@abc\n@ab\n<E 1 0>@abc x\n@@abc y\n");
        }
    }

    @Test
    void dataIsNeverChanged() {
        var random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            var data = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                data.append("\n@abc 1".charAt(random.nextInt(7)));
            }
            String text = data.toString();
            if (!text.contains("\n@abc ")) {
                assertThat(scan("abc", text + "\n@abc E 1 0\n", 1 + random.nextInt(9)))
                        .isEqualTo(text + "<E 1 0>");
            }
        }
    }
}
