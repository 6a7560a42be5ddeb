package nsfleet.transport;

/// Opens sessions. Blocks until the remote shell is ready or has failed; never throws for what the
/// network, the host or the user's credentials do.
public interface Connector {
    /// Connects, becomes another user where asked, takes the host's lock where asked.
    Connection connect(Target target, Purpose purpose);

    /// Why a session is opened.
    ///
    /// @param run the run's id, written to the lock's holder file
    /// @param lock whether the host's lock is taken: apply and destroy; reading commands leave it
    ///   alone
    /// @param lockTimeout how long to wait for it
    record Purpose(String run, boolean lock, java.time.Duration lockTimeout) {}

    /// What came of it.
    sealed interface Connection {
        /// A shell that waits for frames.
        ///
        /// @param holder the run that holds the host's lock at the moment, told to reading
        ///   commands; empty for none
        /// @param connection sshd's SSH_CONNECTION, four words: client address and port, server
        ///   address and port; `-` without SSH
        record Open(Session session, String holder, String connection) implements Connection {}

        /// No way to the host: refused, timed out, a wrong key, no authentication.
        record Unreachable(String message, String hint) implements Connection {}

        /// Connected, but not able to work: sudo refused, no shell. Counts as failed.
        record Refused(String message, String hint) implements Connection {}

        /// Another run holds the lock.
        record Locked(String message) implements Connection {}
    }
}
