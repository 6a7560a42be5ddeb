package nsfleet.resource;

import nsfleet.resource.LinkOption.Change;
import nsfleet.resource.LinkOption.Form;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The options of each kind of interface that the kernel makes of software: the one place where
/// they are written down. Names and forms are those of iproute2's ip/iplink_KIND.c and
/// ip/link_KIND.c.
public final class LinkOptions {
    private static final List<LinkOption> TUNNEL =
            List.of(
                    address("local", List.of("local"), Change.IN_PLACE),
                    address("remote", List.of("remote"), Change.IN_PLACE));

    /// What the kernel gives a new bridge: br_stp_timer_init and br_dev_setup in net/bridge.
    private static final List<LinkOption> BRIDGE =
            List.of(
                    plain("stp_state", "0", Change.IN_PLACE),
                    plain("vlan_filtering", "0", Change.IN_PLACE),
                    plain("vlan_default_pvid", "1", Change.IN_PLACE),
                    plain("forward_delay", "1500", Change.IN_PLACE),
                    plain("ageing_time", "30000", Change.IN_PLACE),
                    plain("mcast_snooping", "1", Change.IN_PLACE));

    private static final Map<String, List<LinkOption>> KINDS =
            Map.of(
                    "bridge",
                    BRIDGE,
                    "vlan",
                    List.of(
                            plain("id", null, Change.REPLACE),
                            word("protocol", List.of("protocol"), "802.1q", Change.REPLACE)),
                    "vxlan",
                    List.of(
                            plain("id", null, Change.REPLACE),
                            address("remote", List.of("remote", "remote6"), Change.REPLACE),
                            address("group", List.of("group", "group6"), Change.REPLACE),
                            address("local", List.of("local", "local6"), Change.REPLACE),
                            new LinkOption(
                                    "dstport", List.of("port"), Form.PLAIN, "8472", Change.REPLACE),
                            new LinkOption(
                                    "learning",
                                    List.of("learning"),
                                    Form.FLAG,
                                    "true",
                                    Change.REPLACE)),
                    "macvlan",
                    List.of(word("mode", List.of("mode"), "vepa", Change.UNLESS_PASSTHRU)),
                    "ipvlan",
                    List.of(word("mode", List.of("mode"), "l3", Change.IN_PLACE)),
                    "vrf",
                    List.of(plain("table", null, Change.REPLACE)),
                    "gre",
                    List.of(
                            TUNNEL.get(0),
                            TUNNEL.get(1),
                            new LinkOption(
                                    "key",
                                    List.of("ikey", "okey"),
                                    Form.QUAD,
                                    null,
                                    Change.REPLACE)),
                    "ipip",
                    TUNNEL,
                    "sit",
                    TUNNEL,
                    "bond",
                    List.of(
                            word("mode", List.of("mode"), "balance-rr", Change.REPLACE),
                            plain("miimon", null, Change.IN_PLACE),
                            word("lacp_rate", List.of("ad_lacp_rate"), null, Change.REPLACE),
                            word(
                                    "xmit_hash_policy",
                                    List.of("xmit_hash_policy"),
                                    null,
                                    Change.IN_PLACE)));

    private LinkOptions() {}

    /// Kinds that sit on a device, which takes them along when it is deleted.
    public static boolean onDevice(String kind) {
        return switch (kind) {
            case "vlan", "macvlan", "ipvlan" -> true;
            default -> false;
        };
    }

    /// Kinds whose packets travel in an outer one, in a namespace of its own if so wanted.
    public static boolean tunnel(String kind) {
        return switch (kind) {
            case "vxlan", "gre", "ipip", "sit" -> true;
            default -> false;
        };
    }

    /// The options of a kind; none for one that has none.
    public static List<LinkOption> of(String kind) {
        return KINDS.getOrDefault(kind, List.of());
    }

    private static LinkOption plain(String word, @Nullable String otherwise, Change change) {
        return new LinkOption(word, List.of(word), Form.PLAIN, otherwise, change);
    }

    private static LinkOption word(
            String word, List<String> shown, @Nullable String otherwise, Change change) {
        return new LinkOption(word, shown, Form.WORD, otherwise, change);
    }

    private static LinkOption address(String word, List<String> shown, Change change) {
        return new LinkOption(word, shown, Form.ADDRESS, null, change);
    }
}
