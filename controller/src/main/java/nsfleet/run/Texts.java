package nsfleet.run;

import java.time.Duration;

/// Words for people.
final class Texts {
    private Texts() {}

    /// `90s`, `10m`, `1.5s`.
    static String duration(Duration time) {
        long millis = time.toMillis();
        if (millis % 1000 != 0) {
            return millis / 1000.0 + "s";
        }
        return millis % 60_000 == 0 && millis > 0 ? millis / 60_000 + "m" : millis / 1000 + "s";
    }
}
