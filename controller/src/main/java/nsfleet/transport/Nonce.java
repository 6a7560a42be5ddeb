package nsfleet.transport;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Words that nobody else can guess: 128 random bits in hexadecimal.
final class Nonce {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Nonce() {}

    static String fresh() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
