package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Attached;
import nsfleet.probe.Attached.Qdisc;
import nsfleet.resource.OnLink;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is on the interfaces of the model. It goes with them; neighbour entries also when an
/// interface goes down or gets another address (neigh_flush_dev in net/core/neighbour.c), and
/// entries of a port when it leaves its bridge.
final class AttachedModel {
    private final Map<Netns, List<OnLink.Neighbor>> neighbors = new HashMap<>();
    private final Map<Netns, List<OnLink.Fdb>> fdb = new HashMap<>();
    private final Map<Netns, List<Qdisc>> qdiscs = new HashMap<>();

    AttachedModel(Attached seen) {
        seen.neighbors().forEach((netns, all) -> neighbors.put(netns, new ArrayList<>(all)));
        seen.fdb().forEach((netns, all) -> fdb.put(netns, new ArrayList<>(all)));
        seen.qdiscs().forEach((netns, all) -> qdiscs.put(netns, new ArrayList<>(all)));
    }

    Attached state() {
        return new Attached(copy(neighbors), copy(fdb), copy(qdiscs));
    }

    private static <T> Map<Netns, List<T>> copy(Map<Netns, List<T>> from) {
        Map<Netns, List<T>> to = new HashMap<>();
        from.forEach((netns, all) -> to.put(netns, List.copyOf(all)));
        return to;
    }

    private static <T> List<T> at(Map<Netns, List<T>> all, Netns netns) {
        return all.getOrDefault(netns, new ArrayList<>());
    }

    /// A new namespace has none of anything.
    void fresh(Netns netns) {
        neighbors.put(netns, new ArrayList<>());
        fdb.put(netns, new ArrayList<>());
        qdiscs.put(netns, new ArrayList<>());
    }

    /// A namespace is gone.
    void forget(Netns netns) {
        neighbors.remove(netns);
        fdb.remove(netns);
        qdiscs.remove(netns);
    }

    /// An interface is gone from a namespace.
    void forget(Netns netns, InterfaceName dev) {
        flush(netns, dev);
        leave(netns, dev);
        at(qdiscs, netns).removeIf(q -> q.dev().equals(dev));
    }

    /// An interface went down or got another address.
    void flush(Netns netns, InterfaceName dev) {
        at(neighbors, netns).removeIf(n -> n.dev().equals(dev));
    }

    /// A port left its bridge.
    void leave(Netns netns, InterfaceName dev) {
        at(fdb, netns).removeIf(f -> f.dev().equals(dev) && f.dst() == null);
    }

    /// An interface has another name.
    void rename(Netns netns, InterfaceName dev, InterfaceName to) {
        neighbors.computeIfPresent(
                netns,
                (_, all) -> {
                    all.replaceAll(
                            n ->
                                    n.dev().equals(dev)
                                            ? new OnLink.Neighbor(netns, to, n.address(), n.mac())
                                            : n);
                    return all;
                });
        fdb.computeIfPresent(
                netns,
                (_, all) -> {
                    all.replaceAll(
                            f ->
                                    f.dev().equals(dev)
                                            ? new OnLink.Fdb(
                                                    netns, to, f.mac(), f.dst(), f.vlan(), f.self())
                                            : f);
                    return all;
                });
        qdiscs.computeIfPresent(
                netns,
                (_, all) -> {
                    all.replaceAll(
                            q ->
                                    q.dev().equals(dev)
                                            ? new Qdisc(
                                                    to,
                                                    q.kind(),
                                                    q.handle(),
                                                    q.parent(),
                                                    q.values())
                                            : q);
                    return all;
                });
    }

    void set(OnLink.Neighbor entry) {
        List<OnLink.Neighbor> all = neighbors.get(entry.netns());
        if (all != null) {
            all.removeIf(n -> n.key().equals(entry.key()));
            all.add(entry);
        }
    }

    void delete(OnLink.Neighbor entry) {
        at(neighbors, entry.netns()).removeIf(n -> n.key().equals(entry.key()));
    }

    void add(OnLink.Fdb entry) {
        List<OnLink.Fdb> all = fdb.get(entry.netns());
        if (all != null && all.stream().noneMatch(f -> f.key().equals(entry.key()))) {
            all.add(entry);
        }
    }

    void delete(OnLink.Fdb entry) {
        at(fdb, entry.netns()).removeIf(f -> f.key().equals(entry.key()));
    }

    void set(Operation.QdiscSet op) {
        List<Qdisc> all = qdiscs.get(op.netns());
        if (all == null) {
            return;
        }
        all.removeIf(q -> q.dev().equals(op.dev()));
        OnLink.Netem netem = op.netem();
        OnLink.Shape shape = op.shape();
        if (netem != null) {
            all.add(new Qdisc(op.dev(), "netem", "1:", "", Qdiscs.values(netem)));
        }
        if (shape != null) {
            all.add(
                    new Qdisc(
                            op.dev(),
                            "tbf",
                            netem == null ? "1:" : "10:",
                            netem == null ? "" : "1:1",
                            Qdiscs.values(shape)));
        }
    }

    /// Empty where the namespace was not asked or has no tool that answers.
    Optional<List<OnLink.Neighbor>> neighbors(Netns netns) {
        return Optional.ofNullable(neighbors.get(netns)).map(List::copyOf);
    }

    Optional<List<OnLink.Fdb>> fdb(Netns netns) {
        return Optional.ofNullable(fdb.get(netns)).map(List::copyOf);
    }

    Optional<List<Qdisc>> qdiscs(Netns netns, InterfaceName dev) {
        @Nullable List<Qdisc> all = qdiscs.get(netns);
        return all == null
                ? Optional.empty()
                : Optional.of(all.stream().filter(q -> q.dev().equals(dev)).toList());
    }
}
