package nsfleet.render;

import nsfleet.net.InterfaceName;
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
/// operation may move past others only if they touch nothing that it touches.
final class Schedule {
    /// What a group is run by.
    enum Form {
        /// New namespaces: one `ip -batch`, and their settings.
        NETNS,
        /// One `ip -batch` in one namespace.
        BATCH,
        /// One writer of settings in one namespace.
        SYSCTL,
        /// Replacements of what a lab has in one namespace's packet filter, as one for each place.
        FILTER,
        /// A command of its own.
        SINGLE
    }

    /// What of a namespace an operation touches. That loopback is up, and its alias, mind neither
    /// settings nor that other interfaces are made; all else counts as one.
    private enum Part {
        LOOPBACK,
        OTHERS,
        ALL
    }

    private record Touch(Netns netns, Part part) {
        boolean meets(Touch other) {
            return netns.equals(other.netns)
                    && (part == other.part || part == Part.ALL || other.part == Part.ALL);
        }
    }

    /// Operations that one process does. It has the lines of the batch, one for each work; none for
    /// other forms.
    static final class Group {
        final Form form;
        final Netns netns;
        final List<Rendered.Line> works = new ArrayList<>();
        final List<Lines> lines = new ArrayList<>();
        private final Set<Touch> touched = new HashSet<>();
        private boolean everything;

        /// Whether names that ip looked up for this batch may mean another interface now, or none:
        /// it keeps the indexes (ll_map.c in iproute2), also of a peer that went with its end.
        private boolean stale;

        private Group(Form form, Netns netns) {
            this.form = form;
            this.netns = netns;
        }

        private boolean touches(Optional<Set<Touch>> others) {
            return everything
                    || others.isEmpty()
                    || others.get().stream().anyMatch(o -> touched.stream().anyMatch(o::meets));
        }

        private boolean joinsNamespaces() {
            return everything || touched.stream().map(Touch::netns).distinct().count() > 1;
        }

        private boolean onlyLoopback() {
            return !everything && Schedule.onlyLoopback(Optional.of(touched));
        }

        private boolean takes(Form form, Netns netns, Operation operation) {
            return form != Form.SINGLE
                    && this.form == form
                    && this.netns.equals(netns)
                    && !(stale && givesName(operation));
        }

        private void add(Rendered.Line work, Optional<Lines> line, Optional<Set<Touch>> touches) {
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
                || operation instanceof Operation.LinkAdd
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
            Form form = form(operation, text.isPresent());
            Netns netns = runsIn(operation);
            Optional<Set<Touch>> touches = touches(operation);
            int last = groups.size() - 1;
            while (last >= 0 && !groups.get(last).touches(touches)) {
                last--;
            }
            // It may join that one, or any behind it.
            int place = Math.max(last, 0);
            while (place < groups.size() && !groups.get(place).takes(form, netns, operation)) {
                place++;
            }
            if (place == groups.size()) {
                place = onlyLoopback(touches) ? groups.size() : place(groups, last + 1);
                groups.add(place, new Group(form, netns));
            }
            groups.get(place).add(work, text, touches);
        }
        return groups;
    }

    private static boolean onlyLoopback(Optional<Set<Touch>> touches) {
        return touches.isPresent()
                && touches.get().stream().allMatch(t -> t.part() == Part.LOOPBACK);
    }

    private static Form form(Operation operation, boolean line) {
        if (line) {
            return Form.BATCH;
        }
        return switch (operation) {
            case Operation.NetnsAdd _ -> Form.NETNS;
            case Operation.SysctlWrite _ -> Form.SYSCTL;
            case Operation.FilterReplace _ -> Form.FILTER;
            default -> Form.SINGLE;
        };
    }

    /// Where a new group goes, from the first place that it may take: before the next group that
    /// joins namespaces, so that this one can go on growing (making a namespace and its settings
    /// come before the batch that makes the links into all of them), and before those that are
    /// about loopback only, which stand at the end, so that they can go on with what comes after
    /// those links.
    private static int place(List<Group> groups, int from) {
        int place = from;
        while (place < groups.size()
                && !groups.get(place).joinsNamespaces()
                && !groups.get(place).onlyLoopback()) {
            place++;
        }
        return place;
    }

    private static Netns runsIn(Operation operation) {
        return switch (operation) {
            case Operation.VethAdd veth when OperationValues.fromPeer(veth) -> veth.peerNetns();
            case Operation.LinkAdd link -> link.kind().underlay();
            default -> operation.netns();
        };
    }

    /// What an operation changes something of; empty for anything. Deleting a link may delete its
    /// peer, wherever that is; a new namespace copies settings of the host.
    private static Optional<Set<Touch>> touches(Operation operation) {
        return switch (operation) {
            case Operation.NetnsAdd o -> all(o.created());
            case Operation.NetnsDelete _, Operation.LinkDelete _ -> Optional.empty();
            case Operation.SysctlWrite o ->
                    o.netns().isHost() ? Optional.empty() : others(o.netns());
            case Operation.LinkAdd o -> both(Part.OTHERS, o.netns(), o.kind().underlay());
            case Operation.VethAdd o -> both(Part.OTHERS, o.netns(), o.peerNetns());
            case Operation.LinkMove o -> both(Part.ALL, o.netns(), o.to());
            case Operation.LinkUp o -> link(o.netns(), o.name());
            case Operation.LinkAlias o -> link(o.netns(), o.name());
            case Operation.NeighborSet _,
                    Operation.NeighborDelete _,
                    Operation.FdbAdd _,
                    Operation.FdbDelete _,
                    Operation.QdiscSet _,
                    Operation.LinkSet _,
                    Operation.LinkRename _,
                    Operation.LinkMtu _,
                    Operation.LinkMac _,
                    Operation.LinkMaster _,
                    Operation.AddressAdd _,
                    Operation.AddressDelete _,
                    Operation.RouteAdd _,
                    Operation.RouteDelete _,
                    Operation.RuleAdd _,
                    Operation.RuleDelete _,
                    Operation.FilterReplace _ ->
                    all(operation.netns());
        };
    }

    private static Optional<Set<Touch>> all(Netns netns) {
        return both(Part.ALL, netns, netns);
    }

    private static Optional<Set<Touch>> others(Netns netns) {
        return both(Part.OTHERS, netns, netns);
    }

    private static Optional<Set<Touch>> both(Part part, Netns one, Netns other) {
        var touches = new HashSet<Touch>();
        touches.add(new Touch(one, part));
        touches.add(new Touch(other, part));
        return Optional.of(touches);
    }

    private static Optional<Set<Touch>> link(Netns netns, InterfaceName name) {
        return name.equals(InterfaceName.LO)
                ? Optional.of(Set.of(new Touch(netns, Part.LOOPBACK)))
                : all(netns);
    }
}
