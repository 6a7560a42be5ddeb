package nsfleet.plan;

import nsfleet.resource.Step;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What is to be done for one step, as it is found out. Every operation is applied to the model at
/// once, so that what comes later sees what it left.
final class Todo {
    final Step step;
    private final Model model;
    private final List<Plan.Difference> differences = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private boolean created;
    private boolean replaced;
    private final boolean leaving;

    /// @param leaving the step is no longer wanted: all it made goes
    Todo(Step step, Model model, boolean leaving) {
        this.step = step;
        this.model = model;
        this.leaving = leaving;
    }

    void run(Operation operation) {
        operations.add(operation);
        model.apply(operation);
    }

    /// The step's own thing was not there.
    void create(String what, Object want) {
        replaced |= operations.stream().anyMatch(Operation.LinkDelete.class::isInstance);
        created = true;
        tell(new Plan.Difference(what, null, Routes.plain(want)));
    }

    /// An attribute is not as wanted.
    void update(String what, @Nullable Object have, @Nullable Object want) {
        tell(new Plan.Difference(what, Routes.plain(have), Routes.plain(want)));
    }

    /// What is so in both families is told once.
    private void tell(Plan.Difference difference) {
        if (!differences.contains(difference)) {
            differences.add(difference);
        }
    }

    void update(List<Plan.Difference> found) {
        differences.addAll(found);
    }

    /// The thing has to be made anew.
    void replace(String what, @Nullable Object have, @Nullable Object want) {
        replaced = true;
        differences.add(new Plan.Difference(what, Routes.plain(have), Routes.plain(want)));
    }

    void remove(String what, Object have) {
        remove(what, have, null);
    }

    /// @param want what comes back in its place
    void remove(String what, Object have, @Nullable Object want) {
        differences.add(new Plan.Difference(what, Routes.plain(have), Routes.plain(want)));
    }

    boolean pending() {
        return !operations.isEmpty();
    }

    List<Operation> operations() {
        return operations;
    }

    Plan.Change change() {
        return new Plan.Change(step, action(), differences, operations);
    }

    private Plan.Action action() {
        // What leaves goes also when it needs no operation of its own: with its namespace, say.
        if (leaving) {
            return Plan.Action.REMOVE;
        }
        if (operations.isEmpty()) {
            return Plan.Action.NONE;
        }
        if (replaced) {
            return Plan.Action.REPLACE;
        }
        return created ? Plan.Action.CREATE : Plan.Action.UPDATE;
    }
}
