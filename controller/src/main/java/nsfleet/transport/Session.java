package nsfleet.transport;

import java.util.List;

/// One shell on one host for one run: through SSH, or on this machine. One thread at a time.
public interface Session extends AutoCloseable {
    /// Sends all frames at once and waits for all: one round trip. A frame that runs into its
    /// timeout ends the session: those after it are [Completion.NotRun].
    ///
    /// @return one completion per frame, in order
    List<Completion> run(List<Frame> frames);

    /// Sends one frame and waits for it.
    default Completion run(Frame frame) {
        return run(List.of(frame)).getFirst();
    }

    /// Ends remote work: everything that this session started on the host. May be called from
    /// another thread; harmless when already closed.
    @Override
    void close();
}
