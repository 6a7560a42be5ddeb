package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.filter.Ports;
import nsfleet.filter.Protocol;
import nsfleet.filter.Verdict;
import nsfleet.net.Cidr;
import nsfleet.net.Ip;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Readers of the small texts that keys take.
final class Texts {
    private static final Pattern DURATION = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h|d)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final Pattern PERCENT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*%");
    private static final Pattern ENDPOINT =
            Pattern.compile("(?:\\[([^\\]]+)\\]|([^:\\[\\]\\s]+)):([0-9]{1,5})");
    // rtnetlink(7): the tables that the kernel knows by these names.
    private static final Map<String, String> TABLES =
            Map.of("253", "default", "254", "main", "255", "local");
    private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*|[0-9]{1,10}");
    private static final Pattern RANGE = Pattern.compile("([0-9]{1,10})(?:-([0-9]{1,10}))?");
    private static final Pattern MARK =
            Pattern.compile(
                    "(0[xX][0-9a-fA-F]{1,8}|[0-9]{1,10})(?:/(0[xX][0-9a-fA-F]{1,8}|[0-9]{1,10}))?");
    // What ip-rule(8) prints for the numbers of /etc/protocols that it has names for.
    private static final Map<String, String> PROTOCOLS =
            Map.of("1", "icmp", "6", "tcp", "17", "udp", "58", "ipv6-icmp", "132", "sctp");

    private Texts() {}

    /// ADDRESS:PORT as read.
    record Endpoint(String host, int port) {}

    static Parsed<Duration> duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad(
                    "\""
                            + text
                            + "\" is not a duration: a number with ms, s, m, h or d, such as 5s");
        }
        long unit = MILLIS.getOrDefault(matcher.group(2), 0L);
        BigDecimal millis = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        return millis.compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000)) > 0
                ? Parsed.bad("\"" + text + "\" is too long")
                : Parsed.good(Duration.ofNanos(millis.movePointRight(6).longValue()));
    }

    private static final Pattern RATE =
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(bit|kbit|mbit|gbit)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIZE =
            Pattern.compile("([0-9]+)(b|k|kb|m|mb)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SHORT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(us|ms|s)");

    /// Bits per second. In tc(8) `mbps` means bytes, which hardly anybody who writes it wants.
    static Parsed<Long> rate(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad(
                    "\""
                            + text
                            + "\" is not a rate: a number with bit, kbit, mbit or gbit, such as"
                            + " 10mbit"
                            + (text.toLowerCase(Locale.ROOT).endsWith("bps")
                                    ? " (tc takes mbps for megabytes)"
                                    : ""));
        }
        long unit =
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "kbit" -> 1_000L;
                    case "mbit" -> 1_000_000L;
                    case "gbit" -> 1_000_000_000L;
                    default -> 1L;
                };
        long rate = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
        return rate < 8 ? Parsed.bad("the rate is less than a byte a second") : Parsed.good(rate);
    }

    /// Bytes, with the units of tc(8), which count by 1024.
    static Parsed<Long> size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches() || matcher.group(1).length() > 9) {
            return Parsed.bad("\"" + text + "\" is not a size: bytes, or with kb or mb");
        }
        String unit = matcher.group(2) == null ? "b" : matcher.group(2).toLowerCase(Locale.ROOT);
        long factor = unit.startsWith("k") ? 1024 : unit.startsWith("m") ? 1024 * 1024 : 1;
        return Parsed.good(Long.parseLong(matcher.group(1)) * factor);
    }

    /// Microseconds.
    static Parsed<Long> micros(String text) {
        Matcher matcher = SHORT.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad(
                    "\"" + text + "\" is not a duration: a number with us, ms or s, such as 50ms");
        }
        long unit =
                switch (matcher.group(2)) {
                    case "us" -> 1L;
                    case "ms" -> 1_000L;
                    default -> 1_000_000L;
                };
        long micros =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
        return micros > 60_000_000
                ? Parsed.bad("\"" + text + "\" is more than a minute")
                : Parsed.good(micros);
    }

    static Parsed<Double> percent(String text) {
        Matcher matcher = PERCENT.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad("\"" + text + "\" is not a percentage such as 10%");
        }
        double value = Double.parseDouble(matcher.group(1));
        return value > 100 ? Parsed.bad(text + " is more than 100%") : Parsed.good(value);
    }

    static Parsed<Long> number(String text, long least, long most) {
        if (!text.matches("-?[0-9]{1,18}")) {
            return Parsed.bad("\"" + text + "\" is not a whole number");
        }
        long value = Long.parseLong(text);
        return value < least || value > most
                ? Parsed.bad(value + " is not between " + least + " and " + most)
                : Parsed.good(value);
    }

    static Parsed<Boolean> bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> Parsed.good(true);
            case "false", "no", "off" -> Parsed.good(false);
            default -> Parsed.bad("\"" + text + "\" is neither true nor false");
        };
    }

    /// A destination: `default`, an address, or a network whose host bits may be set.
    static Parsed<Cidr> destination(String text) {
        if (text.equals("default")) {
            return Parsed.good(Cidr.DEFAULT4);
        }
        return text.contains("/")
                ? Cidr.parse(text)
                : Ip.parse(text).then(ip -> Parsed.good(Cidr.of(ip)));
    }

    /// A table's number or name, the kernel's own by name.
    static Parsed<String> table(String text) {
        if (!TABLE.matcher(text).matches()) {
            return Parsed.bad("\"" + text + "\" is not a routing table: a number or a name");
        }
        if (!Character.isDigit(text.charAt(0))) {
            return Parsed.good(text);
        }
        return number(text, 1, 0xffffffffL)
                .then(n -> Parsed.good(TABLES.getOrDefault(String.valueOf(n), String.valueOf(n))));
    }

    /// A number or `from-to`, in canonical form.
    static Parsed<String> range(String text, long most, boolean always) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad("\"" + text + "\" is neither a number nor FROM-TO");
        }
        long from = Long.parseLong(matcher.group(1));
        long to = matcher.group(2) == null ? from : Long.parseLong(matcher.group(2));
        if (from > to) {
            return Parsed.bad("\"" + text + "\" is backwards");
        }
        if (to > most) {
            return Parsed.bad(to + " is more than " + most);
        }
        return Parsed.good(from == to && !always ? String.valueOf(from) : from + "-" + to);
    }

    /// A mark with or without mask, in lower case hex as `ip rule` prints it.
    static Parsed<String> mark(String text) {
        Matcher matcher = MARK.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad("\"" + text + "\" is not a mark such as 0x1 or 0x1/0xff");
        }
        long mark = Long.decode(matcher.group(1));
        long mask = matcher.group(2) == null ? 0xffffffffL : Long.decode(matcher.group(2));
        if (mark > 0xffffffffL || mask > 0xffffffffL) {
            return Parsed.bad("\"" + text + "\" has more than 32 bits");
        }
        return Parsed.good(
                "0x"
                        + Long.toHexString(mark)
                        + (mask == 0xffffffffL ? "" : "/0x" + Long.toHexString(mask)));
    }

    /// A mark to set, with or without mask; the bits of the mark are part of the mask.
    static Parsed<Verdict.Mark> setMark(String text) {
        return mark(text)
                .then(
                        mark -> {
                            String[] parts = mark.split("/");
                            long bits = Long.decode(parts[0]);
                            long mask =
                                    parts.length == 1 ? Verdict.Mark.ALL : Long.decode(parts[1]);
                            return Parsed.good(new Verdict.Mark(bits, mask | bits));
                        });
    }

    static Parsed<String> protocol(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.matches("[0-9]{1,3}|[a-z][a-z0-9-]*")
                ? Parsed.good(PROTOCOLS.getOrDefault(lower, lower))
                : Parsed.bad("\"" + text + "\" is not an IP protocol");
    }

    /// A port or FROM-TO.
    static Parsed<Ports.Range> ports(String text) {
        return range(text, 65535, true)
                .then(
                        range -> {
                            String[] ends = range.split("-");
                            return Parsed.good(
                                    new Ports.Range(
                                            Integer.parseInt(ends[0]), Integer.parseInt(ends[1])));
                        });
    }

    /// The number of an IP protocol.
    static Parsed<Integer> protocolNumber(String text) {
        return Protocol.number(text)
                .<Parsed<Integer>>map(Parsed::good)
                .orElseGet(
                        () ->
                                Parsed.bad(
                                        "\""
                                                + text
                                                + "\" is not an IP protocol: a name such as tcp, or"
                                                + " a number"));
    }

    static Parsed<Endpoint> endpoint(String text) {
        Matcher matcher = ENDPOINT.matcher(text);
        if (!matcher.matches()) {
            return Parsed.bad(
                    "\"" + text + "\" is not ADDRESS:PORT; IPv6 is written [ADDRESS]:PORT");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return number(matcher.group(3), 1, 65535)
                .then(port -> Parsed.good(new Endpoint(host, port.intValue())));
    }

    static Parsed<String> regex(String text) {
        try {
            Pattern.compile(text);
            return Parsed.good(text);
        } catch (PatternSyntaxException e) {
            return Parsed.bad(
                    "\"" + text + "\" is not a regular expression: " + e.getDescription());
        }
    }
}
