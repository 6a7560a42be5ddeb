package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Whether policy routing would take the packets of our own session another way, or none: by a rule
/// that stands before table main, and the routes of the table that it leads to.
final class Diversion {
    /// The priority of the rule that leads to table main (ip-rule(8)).
    private static final long MAIN = 32766;

    private final @Nullable Ip controller;
    private final @Nullable Ip session;
    private final List<Rule> rules = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();

    Diversion(Work work, Iterable<Plan.Change> changes) {
        controller = work.options.controller();
        session = work.options.session();
        Observed.NetnsState host = work.seen.namespaces().get(Netns.HOST);
        if (host != null) {
            rules.addAll(host.rules());
            host.routes().forEach(seen -> routes.add(seen.route()));
        }
        for (Plan.Change change : changes) {
            for (Operation operation : change.operations()) {
                if (operation instanceof Operation.RuleAdd(var rule) && rule.netns().isHost()) {
                    rules.add(rule);
                } else if (operation instanceof Operation.RouteAdd(var route)
                        && route.netns().isHost()) {
                    routes.add(route);
                }
            }
        }
    }

    /// Whether it depends on IPv6 rules what the route takes.
    static boolean mayTake(Route route) {
        return route.netns().isHost()
                && route.to().v6()
                && !Routes.table(route.table()).equals("main");
    }

    /// Whether the rule catches the session's packets and leads them astray.
    boolean by(Rule rule) {
        return catches(rule)
                && (rule.action() != null || routes.stream().anyMatch(route -> leads(rule, route)));
    }

    /// Whether some rule catches the session's packets, and this route then takes them.
    boolean by(Route route) {
        return rules.stream().anyMatch(rule -> catches(rule) && leads(rule, route));
    }

    private boolean leads(Rule rule, Route route) {
        String table = rule.table() == null ? "" : Routes.table(rule.table());
        Integer suppressed = rule.suppressPrefixlength();
        return controller != null
                && !table.equals("main")
                && table.equals(Routes.table(route.table()))
                && route.to().contains(controller)
                && !route.type().equals("throw")
                && (suppressed == null || route.to().length() > suppressed);
    }

    /// Packets of the session are made here, to the controller, without a mark, by a socket that is
    /// bound to no device. Its ports and user are not known: they may match, and may not.
    private boolean catches(Rule rule) {
        if (controller == null
                || rule.family() != controller.family()
                || rule.priority() >= MAIN
                || (rule.action() == null && rule.table() == null)) {
            return false;
        }
        boolean never =
                rule.to() != null && !rule.to().contains(controller)
                        || rule.from() != null && session != null && !rule.from().contains(session)
                        || rule.iif() != null && !rule.iif().equals(InterfaceName.LO)
                        || rule.oif() != null
                        || rule.fwmark() != null && !rule.fwmark().matches("0x0(/.*)?")
                        || rule.proto() != null && !rule.proto().equals("tcp");
        boolean always =
                !never && rule.sport() == null && rule.dport() == null && rule.uidrange() == null;
        return rule.not() ? !always : !never;
    }
}
