package nsfleet.filter;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A set of ports, in the one form that equal sets have: ranges that rise and do not touch.
public record Ports(List<Range> ranges) {
    /// Ports from one to another, both included.
    public record Range(int from, int to) {
        public Range {
            if (from < 0 || to > 65535 || from > to) {
                throw new IllegalArgumentException(from + "-" + to + " is not a range of ports");
            }
        }

        @Override
        public String toString() {
            return from == to ? String.valueOf(from) : from + "-" + to;
        }
    }

    public Ports {
        ranges = List.copyOf(ranges);
    }

    /// The set of these.
    public static Ports of(Collection<Range> some) {
        List<Range> joined = new ArrayList<>();
        for (Range next : some.stream().sorted(Comparator.comparingInt(Range::from)).toList()) {
            Range last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && next.from <= last.to + 1) {
                joined.set(joined.size() - 1, new Range(last.from, Math.max(last.to, next.to)));
            } else {
                joined.add(next);
            }
        }
        return new Ports(joined);
    }

    /// One port.
    public static Ports of(int port) {
        return new Ports(List.of(new Range(port, port)));
    }

    /// Whether a port is in the set.
    public boolean contains(int port) {
        return ranges.stream().anyMatch(range -> range.from <= port && port <= range.to);
    }

    /// How many of the 15 places of iptables' multiport match the set takes (xt_multiport.h).
    public int places() {
        return ranges.stream().mapToInt(range -> range.from == range.to ? 1 : 2).sum();
    }

    @Override
    public String toString() {
        return ranges.stream().map(Range::toString).collect(Collectors.joining(","));
    }
}
