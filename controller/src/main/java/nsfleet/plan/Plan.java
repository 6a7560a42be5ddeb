package nsfleet.plan;

import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;
import nsfleet.resource.Step;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is to be done for one lab on one host.
///
/// @param changes one for every step, in the order of execution: removals first, then the steps as
///   written; a step with nothing to do has no operations
/// @param refusals what stands in the way; with any, nothing is run on this host
/// @param warnings what the user should know
/// @param intent the record to write before the first operation: what was recorded, and what is
///   about to be made with open entries, so that a crash leaves nothing that nobody owns
/// @param intentClaims the table of settings to write before the first operation
/// @param next the record after the changes
/// @param claims the host's table of settings after the changes
public record Plan(
        List<Change> changes,
        List<Refusal> refusals,
        List<String> warnings,
        LabRecord intent,
        SysctlClaims intentClaims,
        LabRecord next,
        SysctlClaims claims) {

    /// What happens to a step's things.
    public enum Action {
        NONE,
        CREATE,
        UPDATE,
        REPLACE,
        REMOVE
    }

    /// One attribute that is not as wanted. Values are text, numbers, booleans or lists of them;
    /// null is absent.
    public record Difference(String what, @Nullable Object have, @Nullable Object want) {}

    /// What one step changes.
    ///
    /// @param operations in the order to run
    public record Change(
            Step step, Action action, List<Difference> differences, List<Operation> operations) {
        public Change {
            differences = List.copyOf(differences);
            operations = List.copyOf(operations);
        }

        /// Whether anything is to be done.
        public boolean pending() {
            return action != Action.NONE;
        }
    }

    /// A step that may not be done: its thing belongs to somebody else, or an interface is not
    /// there.
    ///
    /// @param step null when the lab as a whole may not be applied or destroyed
    public record Refusal(@Nullable Step step, String message, @Nullable String hint) {}

    public Plan {
        changes = List.copyOf(changes);
        refusals = List.copyOf(refusals);
        warnings = List.copyOf(warnings);
    }

    /// Whether there is anything to do.
    public boolean pending() {
        return changes.stream().anyMatch(Change::pending);
    }
}
