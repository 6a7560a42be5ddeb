package nsfleet.render;

import nsfleet.net.Netns;
import nsfleet.plan.Operation;
import nsfleet.resource.LinkKind;
import nsfleet.resource.LinkOption;
import nsfleet.resource.LinkOptions;
import nsfleet.resource.OnLink;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Sysctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the template of each operation is called, and what it gets: `templates/ops/KIND.ftl`.
final class OperationValues {
    private OperationValues() {}

    static Map<String, Object> of(Operation operation) {
        return switch (operation) {
            case Operation.NetnsAdd o ->
                    new Values("netns-add", Netns.HOST).with("name", o.created().name()).map();
            case Operation.NetnsDelete o ->
                    new Values("netns-delete", Netns.HOST).with("name", o.deleted().name()).map();
            case Operation.VethAdd o -> veth(o);
            case Operation.LinkAdd o -> link(o);
            case Operation.LinkSet o ->
                    named("link-set", o.netns(), o.name())
                            .with("type", o.kind())
                            .with("options", options(o.kind(), o.options()))
                            .map();
            case Operation.LinkDelete o -> named("link-delete", o.netns(), o.name()).map();
            case Operation.LinkMove o ->
                    named("link-move", o.netns(), o.name())
                            .netns("to", o.to())
                            .with("newName", o.newName())
                            .map();
            case Operation.LinkRename o ->
                    named("link-rename", o.netns(), o.name()).with("newName", o.newName()).map();
            case Operation.LinkUp o ->
                    named("link-up", o.netns(), o.name()).with("up", o.up()).map();
            case Operation.LinkMtu o ->
                    named("link-mtu", o.netns(), o.name()).with("mtu", o.mtu()).map();
            case Operation.LinkMac o ->
                    named("link-mac", o.netns(), o.name()).with("mac", o.mac()).map();
            case Operation.LinkMaster o ->
                    named("link-master", o.netns(), o.name()).with("master", o.master()).map();
            case Operation.LinkAlias o ->
                    named("link-alias", o.netns(), o.name()).with("alias", o.alias()).map();
            case Operation.AddressAdd o ->
                    new Values("address-add", o.netns())
                            .with("dev", o.dev())
                            .with("address", o.address())
                            .with("v6", o.address().v6())
                            .map();
            case Operation.AddressDelete o ->
                    new Values("address-delete", o.netns())
                            .with("dev", o.dev())
                            .with("address", o.address())
                            .with("v6", o.address().v6())
                            .map();
            case Operation.RouteAdd o -> route("route-add", o.route(), o.route().metric());
            case Operation.RouteDelete o -> route("route-delete", o.route(), metric(o.route()));
            case Operation.RuleAdd o -> rule("rule-add", o.rule());
            case Operation.RuleDelete o -> rule("rule-delete", o.rule());
            case Operation.SysctlWrite o ->
                    new Values("sysctl-write", o.netns())
                            .with("path", path(o))
                            .with("value", o.value())
                            .map();
            case Operation.NeighborSet(var entry) ->
                    new Values("neighbor-set", entry.netns())
                            .with("dev", entry.dev())
                            .with("address", entry.address())
                            .with("mac", entry.mac())
                            .map();
            case Operation.NeighborDelete(var entry) ->
                    new Values("neighbor-delete", entry.netns())
                            .with("dev", entry.dev())
                            .with("address", entry.address())
                            .map();
            case Operation.FdbAdd(var entry) -> fdb("fdb-add", entry);
            case Operation.FdbDelete(var entry) -> fdb("fdb-delete", entry);
            case Operation.QdiscSet o -> QdiscWords.of(o);
            case Operation.FilterReplace o -> FilterValues.of(o);
        };
    }

    /// Made in the underlay; `target` is where it belongs, if that is another namespace, and
    /// `toHost` says that it is the host, which has no name for `ip`.
    private static Map<String, Object> link(Operation.LinkAdd o) {
        LinkKind.Virtual kind = o.kind();
        boolean moves = !kind.underlay().equals(o.netns());
        return named("link-add", kind.underlay(), o.name())
                .with("type", kind.kernelName())
                .with("link", kind.kernelName().equals("vxlan") ? null : kind.link())
                .with("dev", kind.kernelName().equals("vxlan") ? kind.link() : null)
                .netns("target", moves ? o.netns() : Netns.HOST)
                .with("toHost", moves && o.netns().isHost())
                .with("options", options(kind.kernelName(), kind.options()))
                .map();
    }

    /// The words of options, in the order of their table.
    private static List<String> options(String kind, Map<String, String> options) {
        List<String> words = new ArrayList<>();
        for (LinkOption option : LinkOptions.of(kind)) {
            String value = options.get(option.word());
            if (value == null) {
                continue;
            }
            if (option.form() == LinkOption.Form.FLAG) {
                words.add((value.equals("true") ? "" : "no") + option.word());
            } else {
                words.add(option.word());
                words.add(value);
            }
        }
        return words;
    }

    private static Map<String, Object> fdb(String kind, OnLink.Fdb entry) {
        return new Values(kind, entry.netns())
                .with("dev", entry.dev())
                .with("mac", entry.mac())
                .with("dst", entry.dst())
                .with("vlan", entry.vlan())
                .with("self", entry.self())
                .map();
    }

    private static Values named(String kind, Netns netns, Object name) {
        return new Values(kind, netns).with("name", name);
    }

    /// The path below /proc/sys, kept from leaving it.
    static String path(Operation.SysctlWrite write) {
        String path = Sysctl.path(write.name());
        if (List.of(path.split("/", -1)).contains("..")) {
            throw new IllegalArgumentException("not a setting: " + write.name());
        }
        return path;
    }

    /// Where the command that makes the pair runs: `ip` has no name for the host's namespace, so an
    /// end on the host is made there.
    static boolean fromPeer(Operation.VethAdd o) {
        return o.peerNetns().isHost() && !o.netns().isHost();
    }

    private static Map<String, Object> veth(Operation.VethAdd o) {
        boolean swap = fromPeer(o);
        Netns here = swap ? o.peerNetns() : o.netns();
        Netns there = swap ? o.netns() : o.peerNetns();
        return named("veth-add", here, swap ? o.peer() : o.name())
                .with("peer", swap ? o.name() : o.peer())
                .netns("peerNs", there.equals(here) ? Netns.HOST : there)
                .map();
    }

    /// What tells a route apart from others to the same destination. IPv6 deletes any of them where
    /// no metric is said, and gives new ones IP6_RT_PRIO_USER.
    private static long metric(Route r) {
        return r.to().v6() && r.metric() == 0 ? 1024 : r.metric();
    }

    private static Map<String, Object> route(String kind, Route r, long metric) {
        return new Values(kind, r.netns())
                .with("type", r.type())
                .with("to", Values.destination(r.to()))
                .with("v6", r.to().v6())
                .via(r.via(), r.to().family())
                .with("dev", r.dev())
                .with("src", r.src())
                .with("metric", metric == 0 ? null : metric)
                .with("table", r.table().equals("main") ? null : r.table())
                .with("scope", r.scope())
                .with("mtu", r.mtu())
                .with("onlink", r.onlink())
                .with("nexthops", r.nexthops().stream().map(n -> nextHop(n, r)).toList())
                .map();
    }

    private static Map<String, Object> nextHop(Route.NextHop hop, Route route) {
        return new Values("nexthop", route.netns())
                .via(hop.via(), route.to().family())
                .with("dev", hop.dev())
                .with("weight", hop.weight())
                .map();
    }

    private static Map<String, Object> rule(String kind, Rule r) {
        return new Values(kind, r.netns())
                .with("v6", r.family() == nsfleet.net.Family.V6)
                .with("priority", r.priority())
                .with("selector", List.of(r.selector().split(" ")))
                .with("table", r.table())
                .with("action", r.action())
                .with("suppress", r.suppressPrefixlength())
                .map();
    }
}
