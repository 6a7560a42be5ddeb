package nsfleet.record;

import nsfleet.net.LabName;
import nsfleet.shell.Script;
import nsfleet.shell.Templates;

import java.util.Map;

/// What writes the record on a host.
public final class RecordScripts {
    private RecordScripts() {}

    /// Writes a lab's record and the host's table of settings, each at once or not at all. A record
    /// without entries is removed with the lab's directory, an empty table with its file: nothing
    /// is left then but the lock.
    ///
    /// @param writer the version of nsfleet that writes
    public static Script write(LabRecord record, SysctlClaims claims, String writer) {
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
                                "claimed",
                                !claims.claims().isEmpty(),
                                "claims",
                                RecordFormat.write(claims, writer)));
    }

    /// Removes what a lab noted on a host, and the directory of all labs if it was the last.
    public static Script remove(LabName lab) {
        return Templates.builtIn().render("record/remove.sh.ftl", Map.of("lab", lab.value()));
    }
}
