package nsfleet.transport.ssh;

import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.DisconnectReason;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

import nsfleet.transport.Connector;
import nsfleet.transport.RemoteShell;
import nsfleet.transport.Target;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;

/// Sessions through SSH. One object for a run: keys are unlocked and known_hosts read once for all
/// hosts.
public final class SshConnector implements Connector {
    /// A server that has too many unfinished log-ins drops new ones (sshd_config(5), MaxStartups).
    private static final int RETRIES = 2;

    /// As many unanswered questions end a connection.
    private static final int MISSED = 3;

    private final KnownHosts knownHosts = new KnownHosts();
    private final KeyFiles keyFiles;
    private final @Nullable Agent agent;
    private final Path home;

    /// @param home where `.ssh` lies
    /// @param agentSocket of the ssh-agent; null for none
    public SshConnector(Path home, @Nullable Path agentSocket, Prompter prompter) {
        this.home = home;
        this.keyFiles = new KeyFiles(prompter);
        this.agent = agentSocket == null ? null : new Agent(agentSocket);
    }

    /// With the user's own home and agent.
    public static SshConnector ofUser(Prompter prompter) {
        String socket = System.getenv("SSH_AUTH_SOCK");
        return new SshConnector(
                Path.of(System.getProperty("user.home", "/")),
                socket == null || socket.isEmpty() ? null : Path.of(socket),
                prompter);
    }

    @Override
    public Connection connect(Target target, Purpose purpose) {
        var shell = new RemoteShell(target, purpose);
        Connection.Refused impossible = shell.impossible();
        if (impossible != null) {
            return impossible;
        }
        for (int attempt = 0; ; attempt++) {
            Attempt result = attempt(target, shell);
            switch (result) {
                case Attempt.Ended ended -> {
                    return ended.connection();
                }
                case Attempt.Dropped dropped -> {
                    if (attempt == RETRIES) {
                        return new Connection.Unreachable(
                                dropped.message(),
                                "the server may have too many log-ins (MaxStartups), or refuse this"
                                        + " address");
                    }
                }
            }
            try {
                Thread.sleep(Duration.ofSeconds((1L << (attempt + 1)) - 1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Connection.Unreachable("interrupted", "");
            }
        }
    }

    private sealed interface Attempt {
        record Ended(Connection connection) implements Attempt {}

        /// The server hung up before it let anything be sent.
        record Dropped(String message) implements Attempt {}
    }

    private Attempt attempt(Target target, RemoteShell shell) {
        List<Path> files = knownHostsFiles(target);
        String name = KnownHostsFile.name(target.host(), target.port());
        SSHClient client;
        Verifier verifier;
        try {
            client = new SSHClient(Algorithms.offering(knownHosts.types(files, name)));
            verifier = new Verifier(target, files);
        } catch (IOException e) {
            return new Attempt.Ended(unreadable(e));
        }
        Attempt result = through(client, verifier, target, shell);
        if (!(result instanceof Attempt.Ended(Connection.Open _))) {
            SshStreams.cut(client, false);
        }
        return result;
    }

    private static Connection.Unreachable unreadable(IOException e) {
        return new Connection.Unreachable(
                "cannot read the known host keys: " + e.getMessage(), "make the file readable");
    }

    private Attempt through(SSHClient client, Verifier verifier, Target target, RemoteShell shell) {
        int timeout = Math.toIntExact(target.connectTimeout().toMillis());
        client.setSocketFactory(new QuickSockets());
        client.addHostKeyVerifier(verifier);
        client.setConnectTimeout(timeout);
        client.setTimeout(timeout);
        client.getTransport().setTimeoutMs(timeout);
        client.getConnection().setTimeoutMs(timeout);
        keepAlive(client, target);
        try {
            client.connect(target.host(), target.port());
        } catch (IOException e) {
            return notConnected(client, verifier, target, e);
        }
        var logIn = new LogIn(target, keyFiles, agent, defaultKeys());
        try {
            Connection.Unreachable refusal = logIn.refusal(client);
            if (refusal != null) {
                return new Attempt.Ended(refusal);
            }
            return new Attempt.Ended(shell.open(channel(client, target, shell)));
        } catch (IOException e) {
            if (Interrupts.isCauseOf(e)) {
                return interrupted();
            }
            return new Attempt.Ended(
                    new Connection.Unreachable(
                            target.name()
                                    + " ended the log-in: "
                                    + e.getMessage()
                                    + "; "
                                    + logIn.told(),
                            ""));
        }
    }

    private static SshStreams channel(SSHClient client, Target target, RemoteShell shell)
            throws IOException {
        client.getSocket().setSoTimeout(0);
        return new SshStreams(
                client,
                client.startSession().exec(shell.commandLine()),
                Duration.ofSeconds((long) keepAliveSeconds(target) * MISSED));
    }

    /// Before connecting: the library looks only then.
    private static void keepAlive(SSHClient client, Target target) {
        if (client.getConnection().getKeepAlive() instanceof KeepAliveRunner runner) {
            runner.setMaxAliveCount(MISSED);
            runner.setKeepAliveInterval(keepAliveSeconds(target));
        }
    }

    private static int keepAliveSeconds(Target target) {
        return Math.max(1, Math.toIntExact(target.keepAlive().toSeconds()));
    }

    private static Attempt notConnected(
            SSHClient client, Verifier verifier, Target target, IOException e) {
        if (verifier.refusal != null) {
            return new Attempt.Ended(verifier.refusal);
        }
        if (Interrupts.isCauseOf(e)) {
            return interrupted();
        }
        String where = target.host() + ":" + target.port();
        boolean connected = client.getSocket() != null && client.getSocket().isConnected();
        if (timedOut(e)) {
            return new Attempt.Ended(
                    new Connection.Unreachable(
                            where
                                    + (connected ? " accepts connections but does" : " did")
                                    + " not answer within "
                                    + target.connectTimeout().toSeconds()
                                    + " s",
                            "is the host up, and the address right? (--connect-timeout)"));
        }
        if (!connected && !reset(e)) {
            String reason =
                    e instanceof UnknownHostException ? "no such host name" : e.getMessage();
            return new Attempt.Ended(
                    new Connection.Unreachable(
                            "cannot connect to " + where + ": " + reason,
                            "is the host up, the address right, and its SSH server running?"));
        }
        boolean negotiation =
                !reset(e)
                        && e instanceof TransportException transport
                        && transport.getDisconnectReason() != DisconnectReason.UNKNOWN
                        && transport.getDisconnectReason() != DisconnectReason.CONNECTION_LOST;
        String message = "no SSH connection to " + where + ": " + e.getMessage();
        return negotiation
                ? new Attempt.Ended(new Connection.Unreachable(message, ""))
                : new Attempt.Dropped(message);
    }

    private static Attempt interrupted() {
        Thread.currentThread().interrupt();
        return new Attempt.Ended(new Connection.Unreachable("interrupted", ""));
    }

    /// A server that has enough log-ins hangs up as soon as it has accepted: depending on how fast
    /// that comes, connecting, setting a socket option or the first read fails.
    private static boolean reset(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException) {
                return !(cause instanceof ConnectException
                        || cause instanceof NoRouteToHostException
                        || String.valueOf(cause.getMessage()).contains("unreachable"));
            }
        }
        return false;
    }

    private static boolean timedOut(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException
                    || cause instanceof java.util.concurrent.TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private List<Path> knownHostsFiles(Target target) {
        return target.knownHosts().isEmpty()
                ? List.of(home.resolve(".ssh/known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"))
                : target.knownHosts();
    }

    private List<Path> defaultKeys() {
        Path ssh = home.resolve(".ssh");
        return List.of(ssh.resolve("id_ed25519"), ssh.resolve("id_ecdsa"), ssh.resolve("id_rsa"));
    }

    /// Keeps the reason of a refusal: the library tells only that there was one.
    private final class Verifier implements HostKeyVerifier {
        private final Target target;
        private final List<Path> files;
        private volatile Connection.@Nullable Unreachable refusal;

        Verifier(Target target, List<Path> files) {
            this.target = target;
            this.files = files;
        }

        @Override
        public boolean verify(String host, int port, PublicKey key) {
            try {
                refusal =
                        knownHosts.refusal(
                                files,
                                target.host(),
                                target.port(),
                                HostKey.of(key),
                                target.acceptNew());
            } catch (IOException e) {
                refusal = unreadable(e);
            }
            return refusal == null;
        }

        /// The order of the offer is in [Algorithms].
        @Override
        public List<String> findExistingAlgorithms(String host, int port) {
            return List.of();
        }
    }
}
