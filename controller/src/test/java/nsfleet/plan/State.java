package nsfleet.plan;

import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.AddressState;
import nsfleet.probe.Observed.LinkState;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// An observation as sorted lines of text, without what no plan can know or mind: indexes, the
/// order of routes, addresses that do not count.
final class State {
    private State() {}

    /// @param macs whether hardware addresses count: those of new links are random
    static TreeSet<String> lines(Observed seen, boolean macs) {
        TreeSet<String> lines = new TreeSet<>();
        seen.namespaces()
                .forEach(
                        (netns, space) -> {
                            lines.add("netns " + netns);
                            space.links().values().forEach(l -> link(lines, netns, l, macs));
                            space.routes()
                                    .forEach(r -> lines.add("route " + netns + " " + r.route()));
                            space.rules().forEach(r -> lines.add("rule " + netns + " " + r));
                        });
        seen.filters()
                .forEach(
                        (at, table) -> {
                            table.own()
                                    .forEach(
                                            (chain, rules) ->
                                                    lines.add(at + " " + chain + " " + rules));
                            table.policies()
                                    .forEach(
                                            (chain, policy) -> {
                                                if (!policy.equals("ACCEPT")) {
                                                    lines.add(at + " " + chain + " " + policy);
                                                }
                                            });
                            table.chains()
                                    .forEach(
                                            (chain, rules) -> {
                                                if (!rules.isEmpty()) {
                                                    lines.add(at + " " + chain + " " + rules);
                                                }
                                            });
                        });
        return lines;
    }

    private static void link(TreeSet<String> lines, Netns netns, LinkState l, boolean macs) {
        String name = "link " + netns + "/" + l.name() + " ";
        lines.add(
                name
                        + l.kind()
                        + " up="
                        + l.up()
                        + " mtu="
                        + l.mtu()
                        + " master="
                        + l.master()
                        + " alias="
                        + l.alias()
                        + " peer="
                        + l.peer()
                        + (macs ? " mac=" + l.mac() : "")
                        + " "
                        + new TreeMap<>(l.options()));
        for (AddressState a : l.addresses()) {
            if (a.counted()) {
                lines.add(name + a.address());
            }
        }
    }

    /// The settings of the host among those that `base` knows.
    static Map<String, String> settings(Observed seen, Observed base) {
        Map<String, String> all = new TreeMap<>();
        base.sysctls()
                .forEach(
                        (at, _) -> {
                            String value = seen.sysctls().get(at);
                            all.put(at.netns() + " " + at.name(), String.valueOf(value));
                        });
        return all;
    }
}
