package nsfleet.shell;

import java.util.List;

/// Text for a here-document: lines of `ip -batch` or of `iptables-restore`, whose values were made
/// safe for that language. Only [Templates] makes the lines of operations; a shell template takes
/// them as `[=lines]`, and only in a here-document with a quoted delimiter.
///
/// @param text without a line feed at the end
public record Lines(String text) {
    /// Several one below the other.
    public static Lines join(List<Lines> parts) {
        return new Lines(String.join("\n", parts.stream().map(Lines::text).toList()));
    }
}
