package nsfleet.resource;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A route (ip-route(8)).
///
/// @param to host bits zero; `0.0.0.0/0` or `::/0` for default
/// @param table `main` unless given
/// @param metric 0 when not given
/// @param type unicast, local, blackhole, unreachable, prohibit or throw
/// @param scope as ip-route(8) names it; null for the default
/// @param mtu in bytes; null when not given
/// @param nexthops of a multipath route; empty otherwise
public record Route(
        Netns netns,
        Cidr to,
        String table,
        long metric,
        String type,
        @Nullable Ip via,
        @Nullable InterfaceName dev,
        @Nullable Ip src,
        boolean onlink,
        @Nullable String scope,
        @Nullable Integer mtu,
        List<NextHop> nexthops)
        implements Resource {

    /// One of several ways of a multipath route.
    ///
    /// @param weight from 1
    public record NextHop(Ip via, @Nullable InterfaceName dev, int weight) {}

    public Route {
        nexthops = List.copyOf(nexthops);
    }

    @Override
    public Key.OfRoute key() {
        return new Key.OfRoute(netns, to, table, metric);
    }
}
