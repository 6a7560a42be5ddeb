package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.resource.Route;
import nsfleet.resource.Route.NextHop;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;

/// What makes two routes the same to the kernel, and when one is as wanted.
final class Routes {
    private Routes() {}

    static Route withHops(Route r, List<NextHop> hops) {
        return new Route(
                r.netns(),
                r.to(),
                r.table(),
                r.metric(),
                r.type(),
                r.via(),
                r.dev(),
                r.src(),
                r.onlink(),
                r.scope(),
                r.mtu(),
                hops);
    }

    static Route withSrc(Route r, @Nullable Ip src) {
        return new Route(
                r.netns(),
                r.to(),
                r.table(),
                r.metric(),
                r.type(),
                r.via(),
                r.dev(),
                src,
                r.onlink(),
                r.scope(),
                r.mtu(),
                r.nexthops());
    }

    static Route withDev(Route r, @Nullable InterfaceName dev) {
        return new Route(
                r.netns(),
                r.to(),
                r.table(),
                r.metric(),
                r.type(),
                r.via(),
                dev,
                r.src(),
                r.onlink(),
                r.scope(),
                r.mtu(),
                r.nexthops());
    }

    /// The three tables have numbers too (/etc/iproute2/rt_tables).
    static String table(String name) {
        return switch (name) {
            case "254" -> "main";
            case "253" -> "default";
            case "255" -> "local";
            default -> name;
        };
    }

    /// IPv6 takes 1024 for a metric that is not given (ip-route(8)): both are written as 0.
    static long metric(Route route) {
        return route.to().v6() && route.metric() == 1024 ? 0 : route.metric();
    }

    static boolean sameKey(Route a, Route b) {
        return a.netns().equals(b.netns())
                && a.to().equals(b.to())
                && table(a.table()).equals(table(b.table()))
                && metric(a) == metric(b);
    }

    /// Whether what is there does what is wanted; a device, scope that is not said is the kernel's
    /// choice.
    static boolean satisfied(Route want, Route have) {
        return differences(want, have).isEmpty();
    }

    static List<Plan.Difference> differences(Route want, Route have) {
        var found = new java.util.ArrayList<Plan.Difference>();
        compare(found, "type", have.type(), want.type());
        compare(found, "via", have.via(), want.via());
        if (want.dev() != null || (want.via() == null && want.nexthops().isEmpty())) {
            boolean matters = want.type().equals("unicast") || want.dev() != null;
            compare(found, "dev", matters ? have.dev() : want.dev(), want.dev());
        }
        compare(found, "src", have.src(), want.src());
        compare(found, "mtu", have.mtu(), want.mtu());
        if (want.onlink() && !have.onlink()) {
            found.add(new Plan.Difference("onlink", false, true));
        }
        if (want.scope() != null) {
            String usual = usualScope(want);
            compare(found, "scope", have.scope() == null ? usual : have.scope(), want.scope());
        }
        if (!sameHops(want.nexthops(), have.nexthops())) {
            found.add(
                    new Plan.Difference("nexthops", hops(have.nexthops()), hops(want.nexthops())));
        }
        return found;
    }

    /// The scope that iproute2 chooses by itself (iproute_modify in ip/iproute.c), which a probe
    /// leaves out; IPv6 has none, whatever is asked for.
    private static @Nullable String usualScope(Route route) {
        if (route.to().v6()) {
            return route.scope();
        }
        return switch (route.type()) {
            case "local" -> "host";
            case "unicast" -> route.via() == null && route.nexthops().isEmpty() ? "link" : "global";
            default -> "global";
        };
    }

    private static void compare(
            List<Plan.Difference> found,
            String what,
            @Nullable Object have,
            @Nullable Object want) {
        if (!Objects.equals(have, want)) {
            found.add(new Plan.Difference(what, plain(have), plain(want)));
        }
    }

    /// Numbers stay numbers, everything else is text.
    static @Nullable Object plain(@Nullable Object value) {
        return value == null || value instanceof Integer || value instanceof Boolean
                ? value
                : value.toString();
    }

    private static boolean sameHops(List<NextHop> want, List<NextHop> have) {
        return want.size() == have.size()
                && want.stream().allMatch(w -> have.stream().anyMatch(h -> sameHop(w, h)));
    }

    private static boolean sameHop(NextHop want, NextHop have) {
        return want.via().equals(have.via())
                && want.weight() == have.weight()
                && (want.dev() == null || want.dev().equals(have.dev()));
    }

    private static @Nullable List<String> hops(List<NextHop> hops) {
        return hops.isEmpty() ? null : hops.stream().map(Routes::hop).toList();
    }

    private static String hop(NextHop hop) {
        return "via "
                + hop.via()
                + (hop.dev() == null ? "" : " dev " + hop.dev())
                + " weight "
                + hop.weight();
    }

    /// In ip-route(8)'s words, for people.
    static String words(Route route) {
        var words = new StringBuilder();
        if (!route.type().equals("unicast")) {
            words.append(route.type()).append(' ');
        }
        words.append(route.to().isDefault() ? "default" : route.to().toString());
        if (route.via() != null) {
            words.append(" via ").append(route.via());
        }
        if (route.dev() != null) {
            words.append(" dev ").append(route.dev());
        }
        if (route.src() != null) {
            words.append(" src ").append(route.src());
        }
        route.nexthops().forEach(hop -> words.append(" nexthop ").append(hop(hop)));
        return words.toString();
    }
}
