package nsfleet.probe;

import nsfleet.net.Netns;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the second probe must read, beyond what the first reads of every host: only what some lab
/// wants, claims or recorded.
public record Look(Set<Query> queries) {
    /// Nothing to read.
    public static final Look NOTHING = new Look(Set.of());

    public Look {
        queries = Set.copyOf(queries);
    }

    /// Nothing to read: no second round trip is needed.
    public boolean isEmpty() {
        return queries.isEmpty();
    }

    /// What this and another ask for.
    public Look and(Look other) {
        Set<Query> all = new HashSet<>(queries);
        all.addAll(other.queries);
        return new Look(all);
    }

    /// What it asks for of one kind.
    public <Q extends Query> Set<Q> of(Class<Q> kind) {
        return queries.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .collect(Collectors.toSet());
    }

    /// The namespaces that it asks about.
    Set<Netns> namespaces() {
        return queries.stream().map(Query::netns).collect(Collectors.toCollection(TreeSet::new));
    }

    /// What it asks for of one kind in one namespace.
    <Q extends Query> Stream<Q> in(Netns netns, Class<Q> kind) {
        return queries.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(query -> query.netns().equals(netns));
    }
}
