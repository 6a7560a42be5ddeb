package nsfleet.transport;

import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Connector.Purpose;

import org.jspecify.annotations.Nullable;

/// The start of a session, whatever carries it: the line for the login shell, and the talk until
/// frames can be sent. One object for each session; its nonces are used once.
public final class RemoteShell {
    private final Target target;
    private final Purpose purpose;
    private final String bootNonce = Nonce.fresh();
    private final String promptNonce = Nonce.fresh();

    public RemoteShell(Target target, Purpose purpose) {
        this.target = target;
        this.purpose = purpose;
    }

    /// Why this cannot work, known before connecting; null when it can.
    public Connection.@Nullable Refused impossible() {
        Target.Become become = target.become();
        if (become == null) {
            return null;
        }
        return switch (become.method()) {
            case "sudo", "su" -> badUser(become.user());
            case "doas" ->
                    become.password() == null
                            ? badUser(become.user())
                            : new Connection.Refused(
                                    "doas cannot take a password without a terminal",
                                    "allow it with nopass in doas.conf, or use sudo or su");
            default ->
                    new Connection.Refused(
                            "unknown ansible_become_method: " + become.method(),
                            "one of sudo, doas, su");
        };
    }

    private static Connection.@Nullable Refused badUser(String user) {
        return user.isEmpty() || user.startsWith("-")
                ? new Connection.Refused("not a user name: " + user, "see ansible_become_user")
                : null;
    }

    /// The line for the login shell, whichever that is.
    public String commandLine() {
        return SessionScripts.login(target.become(), purpose.lock(), bootNonce, promptNonce);
    }

    /// Talks until frames can be sent. Takes the streams down when that fails.
    public Connection open(Streams streams) {
        var handshake = new Handshake(target, streams, bootNonce, promptNonce);
        Connection failed = handshake.await();
        if (failed != null) {
            streams.cut(false);
            return failed;
        }
        Connection connection =
                new Claim(target, purpose, handshake.session(), handshake.connection()).open();
        if (!(connection instanceof Connection.Open)) {
            handshake.session().close();
        }
        return connection;
    }
}
