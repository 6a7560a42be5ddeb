package nsfleet.probe;

import nsfleet.net.Ip;
import nsfleet.net.Mac;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What playbooks may ask of a host (`facts.uplink`), and what the run itself needs to know.
///
/// @param iproute2 its version; null where there is no iproute2 (`busyboxIp` then tells whether a
///   lesser ip answers)
/// @param iptables its version with its backend, such as `1.8.9 (nf_tables)`; null where there is
///   none
/// @param uid of the remote shell: 0 is needed to change anything
/// @param busyboxIp whether `ip` is busybox's, which has no namespaces
/// @param machineId /etc/machine-id, null where there is none
/// @param netnsInode of the host's own network namespace: with machine and boot id it tells two
///   names of one machine apart
public record Facts(
        String hostname,
        @Nullable String distribution,
        @Nullable String distributionVersion,
        String kernel,
        String architecture,
        @Nullable String uplink,
        @Nullable Ip uplinkAddress,
        @Nullable String uplink6,
        Map<String, InterfaceFacts> interfaces,
        @Nullable String iproute2,
        @Nullable String iptables,
        @Nullable String nft,
        boolean systemd,
        String bootId,
        int uid,
        boolean busyboxIp,
        boolean flock,
        @Nullable String machineId,
        @Nullable String netnsInode) {

    /// One interface of the host itself.
    public record InterfaceFacts(
            @Nullable Mac mac,
            int mtu,
            boolean up,
            @Nullable String driver,
            List<String> addresses) {}
}
