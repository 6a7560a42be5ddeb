package nsfleet.probe;

import nsfleet.net.Ip;
import nsfleet.net.Mac;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What playbooks may ask of a host (`facts.uplink`), and what the run itself needs to know.
///
/// @param iproute2 whether it is there (`busyboxIp` tells whether a lesser ip is)
/// @param versions of `iproute2`, `iptables` (with its backend: `1.8.9 (nf_tables)`) and `nft`,
///   where the full probe asked for them
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
        boolean iproute2,
        boolean iptables,
        boolean nft,
        boolean systemd,
        String bootId,
        int uid,
        boolean busyboxIp,
        boolean flock,
        @Nullable String machineId,
        @Nullable String netnsInode,
        Map<String, String> versions) {

    public Facts {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
        interfaces = Collections.unmodifiableSortedMap(new TreeMap<>(interfaces));
    }

    /// What a playbook sees as `facts`, by the names of the user's manual; what is not known is not
    /// there.
    public Map<String, Object> toMap() {
        var map = new LinkedHashMap<String, Object>();
        put(map, "hostname", hostname);
        put(map, "distribution", distribution);
        put(map, "distribution_version", distributionVersion);
        put(map, "kernel", kernel);
        put(map, "architecture", architecture);
        put(map, "uplink", uplink);
        put(map, "uplink_address", uplinkAddress == null ? null : uplinkAddress.text());
        put(map, "uplink6", uplink6);
        var all = new LinkedHashMap<String, Object>();
        interfaces.forEach((name, facts) -> all.put(name, facts.toMap()));
        map.put("interfaces", all);
        map.put("iproute2", iproute2);
        map.put("iptables", iptables);
        map.put("nft", nft);
        map.put("systemd", systemd);
        put(map, "boot_id", bootId);
        return map;
    }

    /// Files that could not be read leave an empty text behind.
    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null && !value.equals("")) {
            map.put(name, value);
        }
    }

    /// One interface of the host itself.
    ///
    /// @param driver of the device, or the kind of a virtual one; null where there is neither
    /// @param addresses with prefix lengths, all of them
    public record InterfaceFacts(
            @Nullable Mac mac,
            int mtu,
            boolean up,
            @Nullable String driver,
            List<String> addresses) {
        public InterfaceFacts {
            addresses = List.copyOf(addresses);
        }

        private Map<String, Object> toMap() {
            var map = new LinkedHashMap<String, Object>();
            put(map, "mac", mac == null ? null : mac.text());
            map.put("mtu", mtu);
            map.put("up", up);
            put(map, "driver", driver);
            map.put("addresses", addresses);
            return map;
        }
    }
}
