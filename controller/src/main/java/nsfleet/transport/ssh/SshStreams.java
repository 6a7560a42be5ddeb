package nsfleet.transport.ssh;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.transport.DisconnectListener;

import nsfleet.transport.Streams;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// The one channel of a connection.
final class SshStreams implements Streams, DisconnectListener {
    private final SSHClient client;
    private final Session.Command command;
    private final Duration silence;
    private volatile @Nullable String fault;

    /// @param silence after which the library gives up a connection
    SshStreams(SSHClient client, Session.Command command, Duration silence) {
        this.client = client;
        this.command = command;
        this.silence = silence;
        client.getTransport().setDisconnectListener(this);
    }

    @Override
    public OutputStream input() {
        return command.getOutputStream();
    }

    @Override
    public InputStream output() {
        return command.getInputStream();
    }

    @Override
    public InputStream error() {
        return command.getErrorStream();
    }

    @Override
    public @Nullable String fault() {
        return fault;
    }

    @Override
    public void notifyDisconnect(DisconnectReason reason, String message) {
        if (reason == DisconnectReason.CONNECTION_LOST) {
            fault = "the connection is cut: nothing was heard for " + silence.toSeconds() + " s";
        } else if (reason != DisconnectReason.BY_APPLICATION) {
            fault = "the connection broke" + (message == null ? "" : ": " + message);
        }
    }

    @Override
    public void cut(boolean gently) {
        cut(client, gently);
    }

    /// Takes a connection down.
    static void cut(SSHClient client, boolean gently) {
        try {
            java.net.Socket socket = client.getSocket();
            if (!gently && socket != null) {
                // First, or the farewell may wait for a host that does not read.
                socket.close();
            }
            client.disconnect();
        } catch (IOException e) {
            // it is down already
            return;
        }
    }
}
