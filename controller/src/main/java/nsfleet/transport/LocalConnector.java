package nsfleet.transport;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// This machine as a host: the same leash and the same frames, through pipes.
public final class LocalConnector implements Connector {
    @Override
    public Connection connect(Target target, Purpose purpose) {
        var shell = new RemoteShell(target, purpose);
        Connection.Refused impossible = shell.impossible();
        if (impossible != null) {
            return impossible;
        }
        try {
            // setsid(1): the leash ends its whole process group, which must not be ours.
            var builder = new ProcessBuilder("setsid", "sh", "-c", shell.commandLine());
            // Of the login that we run in, not of this session: who waits for the lock judges by
            // it.
            builder.environment().remove("SSH_CONNECTION");
            return shell.open(new Local(builder.start()));
        } catch (IOException e) {
            return new Connection.Refused(
                    "cannot start a shell on this machine: " + e.getMessage(),
                    "it needs sh and setsid (util-linux)");
        }
    }

    private record Local(Process process) implements Streams {
        @Override
        public OutputStream input() {
            return process.getOutputStream();
        }

        @Override
        public InputStream output() {
            return process.getInputStream();
        }

        @Override
        public InputStream error() {
            return process.getErrorStream();
        }

        @Override
        public @Nullable String fault() {
            return null;
        }

        @Override
        public void cut(boolean gently) {
            // After a farewell too: its streams would stay open.
            if (process.isAlive() || gently) {
                Thread.ofVirtual().name("end of the local shell").start(this::closeInput);
            }
        }

        /// The leash does the rest.
        private void closeInput() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // the shell is gone already
                process.destroy();
            }
        }
    }
}
