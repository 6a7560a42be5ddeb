package nsfleet.verify;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What ping(8) says at its end: iputils in all versions, busybox.
///
/// @param min null where ping measured no times: nothing came back, or fewer than 16 bytes went out
record PingOutput(
        int sent,
        int received,
        double lossPercent,
        @Nullable Double min,
        @Nullable Double avg,
        @Nullable Double max) {
    // "2 packets transmitted, 1 received, +1 errors, 50% packet loss, time 1001ms", or busybox's
    // "2 packets transmitted, 1 packets received, 1 duplicates, 50% packet loss"
    private static final Pattern COUNTS =
            Pattern.compile(
                    "(?m)^(\\d{1,9}) packets transmitted, (\\d{1,9}) (?:packets )?received,"
                            + "(?:[^,\n]{1,40},){0,5}? *([0-9.]{1,12})% packet loss");
    // "rtt min/avg/max/mdev = 0.027/0.029/0.031/0.002 ms"; busybox: "round-trip min/avg/max"
    private static final Pattern TIMES =
            Pattern.compile(
                    "(?m)^(?:rtt|round-trip) min/avg/max(?:/[a-z]+)? ="
                            + " ([0-9.]{1,12})/([0-9.]{1,12})/([0-9.]{1,12})");

    /// Reads it; empty if ping did not get as far as counting.
    static Optional<PingOutput> parse(String output) {
        Matcher counts = COUNTS.matcher(output);
        if (!counts.find()) {
            return Optional.empty();
        }
        Matcher times = TIMES.matcher(output);
        boolean timed = times.find();
        try {
            return Optional.of(
                    new PingOutput(
                            Integer.parseInt(counts.group(1)),
                            Integer.parseInt(counts.group(2)),
                            Double.parseDouble(counts.group(3)),
                            timed ? Double.valueOf(times.group(1)) : null,
                            timed ? Double.valueOf(times.group(2)) : null,
                            timed ? Double.valueOf(times.group(3)) : null));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// By the names of the contract.
    Map<String, Object> values() {
        Map<String, Object> values = Verdict.ordered();
        values.put("sent", sent);
        values.put("received", received);
        values.put("loss_percent", lossPercent);
        if (min != null && avg != null && max != null) {
            values.put("rtt_min_ms", min);
            values.put("rtt_avg_ms", avg);
            values.put("rtt_max_ms", max);
        }
        return values;
    }
}
