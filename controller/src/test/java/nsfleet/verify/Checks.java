package nsfleet.verify;

import nsfleet.net.Netns;
import nsfleet.resource.Check;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Checks for tests: on the host, 5 s, no retries.
final class Checks {
    static final String NONCE = "n0nce";

    private Checks() {}

    static Check of(Check.Probe probe) {
        return of(probe, Netns.HOST, Duration.ofSeconds(5));
    }

    static Check of(Check.Probe probe, Netns netns, Duration timeout) {
        String type =
                switch (probe) {
                    case Check.Ping _ -> "ping";
                    case Check.Listening _ -> "listening";
                    case Check.Sockets _ -> "sockets";
                    case Check.Tcp _ -> "tcp";
                    case Check.RouteGet _ -> "route";
                    case Check.Command _ -> "command";
                };
        return new Check(
                type + " of a test", type, netns, null, 0, Duration.ofSeconds(1), timeout, probe);
    }

    static Check.Ping ping(String to, int count, boolean reachable) {
        return new Check.Ping(to, count, null, false, null, null, reachable, null, null);
    }

    static Check.Command command(String run) {
        return new Check.Command(run, 0, null, null);
    }

    static Check.Command command(String run, @Nullable String matches, @Nullable String not) {
        return new Check.Command(run, 0, matches, not);
    }

    /// What the program prints for one check.
    static String frame(int index, int status, String output, String error) {
        return "\n@"
                + NONCE
                + " K "
                + index
                + " 10.00 10.25\n"
                + error
                + "\n@"
                + NONCE
                + " R "
                + status
                + "\n\n@"
                + NONCE
                + " O "
                + output.length()
                + "\n"
                + output
                + "\n@"
                + NONCE
                + " Z "
                + index
                + "\n";
    }
}
