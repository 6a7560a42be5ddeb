package nsfleet.vars;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Span;

/// A mistake found while FreeMarker is on the stack: it passes through the library unchanged and
/// becomes a problem at the room's door. It never leaves the room.
final class EvaluationFailure extends RuntimeException {
    private final Problem problem;

    EvaluationFailure(Problem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    /// Without a place: the expression in which it happened gives it.
    static EvaluationFailure of(String code, String message) {
        return new EvaluationFailure(Problem.error(code, null, message));
    }

    Problem problem() {
        return problem;
    }

    EvaluationFailure at(Span span) {
        return problem.span() != null
                ? this
                : new EvaluationFailure(
                        new Problem(
                                problem.severity(),
                                problem.code(),
                                problem.message(),
                                span,
                                problem.hint(),
                                problem.related()));
    }
}
