package nsfleet.run;

import nsfleet.net.LabName;

import java.util.List;

/// What a run is for: how far down the one pipeline it goes.
public sealed interface Mission {
    /// Look and compare; change nothing.
    ///
    /// @param detailed whether the run's exit code tells differences
    record Preview(boolean detailed) implements Mission {}

    /// Make it so, prove it, and (unless told otherwise) verify it.
    ///
    /// @param verify whether the checks are run
    /// @param verifyAnyway whether they are run although a step failed
    record Apply(boolean verify, boolean verifyAnyway) implements Mission {}

    /// Run the checks only.
    record Verify() implements Mission {}

    /// Undo labs in reverse.
    ///
    /// @param labs those to undo; empty: those that the playbooks name for the host
    record Destroy(List<LabName> labs) implements Mission {
        public Destroy {
            labs = List.copyOf(labs);
        }
    }

    /// Write the program that makes the labs from nothing; change nothing.
    record Program() implements Mission {}

    /// Tell facts and the network state.
    record Facts() implements Mission {}

    /// Tell which labs are there.
    record Labs() implements Mission {}

    /// The word for it in events.
    default String command() {
        return switch (this) {
            case Preview _ -> "plan";
            case Apply _ -> "apply";
            case Verify _ -> "verify";
            case Destroy _ -> "destroy";
            case Program _ -> "render";
            case Facts _ -> "facts";
            case Labs _ -> "labs";
        };
    }

    /// Whether hosts are changed, and so locked.
    default boolean changes() {
        return switch (this) {
            case Apply _, Destroy _ -> true;
            case Preview _, Verify _, Program _, Facts _, Labs _ -> false;
        };
    }
}
