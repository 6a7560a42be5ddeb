package nsfleet.vars;

import freemarker.template.TemplateModel;

import nsfleet.yaml.Scalar;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.function.Supplier;

/// How far an evaluation is, shared with those that it starts for other hosts: the values that it
/// is inside of, so that a cycle is found.
final class Progress {
    private static final int DEEPEST = 200;

    private final Deque<Inside> stack = new ArrayDeque<>();

    // The name of a secret that the expression at hand has read.
    @Nullable String secret;

    /// A scalar that is being evaluated.
    private record Inside(Scalar scalar, String host, String name) {}

    /// Goes into a value.
    @Nullable TemplateModel inside(
            Scalar scalar, String host, String path, Supplier<@Nullable TemplateModel> value) {
        for (Inside outer : stack) {
            if (outer.scalar == scalar && outer.host.equals(host)) {
                throw cycle(outer, path);
            }
        }
        if (stack.size() > DEEPEST) {
            throw EvaluationFailure.of("cycle", "variables refer to each other without end");
        }
        stack.addLast(new Inside(scalar, host, path));
        try {
            return value.get();
        } finally {
            stack.removeLast();
        }
    }

    private EvaluationFailure cycle(Inside first, String last) {
        var names = new ArrayList<String>();
        boolean found = false;
        for (Inside inside : stack) {
            found |= inside == first;
            if (found) {
                names.add(inside.name);
            }
        }
        names.add(last);
        return EvaluationFailure.of(
                "cycle", "variables refer to each other: " + String.join(" -> ", names));
    }
}
