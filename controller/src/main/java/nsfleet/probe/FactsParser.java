package nsfleet.probe;

import static nsfleet.probe.Json.text;

import com.fasterxml.jackson.databind.JsonNode;

import nsfleet.net.Cidr;
import nsfleet.net.Ip;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// Puts the facts together: small files, the versions of tools, and the host's own interfaces and
/// routes.
final class FactsParser {
    private static final Pattern IPROUTE2 = Pattern.compile("iproute2-([^,\\s]+)");
    private static final Pattern TOOL =
            Pattern.compile("v([0-9]\\S*(?: \\((?:nf_tables|legacy)\\))?)");

    private FactsParser() {}

    /// What the script found apart from namespaces.
    ///
    /// @param ip the answer of `ip -V`; empty where nobody asked; null where there is no ip
    /// @param iptables the answer of `iptables -V`, likewise
    /// @param nft the answer of `nft -v`, likewise
    record Host(
            Files files,
            String architecture,
            @Nullable String netnsInode,
            @Nullable String ip,
            @Nullable String iptables,
            @Nullable String nft,
            boolean systemd,
            boolean flock) {}

    static Facts facts(Host host, JsonNode links, JsonNode routes) {
        Files files = host.files();
        String arch = files.value("/proc/sys/kernel/arch");
        JsonNode uplink = uplink(routes, false);
        return new Facts(
                files.value("/proc/sys/kernel/hostname"),
                release(files, "ID="),
                release(files, "VERSION_ID="),
                files.value("/proc/sys/kernel/osrelease"),
                arch.isEmpty() ? host.architecture() : arch,
                uplink == null ? null : device(uplink),
                uplink == null ? null : source(uplink, links),
                Optional.ofNullable(uplink(routes, true)).map(FactsParser::device).orElse(null),
                interfaces(files, links),
                isIproute2(host.ip()),
                host.iptables() != null,
                host.nft() != null,
                host.systemd(),
                files.value("/proc/sys/kernel/random/boot_id"),
                uid(files),
                host.ip() != null && host.ip().contains("BusyBox"),
                host.flock(),
                emptyToNull(files.value("/etc/machine-id")),
                host.netnsInode(),
                versions(host));
    }

    /// Whether the ip there is iproute2's; one whose dumps were right need not say so.
    static boolean isIproute2(@Nullable String answer) {
        return answer != null && (answer.isEmpty() || iproute2(answer) != null);
    }

    private static Map<String, String> versions(Host host) {
        var versions = new TreeMap<String, String>();
        put(versions, "iproute2", host.ip() == null ? null : iproute2(host.ip()));
        put(versions, "iptables", tool(host.iptables()));
        put(versions, "nft", tool(host.nft()));
        return versions;
    }

    private static void put(Map<String, String> versions, String tool, @Nullable String version) {
        if (version != null) {
            versions.put(tool, version);
        }
    }

    /// `iproute2-6.1.0`; before 5.5 the day of the release, `iproute2-ss190107`. Null for another
    /// ip.
    static @Nullable String iproute2(String answer) {
        Matcher version = IPROUTE2.matcher(answer);
        return version.find() ? version.group(1) : null;
    }

    /// Whether `ip -j` knows routes and rules: from 4.17 of June 2018 on.
    static boolean knowsJson(String iproute2) {
        if (iproute2.startsWith("ss")) {
            return iproute2.substring(2).compareTo("180601") >= 0;
        }
        Matcher version = Pattern.compile("v?([0-9]+)\\.([0-9]+).*").matcher(iproute2);
        return !version.matches()
                || Integer.parseInt(version.group(1)) * 1000 + Integer.parseInt(version.group(2))
                        >= 4017;
    }

    /// `iptables v1.8.9 (nf_tables)`, `nftables v1.0.6 (Lester Gooch #5)`: the name of a release is
    /// no part of its version.
    private static @Nullable String tool(@Nullable String answer) {
        Matcher version = TOOL.matcher(answer == null ? "" : answer);
        return version.find() ? version.group(1) : null;
    }

    /// A value of os-release(5), with the quotes that a shell would take off.
    private static @Nullable String release(Files files, String key) {
        String file =
                files.text("/etc/os-release").isEmpty() ? "/usr/lib/os-release" : "/etc/os-release";
        String value = files.line(file, key);
        if (value.length() >= 2
                && "\"'".indexOf(value.charAt(0)) >= 0
                && value.endsWith(value.substring(0, 1))) {
            value = value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        return emptyToNull(value);
    }

    /// The real, effective, saved and file system id (proc_pid_status(5)): the effective one
    /// counts. -1 without /proc.
    private static int uid(Files files) {
        String[] ids = files.line("/proc/self/status", "Uid:").split("\\s+");
        return ids.length > 1 ? Integer.parseInt(ids[1]) : -1;
    }

    /// The default route of lowest metric in table main; the first of equal ones. Null where there
    /// is none.
    private static @Nullable JsonNode uplink(JsonNode routes, boolean v6) {
        Cidr wanted = v6 ? Cidr.DEFAULT6 : Cidr.DEFAULT4;
        return StreamSupport.stream(routes.spliterator(), false)
                .filter(route -> RouteParser.destination(route).equals(Optional.of(wanted)))
                .filter(route -> RouteParser.table(route).equals("main"))
                .filter(route -> RouteParser.type(route).equals("unicast") && device(route) != null)
                .min(Comparator.comparingLong(route -> route.path("metric").asLong(0)))
                .orElse(null);
    }

    /// The device of a route, of its first way where it has several.
    private static @Nullable String device(JsonNode route) {
        String dev = text(route, "dev");
        return dev == null ? text(route.path("nexthops").path(0), "dev") : dev;
    }

    /// The source address that the route gives, else the interface's first global one.
    private static @Nullable Ip source(JsonNode route, JsonNode links) {
        Ip given = Json.ip(route, "prefsrc");
        if (given != null) {
            return given;
        }
        String dev = device(route);
        for (JsonNode link : links) {
            if (dev != null && dev.equals(text(link, "ifname"))) {
                for (JsonNode address : link.path("addr_info")) {
                    Cidr cidr = LinkParser.address(address);
                    if (cidr != null && !cidr.v6() && "global".equals(text(address, "scope"))) {
                        return cidr.address();
                    }
                }
            }
        }
        return null;
    }

    private static Map<String, Facts.InterfaceFacts> interfaces(Files files, JsonNode links) {
        var interfaces = new TreeMap<String, Facts.InterfaceFacts>();
        for (JsonNode link : links) {
            String name = text(link, "ifname");
            if (name != null) {
                var addresses =
                        StreamSupport.stream(link.path("addr_info").spliterator(), false)
                                .map(LinkParser::address)
                                .<Cidr>mapMulti((a, out) -> Optional.ofNullable(a).ifPresent(out))
                                .map(Cidr::toString)
                                .toList();
                interfaces.put(
                        name,
                        new Facts.InterfaceFacts(
                                LinkParser.mac(link),
                                link.path("mtu").asInt(),
                                Json.flagged(link, "UP"),
                                driver(name, files, link),
                                addresses));
            }
        }
        return interfaces;
    }

    private static @Nullable String driver(String name, Files files, JsonNode link) {
        String driver = files.line("/sys/class/net/" + name + "/device/uevent", "DRIVER=");
        return driver.isEmpty() ? text(link.path("linkinfo"), "info_kind") : driver;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
