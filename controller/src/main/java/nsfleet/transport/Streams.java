package nsfleet.transport;

import org.jspecify.annotations.Nullable;

import java.io.InputStream;
import java.io.OutputStream;

/// A running login command and the way to it: an SSH channel or a local process. Made by a
/// connector, used by [RemoteShell].
public interface Streams {
    /// What the command reads.
    OutputStream input();

    /// What it writes.
    InputStream output();

    /// What it writes to standard error.
    InputStream error();

    /// Why the way to it broke, for people; null when the command itself ended.
    @Nullable String fault();

    /// Takes the way down. Never blocks for long; harmless when repeated.
    ///
    /// @param gently whether the other side has already ended, so that a farewell can be sent
    void cut(boolean gently);
}
