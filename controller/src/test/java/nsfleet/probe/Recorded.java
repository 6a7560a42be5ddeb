package nsfleet.probe;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Recorded output of hosts.
final class Recorded {
    private Recorded() {}

    static String text(String name) {
        try (var in = Recorded.class.getResourceAsStream("/probe/" + name)) {
            if (in == null) {
                throw new AssertionError("no recording " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FirstLook look(String name) {
        return Prober.readFirst(text(name)).orThrow();
    }

    static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("it is not there");
        }
        return value;
    }
}
