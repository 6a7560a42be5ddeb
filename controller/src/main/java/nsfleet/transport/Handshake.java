package nsfleet.transport;

import nsfleet.transport.Connector.Connection;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// From the start of the login command until its worker reads frames. Nothing is sent before the
/// leash says that it is ready, but a password, once, after the prompt that was made for it.
final class Handshake {
    private final Target target;
    private final Streams streams;
    private final String bootNonce;
    private final String promptNonce;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BootText output = new BootText();
    private final BootText error = new BootText();
    private boolean outputOver;
    private boolean errorOver;
    private boolean passwordSent;
    private @Nullable FrameSession session;
    private String connection = "-";

    Handshake(Target target, Streams streams, String bootNonce, String promptNonce) {
        this.target = target;
        this.streams = streams;
        this.bootNonce = bootNonce;
        this.promptNonce = promptNonce;
    }

    /// Null when the session is there.
    @Nullable Connection await() {
        Pump.start("output of " + target.name(), streams.output(), new OutputSink());
        Pump.start("errors of " + target.name(), streams.error(), new ErrorSink());
        long until = System.nanoTime() + target.connectTimeout().toNanos();
        lock.lock();
        try {
            while (true) {
                Connection failed = step();
                if (failed != null || session != null) {
                    return failed;
                }
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return refused("did not start a shell in time");
                }
                changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Connection.Unreachable("interrupted", "");
        } catch (IOException e) {
            return refused("ended the shell at its start");
        } finally {
            lock.unlock();
        }
    }

    FrameSession session() {
        if (session == null) {
            throw new IllegalStateException("the handshake has not succeeded");
        }
        return session;
    }

    /// SSH_CONNECTION as the host sees it (ssh(1)); `-` without SSH.
    String connection() {
        return connection;
    }

    private @Nullable Connection step() throws IOException {
        String ready = output.line(bootNonce + " ready ");
        if (ready != null) {
            connection = ready.strip();
            begin();
            return null;
        }
        if (output.line(bootNonce + " missing") != null) {
            return new Connection.Refused(
                    method() + " is not installed on " + target.name(),
                    "install it, log in as root, or set ansible_become_method");
        }
        if (output.line(bootNonce + " unlockable") != null) {
            return new Connection.Refused(
                    "changing a host needs root: "
                            + (target.become() == null ? target.user() : target.become().user())
                            + " cannot open /run/nsfleet/lock on "
                            + target.name(),
                    target.become() == null
                            ? "say `become: true` in the play, or use --become, or log in as root;"
                                    + " changing networks takes CAP_NET_ADMIN and CAP_SYS_ADMIN"
                            : "become root; if that is who you are there, is /run writable?");
        }
        int prompts = prompts();
        if (prompts > (passwordSent ? 1 : 0)) {
            Target.Become become = target.become();
            if (become == null || become.password() == null || passwordSent) {
                return wrongPassword();
            }
            passwordSent = true;
            byte[] line = (become.password() + "\n").getBytes(StandardCharsets.UTF_8);
            streams.input().write(line);
            streams.input().flush();
        }
        return outputOver && errorOver ? ended() : null;
    }

    /// sudo repeats our own prompt; that of su is its own (in English: `LC_ALL=C`), and looked for
    /// only once we said that su comes.
    private int prompts() {
        if (!method().equals("su")) {
            return error.count(promptNonce + " password:");
        }
        return error.line(promptNonce + " su") == null
                ? 0
                : error.count("assword:") + output.count("assword:");
    }

    private void begin() throws IOException {
        String frameNonce = Nonce.fresh();
        var started = new FrameSession(target.name(), streams, frameNonce);
        started.begin(SessionScripts.functions(frameNonce));
        byte[] rest = output.takeAfter(bootNonce + " ready ");
        started.output(rest, rest.length);
        if (outputOver) {
            started.outputOver(null);
        }
        session = started;
    }

    private String method() {
        return target.become() == null ? "" : target.become().method();
    }

    private Connection.Refused wrongPassword() {
        return passwordSent
                ? new Connection.Refused(
                        "wrong " + method() + " password on " + target.name(),
                        "check ansible_become_password, or ask with -K")
                : new Connection.Refused(
                        method() + " asks for a password on " + target.name(),
                        "set ansible_become_password, or ask with -K");
    }

    private Connection ended() {
        String broken = streams.fault();
        if (broken != null) {
            return new Connection.Unreachable(broken, "");
        }
        if (passwordSent) {
            return new Connection.Refused(
                    method() + " refused on " + target.name() + said(),
                    "check ansible_become_password, and the rules of " + method());
        }
        if (target.become() != null) {
            return new Connection.Refused(
                    method() + " refused on " + target.name() + said(),
                    method().equals("doas")
                            ? "it takes no password from nsfleet: allow it with nopass in the"
                                    + " host's doas.conf, or use sudo or su"
                            : "set ansible_become_password or use -K if it needs a password");
        }
        return refused("gave no shell");
    }

    private Connection.Refused refused(String what) {
        return new Connection.Refused(
                target.name() + " " + what + said(),
                "try the login by hand: it must be able to run sh");
    }

    private String said() {
        String text = error.lastLines(3, promptNonce + " password:", promptNonce + " su");
        String either = text.isEmpty() ? output.lastLines(3) : text;
        return either.isEmpty() ? "" : ": " + either;
    }

    private final class OutputSink implements Pump.Sink {
        @Override
        public void accept(byte[] bytes, int length) {
            FrameSession to = reached();
            if (to != null) {
                to.output(bytes, length);
            } else {
                boot(output, bytes, length, FrameSession::output);
            }
        }

        @Override
        public void end(@Nullable IOException fault) {
            lock.lock();
            try {
                outputOver = true;
                changed.signalAll();
                if (session != null) {
                    session.outputOver(fault);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private final class ErrorSink implements Pump.Sink {
        @Override
        public void accept(byte[] bytes, int length) {
            FrameSession to = reached();
            if (to != null) {
                to.error(bytes, length);
            } else {
                boot(error, bytes, length, FrameSession::error);
            }
        }

        @Override
        public void end(@Nullable IOException fault) {
            lock.lock();
            try {
                errorOver = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private interface Into {
        void put(FrameSession session, byte[] bytes, int length);
    }

    private void boot(BootText text, byte[] bytes, int length, Into into) {
        lock.lock();
        try {
            if (session != null) {
                into.put(session, bytes, length);
            } else {
                text.add(bytes, length);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable FrameSession reached() {
        lock.lock();
        try {
            return session;
        } finally {
            lock.unlock();
        }
    }
}
