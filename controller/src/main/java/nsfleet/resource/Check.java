package nsfleet.resource;

import nsfleet.diagnostics.Span;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// Something to look at on a host after (or without) an apply, and what is expected.
///
/// @param identity unique in a lab: the name, else type, namespace, target and what differs
/// @param timeout of one try
/// @param retries further tries after the first that failed
/// @param interval between two tries
public record Check(
        String identity,
        String type,
        Netns netns,
        @Nullable Span where,
        int retries,
        Duration interval,
        Duration timeout,
        Probe probe) {

    /// What to look at.
    public sealed interface Probe {}

    /// ping(8).
    ///
    /// @param to an address or a host name
    /// @param size payload bytes; null for ping's default
    /// @param source an address or a device; null for the kernel's choice
    /// @param vrf a device to ping through; null for none
    /// @param loss upper bound in percent; null when any answer will do
    /// @param rtt upper bound of the average; null for none
    public record Ping(
            String to,
            int count,
            @Nullable Integer size,
            boolean df,
            @Nullable String source,
            @Nullable InterfaceName vrf,
            boolean reachable,
            @Nullable Double loss,
            @Nullable Duration rtt)
            implements Probe {}

    /// A listening socket (ss(8)).
    ///
    /// @param proto tcp or udp
    /// @param address null for any
    /// @param process null for any
    public record Listening(
            int port,
            String proto,
            @Nullable Ip address,
            @Nullable String process,
            boolean expected)
            implements Probe {}

    /// The sockets of a namespace (ss(8)).
    ///
    /// @param state an ss state such as `established`; null for all
    /// @param proto tcp or udp; null for both
    /// @param port local or peer port; null for any
    /// @param count exactly so many; null when they are only collected
    public record Sockets(
            @Nullable String state,
            @Nullable String proto,
            @Nullable Integer port,
            @Nullable Integer count)
            implements Probe {}

    /// A TCP connection.
    public record Tcp(String host, int port, boolean open) implements Probe {}

    /// What `ip route get` says.
    public record RouteGet(
            Ip to,
            @Nullable Ip via,
            @Nullable InterfaceName dev,
            @Nullable Ip src,
            boolean reachable)
            implements Probe {}

    /// A command in shell.
    ///
    /// @param run shell text in which every value is already one quoted word
    /// @param matches a regular expression (java.util.regex) that must be found in the output; null
    ///   for none
    public record Command(String run, int rc, @Nullable String matches, @Nullable String notMatches)
            implements Probe {}
}
