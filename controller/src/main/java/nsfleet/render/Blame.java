package nsfleet.render;

/// Which operation of a frame went wrong.
public sealed interface Blame {
    /// None: all were done.
    record Nobody() implements Blame {}

    /// This one; all before it were done, none after it was run.
    ///
    /// @param index in [Rendered#lines()]
    /// @param output what the host said
    /// @param message what went wrong, in one line, with a hint on a second one where there is one
    record Line(int index, String output, String message) implements Blame {}

    /// One of them, and the host did not say which: timed out, connection lost, a batch that was
    /// refused as a whole.
    record Unknown(String output, String message) implements Blame {}
}
