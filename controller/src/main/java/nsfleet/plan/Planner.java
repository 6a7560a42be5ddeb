package nsfleet.plan;

import nsfleet.net.Family;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.probe.Facts;
import nsfleet.probe.Look;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.SysctlAt;
import nsfleet.probe.Prober;
import nsfleet.probe.Query;
import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;
import nsfleet.resource.Desired;
import nsfleet.resource.Filter;
import nsfleet.resource.Key;
import nsfleet.resource.Link;
import nsfleet.resource.LinkOptions;
import nsfleet.resource.Resource;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Wanted;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The door of this room: desired, observed and recorded state become changes and a new record. All
/// functions are pure.
public final class Planner {
    private Planner() {}

    /// What the second probe must read so that a plan can be made: settings that are wanted or
    /// claimed, with those that writing them overwrites, tables with chains of ours, and IPv6 rules
    /// where there are some of ours or they could lead our session astray.
    ///
    /// @param network what the first probe saw; its settings and filters do not matter
    public static Look look(
            Desired desired, Observed network, LabRecord record, SysctlClaims claims) {
        Set<Query> all = new HashSet<>();
        for (Wanted w : desired.wanted()) {
            Resource resource = w.resource();
            peer(all, network, resource.key());
            OnLinks.look(all, resource.key());
            if (resource instanceof Link link) {
                feature(all, network, link);
            } else if (resource instanceof Sysctl s) {
                sysctl(all, network, s.netns(), s.name());
            } else if (resource instanceof Filter filter) {
                String forwarding = Filters.forwarding(filter);
                if (forwarding != null) {
                    all.add(new SysctlAt(filter.netns(), forwarding));
                }
            } else if (resource instanceof Rule rule && rule.family() == Family.V6) {
                all.add(new Query.Rules6(rule.netns()));
            } else if (resource instanceof Route route && Diversion.mayTake(route)) {
                all.add(new Query.Rules6(route.netns()));
            }
        }
        for (LabRecord.Entry entry : record.entries()) {
            peer(all, network, entry.key());
            OnLinks.look(all, entry.key());
            if (entry.key() instanceof Key.OfSysctl(var netns, var name)) {
                sysctl(all, network, netns, name);
            } else if (entry.key() instanceof Key.OfRule rule && rule.family() == Family.V6) {
                all.add(new Query.Rules6(rule.netns()));
            }
        }
        for (SysctlClaims.Claim claim : claims.claims()) {
            if (claim.wanted().containsKey(desired.lab())) {
                all.add(new SysctlAt(Netns.HOST, claim.name()));
                claim.overwritten()
                        .keySet()
                        .forEach(name -> all.add(new SysctlAt(Netns.HOST, name)));
            }
        }
        FilterLook.add(all, desired, record);
        all.removeIf(query -> !network.namespaces().containsKey(query.netns()));
        return new Look(all);
    }

    /// Whether the kernel has what a kind needs, if no interface of that kind is there to prove it.
    private static void feature(Set<Query> all, Observed network, Link link) {
        boolean proven =
                network.namespaces().values().stream()
                        .flatMap(state -> state.links().values().stream())
                        .anyMatch(have -> have.kind().equals(link.kind().kernelName()));
        if (!proven) {
            VirtualLinks.feature(link.kind()).ifPresent(all::add);
        }
    }

    /// An end in a namespace whose peer is in another one, or nobody knows where.
    private static void peer(Set<Query> all, Observed network, Key key) {
        if (key instanceof Key.OfLink(var netns, var name)
                && !netns.isHost()
                && !Prober.seesPeers(network)) {
            Observed.NetnsState state = network.namespaces().get(netns);
            Observed.LinkState link = state == null ? null : state.links().get(name);
            if (link != null && lookedFor(netns, link)) {
                all.add(new Query.Peers(netns));
            }
        }
    }

    private static boolean lookedFor(Netns netns, Observed.LinkState link) {
        if (LinkOptions.onDevice(link.kind()) || LinkOptions.tunnel(link.kind())) {
            return link.lower() == null || !link.lower().netns().equals(netns);
        }
        Observed.Peer peer = link.peer();
        return link.kind().equals("veth")
                && (peer == null || !peer.netns().isHost() && !peer.netns().equals(netns));
    }

    private static void sysctl(Set<Query> all, Observed network, Netns netns, String name) {
        all.add(new SysctlAt(netns, name));
        if (Settings.canonical(name).equals(Settings.IP_FORWARD)) {
            all.add(new SysctlAt(netns, Settings.IP_FORWARD));
        }
        Observed.NetnsState host = network.namespaces().get(Netns.HOST);
        if (netns.isHost() && host != null) {
            for (String other : Sysctls.overwrittenBy(name, host.links().keySet())) {
                all.add(new SysctlAt(netns, other));
            }
        }
    }

    /// The same for destroying a lab. Where the record was lost, the host's own NAT tables are read
    /// too: a chain of ours is known by its name.
    public static Look lookForDestroy(
            LabName lab, Observed network, LabRecord record, SysctlClaims claims) {
        Look look = look(nothing(lab, record), network, record, claims);
        if (!record.entries().isEmpty()) {
            return look;
        }
        Set<Query> all = new HashSet<>(look.queries());
        FilterLook.all(all, lab, Netns.HOST);
        return new Look(all);
    }

    /// What is to be done so that the host has what is desired, and no longer what an earlier
    /// version of the lab made.
    ///
    /// @param seen the network, with the answers to [#look]
    /// @param record of this lab; one of another boot is void
    /// @param claims the host's table; one of another boot is void
    public static Plan plan(
            Desired desired,
            Facts facts,
            Observed seen,
            LabRecord record,
            SysctlClaims claims,
            Options options) {
        Work work = new Work(desired, facts, seen, record, claims, options);
        Pass pass = new Pass(work, false);
        if (!settles(work, pass).isEmpty()) {
            // A later step undoes an earlier one (ip_forward rewrites an interface's own
            // forwarding): then every step makes good what it did to those before it.
            work = new Work(desired, facts, seen, record, claims, options);
            pass = new Pass(work, true);
            for (Plan.Change wrong : settles(work, pass)) {
                work.refuse(wrong.step(), unsettled(wrong), null);
            }
        }
        Permission.check(work, pass.leaving());
        new Guard(work).check(pass.changes());
        return result(work, pass);
    }

    /// What is to be done so that nothing of a lab is left and what was there before is back.
    /// Without a record, what carries the lab's tag is found and removed.
    public static Plan destroy(
            LabName lab,
            Facts facts,
            Observed seen,
            LabRecord record,
            SysctlClaims claims,
            Options options) {
        Work work = new Work(nothing(lab, record), facts, seen, record, claims, options);
        Pass pass = new Pass(work, false);
        new Guard(work).check(pass.changes());
        if (record.entries().isEmpty() && pass.changes().stream().anyMatch(Plan.Change::pending)) {
            work.warnings.add(
                    "there is no record of lab `"
                            + lab
                            + "` here (made by a rendered program, or lost): what carries its tag"
                            + " is removed, and settings of the host itself, such as"
                            + " net.ipv4.ip_forward, stay as they are, since what they were"
                            + " before is not known");
        }
        return result(work, pass);
    }

    /// The record of what is really there, after some operations of a plan failed.
    ///
    /// @param now what a probe saw after the failure
    public static LabRecord afterFailure(Plan plan, Observed now) {
        return Recorder.afterFailure(plan, now);
    }

    /// What a host looks like after operations, by what is known of the kernel.
    public static Observed after(Observed seen, List<Operation> operations) {
        Model model = new Model(seen);
        operations.forEach(model::apply);
        return model.toObserved();
    }

    private static Desired nothing(LabName lab, LabRecord record) {
        Desired.Origin origin = record.origin();
        return new Desired(
                lab,
                origin == null ? new Desired.Origin("", "") : origin,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private static Plan result(Work work, Pass pass) {
        return new Plan(
                pass.changes(),
                work.refusals(),
                List.copyOf(work.warnings),
                Recorder.intent(work),
                pass.sysctls.next(false),
                Recorder.next(work),
                pass.sysctls.next(true));
    }

    /// What would still be pending after the plan: nothing, or it must not be run.
    private static List<Plan.Change> settles(Work work, Pass pass) {
        if (!work.refusals().isEmpty() || pass.changes().stream().noneMatch(Plan.Change::pending)) {
            return List.of();
        }
        Work after =
                new Work(
                        work.desired,
                        work.facts,
                        work.model.toObserved(),
                        Recorder.next(work),
                        pass.sysctls.next(true),
                        work.options);
        return new Pass(after, false).changes().stream().filter(Plan.Change::pending).toList();
    }

    private static String unsettled(Plan.Change wrong) {
        for (Operation operation : wrong.operations()) {
            if (operation instanceof Operation.RouteAdd(var route)) {
                return "the kernel would not take this route ("
                        + Routes.words(route)
                        + "): its gateway is on no network there, its device is down, or its"
                        + " source is not an address there";
            }
            if (operation instanceof Operation.AddressAdd(var netns, var dev, var address)
                    && address.v6()) {
                return netns.label(dev.value())
                        + " cannot have "
                        + address
                        + ": it has no IPv6, for its mtu is below 1280 (a bridge takes that of its"
                        + " ports unless it is given one), or disable_ipv6 is set";
            }
        }
        StringBuilder what = new StringBuilder();
        for (Plan.Difference d : wrong.differences()) {
            what.append(what.isEmpty() ? "" : ", ").append(d.what());
            what.append(' ').append(d.have()).append(" -> ").append(d.want());
        }
        return "the plan does not settle: another step undoes this one (" + what + ")";
    }
}
