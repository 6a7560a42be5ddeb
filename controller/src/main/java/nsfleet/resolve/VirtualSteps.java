package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.LinkKind;
import nsfleet.resource.OnLink;
import nsfleet.resource.Step;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The interfaces that the kernel makes of software, beside veth and bridge: their own keys become
/// options by the words of `ip link add ... type KIND`.
final class VirtualSteps {
    private static final int PORT = 4789; // IANA's; the kernel's own is older (RFC 7348, 8.)

    private final StepReader steps;
    private final LinkSteps links;

    VirtualSteps(StepReader steps, LinkSteps links) {
        this.steps = steps;
        this.links = links;
    }

    void read(Item.Task task, Keys keys, @Nullable LinkSpec spec) {
        String kind = task.type().name();
        SortedMap<String, String> options = options(kind, keys);
        Netns underlay = underlay(keys, spec);
        InterfaceName lower = keys.dev("link");
        List<Keys.Located<InterfaceName>> ports = keys.several("ports", InterfaceName::parse);
        if (spec == null || underlay == null) {
            keys.incomplete();
            return;
        }
        if (lower != null) {
            steps.declaredDev(underlay, lower, keys, keys.span("link"));
        }
        links.declare(keys, spec);
        Step step =
                links.make(
                        task,
                        keys,
                        spec,
                        new LinkKind.Virtual(kind, underlay, lower, options),
                        ports);
        if (step != null && kind.equals("vxlan")) {
            several(step, keys, spec);
        }
    }

    private @Nullable Netns underlay(Keys keys, @Nullable LinkSpec spec) {
        if (!keys.has("underlay")) {
            return spec == null ? null : spec.netns();
        }
        Place.Where where = Keys.netns(keys.map().get("underlay"), keys.place());
        if (where == null || where.netns() == null) {
            keys.incomplete();
            return null;
        }
        steps.declaredNetns(where.netns(), keys, keys.span("underlay"));
        return where.netns();
    }

    private SortedMap<String, String> options(String kind, Keys keys) {
        var options = new TreeMap<String, String>();
        switch (kind) {
            case "vlan" -> {
                put(options, "id", keys.integer("id", 1, 4094));
                put(options, "protocol", keys.choice("protocol", List.of("802.1q", "802.1ad")));
            }
            case "vxlan" -> vxlan(keys, options);
            case "macvlan" -> {
                String mode = keys.choice("mode", List.of("bridge", "private", "vepa", "passthru"));
                options.put("mode", mode == null ? "bridge" : mode);
            }
            case "ipvlan" -> put(options, "mode", keys.choice("mode", List.of("l2", "l3", "l3s")));
            case "vrf" -> put(options, "table", keys.number("table", 1, 4_294_967_295L));
            case "gre" -> {
                ends(keys, options);
                put(options, "key", keys.read("key", VirtualSteps::key));
            }
            case "ipip", "sit" -> ends(keys, options);
            case "bond" -> bond(keys, options);
            default -> {}
        }
        return options;
    }

    private static void vxlan(Keys keys, SortedMap<String, String> options) {
        put(options, "id", keys.number("id", 0, 16_777_215));
        List<Ip> remotes = remotes(keys);
        Ip remote = remotes.isEmpty() ? null : remotes.getFirst();
        Ip group = keys.ip("group");
        Ip local = keys.ip("local");
        if (remotes.size() == 1) {
            put(options, "remote", remote);
        }
        put(options, "group", group);
        put(options, "local", local);
        Integer port = keys.integer("port", 1, 65_535);
        options.put("dstport", Integer.toString(port == null ? PORT : port));
        put(options, "learning", keys.bool("learning"));
        if (keys.has("remote") && keys.has("group")) {
            keys.wrong("group", "a VXLAN has either a remote end or a group of them");
        }
        if (group != null && !multicast(group)) {
            keys.wrong("group", group + " is not a multicast address: that is \"remote\"");
        } else if (group != null && !keys.has("link")) {
            keys.wrong("group", "a group needs \"link\": the interface that it is joined on");
        }
        if (remote != null && multicast(remote)) {
            keys.wrong("remote", remote + " is a multicast address: that is \"group\"");
        }
        Ip far = remote == null ? group : remote;
        if (far != null && local != null && far.v6() != local.v6()) {
            keys.wrong("local", "both ends of a VXLAN are IPv4, or both IPv6");
        }
    }

    private static List<Ip> remotes(Keys keys) {
        return keys.several("remote", Ip::parse).stream().map(Keys.Located::value).toList();
    }

    /// Several other ends are entries for everybody in the VXLAN's own table: frames for unknown
    /// addresses go to each of them (ip-link(8), bridge(8)).
    private void several(Step step, Keys keys, LinkSpec spec) {
        List<Ip> remotes = remotes(keys);
        if (remotes.size() < 2) {
            return;
        }
        for (Ip remote : remotes) {
            steps.lab.share(
                    step,
                    new OnLink.Fdb(
                            spec.netns(),
                            spec.name(),
                            Mac.of("00:00:00:00:00:00"),
                            remote,
                            null,
                            true),
                    keys.span("remote"));
        }
    }

    private static boolean multicast(Ip ip) {
        return ip.v6()
                ? ip.text().startsWith("ff")
                : ip.number().shiftRight(28).intValue() == 0b1110;
    }

    private static void ends(Keys keys, SortedMap<String, String> options) {
        for (String key : List.of("local", "remote")) {
            Ip ip = keys.ip(key);
            if (ip != null && ip.v6()) {
                keys.wrong(key, "the ends of this tunnel are IPv4 addresses");
            }
            put(options, key, ip);
        }
    }

    /// A number, or four with dots, as ip-link(8) takes it.
    private static Parsed<Long> key(String text) {
        return Ip.parse(text) instanceof Parsed.Good<Ip>(var ip) && !ip.v6()
                ? Parsed.good(ip.number().longValue())
                : Texts.number(text, 0, 4_294_967_295L);
    }

    private static void bond(Keys keys, SortedMap<String, String> options) {
        put(
                options,
                "mode",
                keys.choice(
                        "mode",
                        List.of(
                                "balance-rr",
                                "active-backup",
                                "balance-xor",
                                "broadcast",
                                "802.3ad",
                                "balance-tlb",
                                "balance-alb")));
        Duration miimon = keys.read("miimon", Texts::duration);
        put(options, "miimon", miimon == null ? null : miimon.toMillis());
        put(options, "lacp_rate", keys.choice("lacp_rate", List.of("slow", "fast")));
        if (keys.has("lacp_rate") && !"802.3ad".equals(options.get("mode"))) {
            keys.wrong("lacp_rate", "only the mode 802.3ad has LACP");
        }
        put(
                options,
                "xmit_hash_policy",
                keys.choice(
                        "xmit_hash_policy",
                        List.of(
                                "layer2",
                                "layer2+3",
                                "layer3+4",
                                "encap2+3",
                                "encap3+4",
                                "vlan+srcmac")));
    }

    private static void put(
            SortedMap<String, String> options, String word, @Nullable Object value) {
        if (value != null) {
            options.put(word, value.toString());
        }
    }
}
