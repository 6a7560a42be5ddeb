package nsfleet.render;

import nsfleet.plan.Operation;
import nsfleet.plan.Plan.Change;
import nsfleet.transport.Frame;

import java.util.List;

/// A frame to run, and what each of its lines is for.
///
/// @param lines the operations in the order in which the frame runs them; in a batch, one for each
///   physical line
public record Rendered(Frame frame, List<Line> lines) {
    /// One operation, and the step that wants it.
    public record Line(Change change, Operation operation) {}

    public Rendered {
        lines = List.copyOf(lines);
    }
}
