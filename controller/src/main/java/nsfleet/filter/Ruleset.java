package nsfleet.filter;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one lab has in the packet filter of one namespace, of one family, in one backend.
///
/// @param chains our own chains, by the hook that leads to them; none is there without a line
/// @param policies what becomes of packets that no rule of a hook ends the way of, where the lab
///   says so
public record Ruleset(SortedMap<Hook, List<Line>> chains, SortedMap<Hook, Policy> policies) {
    /// Nothing.
    public static final Ruleset EMPTY = new Ruleset(Map.of(), Map.of());

    /// Of any maps.
    public Ruleset(Map<Hook, List<Line>> chains, Map<Hook, Policy> policies) {
        this(new TreeMap<>(chains), new TreeMap<>(policies));
    }

    public Ruleset {
        var copy = new TreeMap<Hook, List<Line>>();
        chains.forEach(
                (hook, lines) -> {
                    if (!lines.isEmpty()) {
                        copy.put(hook, List.copyOf(lines));
                    }
                });
        chains = Collections.unmodifiableSortedMap(copy);
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
    }

    /// The lines of a hook, in order.
    public List<Line> lines(Hook hook) {
        return chains.getOrDefault(hook, List.of());
    }

    /// Whether nothing is said at all.
    public boolean isEmpty() {
        return chains.isEmpty() && policies.isEmpty();
    }
}
