package nsfleet.record;

import nsfleet.net.LabName;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.SortedMap;

/// What a lab made on a host, as kept on that host in `/run/nsfleet/labs/LAB/record`: it says what
/// was ours and what was there before. It never proves that a thing exists.
///
/// @param origin the playbook and host name that applied it last; null for a lab that was never
///   applied here
/// @param bootId of the boot in which it was written
/// @param entries in the order made
public record LabRecord(
        LabName lab, Desired.@Nullable Origin origin, String bootId, List<Entry> entries) {

    /// One thing.
    ///
    /// @param sequence rises in the order in which things were made; removal goes the other way
    /// @param step the identity of the step that wanted it
    /// @param type the step's type
    /// @param before the state before we came: null when the thing was absent, otherwise the
    ///   attributes to put back, by names that the plan understands
    /// @param digest of what was wanted
    /// @param open the intent was written, the operation not yet confirmed: an untagged thing with
    ///   an open intent is ours
    public record Entry(
            int sequence,
            String step,
            String type,
            Key key,
            @Nullable SortedMap<String, String> before,
            String digest,
            boolean open) {}

    public LabRecord {
        entries = List.copyOf(entries);
    }

    /// The record of a lab that was never here.
    public static LabRecord none(LabName lab) {
        return new LabRecord(lab, null, "", List.of());
    }
}
