package nsfleet.render;

import nsfleet.net.Netns;
import nsfleet.plan.Operation;
import nsfleet.plan.Plan;
import nsfleet.shell.Lines;
import nsfleet.shell.Script;
import nsfleet.shell.Templates;
import nsfleet.transport.Completion;
import nsfleet.transport.Frame;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes shell of plans.
public final class Renderer {
    private static final Templates TEMPLATES = Templates.builtIn();

    private Renderer() {}

    /// The plan's operations as frames to send in one call: by namespace, one process for many,
    /// where the order does not matter. Each frame is left out once one before it failed.
    public static List<Rendered> frames(Plan plan) {
        return frames(plan.changes());
    }

    /// The operations of these changes as frames, regrouped.
    public static List<Rendered> frames(List<Plan.Change> changes) {
        return Schedule.of(lines(changes), Renderer::line).stream()
                .map(Renderer::rendered)
                .toList();
    }

    /// The operations of these changes as frames, a process for each: for finding out which one
    /// fails where a batch did not say.
    public static List<Rendered> singly(List<Plan.Change> changes) {
        return lines(changes).stream().map(Renderer::single).toList();
    }

    static List<Rendered.Line> lines(List<Plan.Change> changes) {
        return changes.stream()
                .flatMap(c -> c.operations().stream().map(o -> new Rendered.Line(c, o)))
                .toList();
    }

    /// The command of an operation, as people read it and as it is run when it is run alone.
    /// Secrets are masked.
    public static String command(Operation operation) {
        return plain(operation).masked().stripTrailing();
    }

    /// The command that is safe to run twice, as [#program] writes it. Secrets are masked.
    public static String guarded(Operation operation) {
        return face(operation, "guarded").masked().stripTrailing();
    }

    /// The whole program for one host, safe to run twice.
    ///
    /// @param plans one for each lab, each from an empty host
    public static Script program(String host, List<Plan> plans) {
        List<String> filters =
                plans.stream()
                        .flatMap(p -> lines(p.changes()).stream())
                        .map(Rendered.Line::operation)
                        .filter(Operation.FilterReplace.class::isInstance)
                        .map(o -> ((Operation.FilterReplace) o).backend().word())
                        .distinct()
                        .sorted()
                        .toList();
        return TEMPLATES.render(
                "render/program.sh.ftl",
                Map.of(
                        "host",
                        host,
                        "filters",
                        filters,
                        "labs",
                        plans.stream().map(Renderer::lab).toList()));
    }

    /// Which operation of a frame went wrong, if any.
    public static Blame blame(Rendered rendered, Completion completion) {
        return Blaming.of(rendered, completion);
    }

    private static Rendered rendered(Schedule.Group group) {
        if (group.works.size() == 1) {
            return single(group.works.getFirst());
        }
        Map<String, Object> model = new HashMap<>();
        if (!group.netns.isHost()) {
            model.put("ns", group.netns.name());
        }
        return switch (group.form) {
            case NETNS -> {
                model.put("names", group.works.stream().map(Renderer::created).toList());
                model.put("lines", Lines.join(group.works.stream().map(Renderer::added).toList()));
                yield rendered(group.works, TEMPLATES.render("render/netns.sh.ftl", model));
            }
            case BATCH -> {
                model.put("lines", Lines.join(group.lines));
                yield rendered(group.works, TEMPLATES.render("render/batch.sh.ftl", model));
            }
            case SYSCTL -> {
                model.put("pairs", pairs(group.works));
                yield rendered(group.works, TEMPLATES.render("render/sysctl.sh.ftl", model));
            }
            case FILTER -> rendered(group.works, filters(group.works));
            case SINGLE -> throw new IllegalStateException("a single command of several");
        };
    }

    private static String created(Rendered.Line work) {
        return work.operation() instanceof Operation.NetnsAdd(var netns) ? netns.name() : "";
    }

    private static Lines added(Rendered.Line work) {
        return batch(work.operation())
                .orElseThrow(() -> new IllegalStateException("not fit for a batch: " + work));
    }

    /// Replacements as one for each family and backend; where that fails they are run one by one.
    private static Script filters(List<Rendered.Line> works) {
        Map<List<Object>, Operation.FilterReplace> merged = new LinkedHashMap<>();
        for (Rendered.Line work : works) {
            if (work.operation() instanceof Operation.FilterReplace o) {
                merged.merge(List.of(o.family(), o.backend()), o, Operation.FilterReplace::then);
            }
        }
        return TEMPLATES.render(
                "render/filter.sh.ftl",
                Map.of("operations", merged.values().stream().map(OperationValues::of).toList()));
    }

    private static List<String> pairs(List<Rendered.Line> works) {
        List<String> pairs = new ArrayList<>();
        for (Rendered.Line work : works) {
            if (work.operation() instanceof Operation.SysctlWrite write) {
                pairs.add(OperationValues.path(write));
                pairs.add(write.value());
            }
        }
        return pairs;
    }

    private static Rendered single(Rendered.Line work) {
        return rendered(List.of(work), plain(work.operation()));
    }

    private static Rendered rendered(List<Rendered.Line> works, Script script) {
        Rendered.Line first = works.getFirst();
        Netns netns = first.operation().netns();
        String label =
                works.size() == 1
                        ? first.change().step().identity()
                        : works.size() + " operations in " + netns;
        Duration timeout =
                works.stream()
                        .map(w -> w.change().step().timeout())
                        .max(Duration::compareTo)
                        .orElseThrow();
        return new Rendered(Frame.changing(label, script, timeout), works);
    }

    private static Script plain(Operation operation) {
        return face(operation, "plain");
    }

    private static Script face(Operation operation, String face) {
        return TEMPLATES.render(
                "ops/face.ftl", Map.of("operation", OperationValues.of(operation), "face", face));
    }

    /// Its line of `ip -batch`; empty for what is not a command of ip, or cannot be a line.
    static Optional<Lines> line(Operation operation) {
        return batchable(operation) ? batch(operation) : Optional.empty();
    }

    private static Optional<Lines> batch(Operation operation) {
        return TEMPLATES.batch(
                "ops/face.ftl", Map.of("operation", OperationValues.of(operation), "face", "line"));
    }

    private static boolean batchable(Operation operation) {
        return switch (operation) {
            case Operation.NetnsAdd _,
                    Operation.NetnsDelete _,
                    Operation.SysctlWrite _,
                    Operation.FdbAdd _,
                    Operation.FdbDelete _,
                    Operation.QdiscSet _,
                    Operation.FilterReplace _ ->
                    false;
            // The host's namespace has no name: its command needs a process that is in it.
            case Operation.LinkMove o -> !o.to().isHost();
            case Operation.LinkAdd o -> o.kind().underlay().isHost() || !o.netns().isHost();
            case Operation.RuleAdd o -> o.rule().family() == nsfleet.net.Family.V4;
            case Operation.RuleDelete o -> o.rule().family() == nsfleet.net.Family.V4;
            case Operation.NeighborSet _,
                    Operation.NeighborDelete _,
                    Operation.VethAdd _,
                    Operation.LinkSet _,
                    Operation.LinkDelete _,
                    Operation.LinkRename _,
                    Operation.LinkUp _,
                    Operation.LinkMtu _,
                    Operation.LinkMac _,
                    Operation.LinkMaster _,
                    Operation.LinkAlias _,
                    Operation.AddressAdd _,
                    Operation.AddressDelete _,
                    Operation.RouteAdd _,
                    Operation.RouteDelete _ ->
                    true;
        };
    }

    private static Map<String, Object> lab(Plan plan) {
        return Map.of(
                "name",
                plan.next().lab().value(),
                "steps",
                plan.changes().stream().map(Renderer::step).toList());
    }

    private static Map<String, Object> step(Plan.Change change) {
        Map<String, Object> step = new HashMap<>();
        step.put("identity", change.step().identity());
        @Nullable String name = change.step().name();
        if (name != null) {
            step.put("name", name);
        }
        step.put("operations", change.operations().stream().map(OperationValues::of).toList());
        return step;
    }
}
