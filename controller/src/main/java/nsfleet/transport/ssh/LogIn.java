package nsfleet.transport.ssh;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;
import net.schmizz.sshj.userauth.method.PasswordResponseProvider;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Target;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Shows a server one credential after the other: keys without a passphrase that were named, those
/// of the agent, the default ones, those with a passphrase, then the password.
final class LogIn {
    private final Target target;
    private final KeyFiles keyFiles;
    private final @Nullable Agent agent;
    private final List<Path> defaults;
    private final List<String> tried = new ArrayList<>();

    LogIn(Target target, KeyFiles keyFiles, @Nullable Agent agent, List<Path> defaults) {
        this.target = target;
        this.keyFiles = keyFiles;
        this.agent = agent;
        this.defaults = defaults;
    }

    /// @return why none worked; null when one did
    /// @throws TransportException when the connection broke
    Connection.@Nullable Unreachable refusal(SSHClient client) throws TransportException {
        List<Path> named = target.keyFiles();
        boolean in =
                files(client, named, false)
                        || agent(client)
                        || (named.isEmpty() && files(client, defaults, false))
                        || files(client, named.isEmpty() ? defaults : named, true)
                        || password(client);
        return in ? null : failure(client);
    }

    private boolean files(SSHClient client, List<Path> paths, boolean locked)
            throws TransportException {
        for (Path path : paths) {
            boolean named = !target.keyFiles().isEmpty();
            if ((named || Files.exists(path))
                    && KeyFiles.locked(path) == locked
                    && file(client, path)) {
                return true;
            }
        }
        return false;
    }

    private boolean file(SSHClient client, Path path) throws TransportException {
        return switch (keyFiles.load(path)) {
            case KeyFiles.Loaded.Key key -> {
                tried.add("key " + path);
                yield attempt(client, new AuthPublickey(key.provider()));
            }
            case KeyFiles.Loaded.Unusable unusable -> {
                tried.add("key " + path + " (" + unusable.reason() + ")");
                yield false;
            }
        };
    }

    private boolean agent(SSHClient client) throws TransportException {
        if (agent == null) {
            return false;
        }
        try {
            for (Agent.Identity identity : agent.identities()) {
                tried.add("agent's key " + identity.comment());
                if (attempt(client, new AgentAuth(agent, identity))) {
                    return true;
                }
            }
        } catch (TransportException e) {
            throw e;
        } catch (IOException e) {
            tried.add("ssh-agent (" + e.getMessage() + ")");
        }
        return false;
    }

    private boolean password(SSHClient client) throws TransportException {
        String password = target.password();
        if (password == null) {
            return false;
        }
        tried.add("password");
        var finder = new Given(password);
        return attempt(client, new AuthPassword(finder))
                || attempt(
                        client, new AuthKeyboardInteractive(new PasswordResponseProvider(finder)));
    }

    private boolean attempt(SSHClient client, AuthMethod method) throws TransportException {
        try {
            client.auth(target.user(), method);
            return true;
        } catch (UserAuthException e) {
            if (!client.isConnected() || Interrupts.isCauseOf(e)) {
                throw new TransportException(e);
            }
            return false;
        }
    }

    private Connection.Unreachable failure(SSHClient client) {
        String allowed = String.join(", ", client.getUserAuth().getAllowedMethods());
        return new Connection.Unreachable(
                "no way to log in to "
                        + target.name()
                        + " as "
                        + target.user()
                        + ": "
                        + told()
                        + (allowed.isEmpty() ? "" : "; the host allows " + allowed),
                "name a key with --private-key or ansible_ssh_private_key_file, or set"
                        + " ansible_password");
    }

    /// What was shown to the server, for messages.
    String told() {
        return tried.isEmpty()
                ? "there is no key, no agent and no password"
                : "tried " + String.join(", ", tried);
    }

    private record Given(String password) implements PasswordFinder {
        @Override
        public char[] reqPassword(Resource<?> resource) {
            return password.toCharArray();
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }
    }
}
