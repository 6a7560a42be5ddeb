package nsfleet.probe;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.resource.OnLink;

import java.util.List;
import java.util.Map;

/// What was seen on interfaces, of what was asked for. A namespace that is missing in a map was not
/// asked, or its host has not the tool that answers.
///
/// @param neighbors permanent entries
/// @param fdb static and permanent entries; those that the kernel makes itself (its own addresses,
///   multicast) are left out
/// @param qdiscs all but those of the default kind on an interface without any
public record Attached(
        Map<Netns, List<OnLink.Neighbor>> neighbors,
        Map<Netns, List<OnLink.Fdb>> fdb,
        Map<Netns, List<Qdisc>> qdiscs) {
    /// Nothing was asked.
    public static final Attached NOTHING = new Attached(Map.of(), Map.of(), Map.of());

    public Attached {
        neighbors = Map.copyOf(neighbors);
        fdb = Map.copyOf(fdb);
        qdiscs = Map.copyOf(qdiscs);
    }

    /// A queueing discipline.
    ///
    /// @param kind such as `netem`, `tbf`, `fq_codel`
    /// @param handle `1:`
    /// @param parent empty for the root
    /// @param values its options in units of their own: microseconds, bits per second, bytes,
    ///   percent
    public record Qdisc(
            InterfaceName dev,
            String kind,
            String handle,
            String parent,
            Map<String, Double> values) {
        public Qdisc {
            values = Map.copyOf(values);
        }
    }
}
