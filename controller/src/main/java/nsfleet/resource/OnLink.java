package nsfleet.resource;

import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Mac;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

/// Something that is kept on an interface and goes with it.
public sealed interface OnLink extends Resource {
    /// The interface's namespace.
    Netns netns();

    /// The interface.
    InterfaceName dev();

    /// A permanent neighbour entry (ip-neighbour(8)).
    record Neighbor(Netns netns, InterfaceName dev, Ip address, Mac mac) implements OnLink {
        @Override
        public Key.OfNeighbor key() {
            return new Key.OfNeighbor(netns, dev, address);
        }
    }

    /// A static forwarding entry (bridge(8)): of a port in its bridge's table, or of a VXLAN in its
    /// own.
    ///
    /// @param dst the other end of a VXLAN; null on a port
    /// @param vlan null for none
    /// @param self whether it is in the device's own table
    record Fdb(
            Netns netns,
            InterfaceName dev,
            Mac mac,
            @Nullable Ip dst,
            @Nullable Integer vlan,
            boolean self)
            implements OnLink {
        @Override
        public Key.OfFdb key() {
            return new Key.OfFdb(netns, dev, mac, dst, vlan);
        }
    }

    /// A slow and lossy line (tc-netem(8)), for what leaves by the interface.
    ///
    /// @param delay in microseconds
    /// @param jitter in microseconds
    /// @param loss in percent, as the others
    /// @param rate in bits per second; 0 for no limit
    /// @param limit packets on the way
    record Netem(
            Netns netns,
            InterfaceName dev,
            long delay,
            long jitter,
            double loss,
            double duplicate,
            double reorder,
            double corrupt,
            long rate,
            long limit)
            implements OnLink {
        @Override
        public Key.OfQdisc key() {
            return new Key.OfQdisc(netns, dev, "netem");
        }
    }

    /// A limited rate (tc-tbf(8)) for what leaves by the interface; below a netem of the same one.
    ///
    /// @param rate in bits per second
    /// @param burst in bytes
    /// @param latency how long a packet may wait, in microseconds
    record Shape(Netns netns, InterfaceName dev, long rate, long burst, long latency)
            implements OnLink {
        @Override
        public Key.OfQdisc key() {
            return new Key.OfQdisc(netns, dev, "shape");
        }
    }
}
