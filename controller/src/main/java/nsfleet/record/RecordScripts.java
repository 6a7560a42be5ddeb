package nsfleet.record;

import nsfleet.shell.Script;
import nsfleet.shell.Templates;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// What writes the record on a host.
public final class RecordScripts {
    private RecordScripts() {}

    /// Writes a lab's record and the host's table of settings, each at once or not at all. A record
    /// without entries is removed with the lab's directory, an empty table with its file: nothing
    /// is left then but the lock.
    ///
    /// @param claims the table; null where it is there as it should be
    /// @param writer the version of nsfleet that writes
    public static Script write(LabRecord record, @Nullable SysctlClaims claims, String writer) {
        SysctlClaims table = claims == null ? SysctlClaims.none() : claims;
        return Templates.builtIn()
                .render(
                        "record/write.sh.ftl",
                        Map.of(
                                "lab",
                                record.lab().value(),
                                "keep",
                                !record.entries().isEmpty(),
                                "record",
                                RecordFormat.write(record, writer),
                                "table",
                                claims != null,
                                "claimed",
                                !table.claims().isEmpty(),
                                "claims",
                                RecordFormat.write(table, writer)));
    }
}
