package nsfleet.plan;

import nsfleet.resource.Address;
import nsfleet.resource.Filter;
import nsfleet.resource.Link;
import nsfleet.resource.NetnsResource;
import nsfleet.resource.OnLink;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Step;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Wanted;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One walk over everything: first what leaves, last made first, then the steps as written. The
/// order of the operations is the order in which the model saw them.
final class Pass {
    private static final int ROUNDS = 3;

    final Sysctls sysctls;
    private final Work work;
    private final Things things;
    private final Links links;
    private final Filters filters;
    private final OnLinks onLinks;
    private final Removal removal;
    private final List<Plan.Change> changes = new ArrayList<>();

    /// @param thorough after each step, repair what it did to those before it
    Pass(Work work, boolean thorough) {
        this.work = work;
        things = new Things(work, thorough);
        links = new Links(work, things);
        sysctls = new Sysctls(work, things);
        filters = new Filters(work, things);
        onLinks = new OnLinks(work, things);
        removal = new Removal(work, things, filters, sysctls, onLinks);
        Set<String> staying = new HashSet<>();
        work.desired.steps().forEach(step -> staying.add(step.identity()));
        for (String identity : removal.steps()) {
            if (!staying.contains(identity)) {
                Todo todo = new Todo(removal.step(identity), work.model, true);
                removal.remove(identity, todo);
                changes.add(todo.change());
            }
        }
        steps(thorough);
        filters.warn();
    }

    private void steps(boolean thorough) {
        Map<String, List<Wanted>> byStep = new HashMap<>();
        for (Wanted w : work.desired.wanted()) {
            byStep.computeIfAbsent(w.step().identity(), _ -> new ArrayList<>()).add(w);
        }
        List<Wanted> done = new ArrayList<>();
        for (Step step : work.desired.steps()) {
            if (!step.selected()) {
                continue;
            }
            Todo todo = new Todo(step, work.model, false);
            removal.remove(step.identity(), todo);
            List<Wanted> mine = byStep.getOrDefault(step.identity(), List.of());
            mine.forEach(w -> resource(w, todo));
            done.addAll(mine);
            for (int round = 0; thorough && todo.pending() && round < ROUNDS; round++) {
                int before = todo.operations().size();
                done.forEach(w -> resource(w, todo));
                if (todo.operations().size() == before) {
                    break;
                }
            }
            changes.add(todo.change());
        }
    }

    private void resource(Wanted w, Todo todo) {
        if (work.refused(w.step())) {
            return;
        }
        switch (w.resource()) {
            case NetnsResource netns -> things.netns(netns, todo);
            case Link link -> {
                links.link(link, todo);
                filters.pass(link, todo);
            }
            case Address address -> things.address(address, todo);
            case Route route -> things.route(route, todo);
            case Rule rule -> things.rule(rule, todo);
            case Sysctl sysctl -> sysctls.sysctl(sysctl, todo);
            case OnLink onLink -> onLinks.make(onLink, todo);
            case Filter filter -> filters.filter(filter, todo);
        }
    }

    List<Plan.Change> changes() {
        return changes;
    }

    /// Whether anything of an earlier version of the lab is to go.
    boolean leaving() {
        return !removal.isEmpty();
    }
}
