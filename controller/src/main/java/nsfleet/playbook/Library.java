package nsfleet.playbook;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Source;

/// Where the files come from that a playbook names.
public interface Library {
    /// A playbook that names no files.
    Library NONE = (_, name) -> Parsed.bad("cannot be read: there is no file " + name);

    /// Reads a file.
    ///
    /// @param from the file that names it: a relative name is looked up beside it
    /// @return bad with why it cannot be read
    Parsed<Source> read(Source from, String name);
}
