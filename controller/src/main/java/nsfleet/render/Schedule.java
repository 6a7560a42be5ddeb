package nsfleet.render;

import nsfleet.net.Netns;
import nsfleet.plan.Operation;
import nsfleet.shell.Lines;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Regroups operations by namespace, so that one process does many, where that changes nothing: an
/// operation may move before others only if they touch none of its namespaces.
final class Schedule {
    /// What a group is run by.
    enum Form {
        /// One `ip -batch` in one namespace.
        BATCH,
        /// One writer of settings in one namespace.
        SYSCTL,
        /// Replacements of what a lab has in one namespace's packet filter, as one for each place.
        FILTER,
        /// A command of its own.
        SINGLE
    }

    /// Operations that one process does.
    ///
    /// @param lines the batch's, one for each work; empty for other forms
    static final class Group {
        final Form form;
        final Netns netns;
        final List<Rendered.Line> works = new ArrayList<>();
        final List<Lines> lines = new ArrayList<>();
        private final Set<Netns> touched = new HashSet<>();
        private boolean everything;

        /// Whether names that ip looked up for this batch may mean another interface now, or none:
        /// it keeps the indexes (ll_map.c in iproute2), also of a peer that went with its end.
        private boolean stale;

        private Group(Form form, Netns netns) {
            this.form = form;
            this.netns = netns;
        }

        private boolean touches(Optional<Set<Netns>> others) {
            return everything
                    || others.isEmpty()
                    || others.get().stream().anyMatch(touched::contains);
        }

        private boolean takes(Form form, Netns netns, Operation operation) {
            return form != Form.SINGLE
                    && this.form == form
                    && this.netns.equals(netns)
                    && !(stale && givesName(operation));
        }

        private void add(Rendered.Line work, Optional<Lines> line, Optional<Set<Netns>> touches) {
            works.add(work);
            stale |= takesName(work.operation());
            line.ifPresent(lines::add);
            touches.ifPresentOrElse(touched::addAll, () -> everything = true);
        }
    }

    private Schedule() {}

    private static boolean takesName(Operation operation) {
        return operation instanceof Operation.LinkDelete
                || operation instanceof Operation.LinkMove
                || operation instanceof Operation.LinkRename;
    }

    private static boolean givesName(Operation operation) {
        return operation instanceof Operation.VethAdd
                || operation instanceof Operation.BridgeAdd
                || operation instanceof Operation.LinkMove
                || operation instanceof Operation.LinkRename;
    }

    /// The groups in the order to run.
    ///
    /// @param line the batch line of an operation; empty if it cannot have one
    static List<Group> of(List<Rendered.Line> works, Function<Operation, Optional<Lines>> line) {
        List<Group> groups = new ArrayList<>();
        for (Rendered.Line work : works) {
            Operation operation = work.operation();
            Optional<Lines> text = line.apply(operation);
            Form form =
                    text.isPresent()
                            ? Form.BATCH
                            : switch (operation) {
                                case Operation.SysctlWrite _ -> Form.SYSCTL;
                                case Operation.FilterReplace _ -> Form.FILTER;
                                default -> Form.SINGLE;
                            };
            Netns netns = runsIn(operation);
            Optional<Set<Netns>> touches = touches(operation);
            int last = groups.size() - 1;
            while (last >= 0 && !groups.get(last).touches(touches)) {
                last--;
            }
            if (last < 0 || !groups.get(last).takes(form, netns, operation)) {
                last = place(groups, last + 1);
                groups.add(last, new Group(form, netns));
            }
            groups.get(last).add(work, text, touches);
        }
        return groups;
    }

    /// Where a new group goes, from the first place that it may take: before the next group that
    /// joins namespaces, so that this one can go on growing. (Making a namespace comes before the
    /// batch that makes the links into all of them.)
    private static int place(List<Group> groups, int from) {
        int place = from;
        while (place < groups.size() && groups.get(place).touched.size() < 2) {
            place++;
        }
        return place;
    }

    private static Netns runsIn(Operation operation) {
        return operation instanceof Operation.VethAdd veth && OperationValues.fromPeer(veth)
                ? veth.peerNetns()
                : operation.netns();
    }

    /// The namespaces in which an operation changes something; empty for any. Deleting a link may
    /// delete its peer, wherever that is; a new namespace copies settings of the host.
    private static Optional<Set<Netns>> touches(Operation operation) {
        return switch (operation) {
            case Operation.NetnsAdd o -> Optional.of(Set.of(o.created()));
            case Operation.NetnsDelete _, Operation.LinkDelete _ -> Optional.empty();
            case Operation.SysctlWrite o ->
                    o.netns().isHost() ? Optional.empty() : Optional.of(Set.of(o.netns()));
            case Operation.VethAdd o -> both(o.netns(), o.peerNetns());
            case Operation.LinkMove o -> both(o.netns(), o.to());
            case Operation.BridgeAdd _,
                    Operation.BridgeSet _,
                    Operation.LinkRename _,
                    Operation.LinkUp _,
                    Operation.LinkMtu _,
                    Operation.LinkMac _,
                    Operation.LinkMaster _,
                    Operation.LinkAlias _,
                    Operation.AddressAdd _,
                    Operation.AddressDelete _,
                    Operation.RouteAdd _,
                    Operation.RouteDelete _,
                    Operation.RuleAdd _,
                    Operation.RuleDelete _,
                    Operation.FilterReplace _ ->
                    Optional.of(Set.of(operation.netns()));
        };
    }

    private static Optional<Set<Netns>> both(Netns one, Netns other) {
        return Optional.of(one.equals(other) ? Set.of(one) : Set.of(one, other));
    }
}
