package nsfleet.transport;

import nsfleet.shell.Script;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Frames over the streams of a leash whose worker has read its functions.
final class FrameSession implements Session {
    /// Bytes that may wait behind the frame that runs. They fit into a pipe, so that the leash's
    /// `cat` is never stuck in a write when the connection ends: it must see that end.
    private static final int AHEAD = 32 * 1024;

    private static final Duration FAREWELL = Duration.ofMillis(1500);

    private final Streams streams;
    private final Answers answers;
    private final String name;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long numbers;
    private @Nullable String fault;
    private @Nullable String closing;
    private boolean outputOver;
    private boolean down;

    FrameSession(String name, Streams streams, String nonce) {
        this.name = name;
        this.streams = streams;
        this.answers = new Answers(nonce, changed::signalAll);
    }

    @Override
    public List<Completion> run(List<Frame> frames) {
        List<Slot> call = new ArrayList<>();
        for (Frame frame : frames) {
            call.add(slot(frame, frame.chained() ? Slot.Kind.CHAINED : Slot.Kind.PLAIN));
        }
        return exchange(call);
    }

    /// Runs a program that sees descriptor 9.
    Completion runLocking(String label, Script script, Duration timeout) {
        Frame frame = Frame.reading(label, script, timeout);
        return exchange(List.of(slot(frame, Slot.Kind.LOCKING))).getFirst();
    }

    private Slot slot(Frame frame, Slot.Kind kind) {
        lock.lock();
        try {
            return new Slot(Long.toString(++numbers), frame, kind);
        } finally {
            lock.unlock();
        }
    }

    private List<Completion> exchange(List<Slot> call) {
        lock.lock();
        try {
            if (closing != null || fault != null) {
                return call.stream().map(this::unsent).toList();
            }
            answers.expect(call);
            Thread.ofVirtual().name("frames to " + name).start(() -> send(call));
            List<Completion> results = new ArrayList<>();
            for (Slot slot : call) {
                results.add(await(slot));
            }
            return results;
        } finally {
            answers.expect(List.of());
            lock.unlock();
        }
    }

    private Completion unsent(Slot slot) {
        return closing != null
                ? new Completion.NotRun(closing)
                : new Completion.Lost(String.valueOf(fault), "", "", false);
    }

    private Completion await(Slot slot) {
        long from = System.nanoTime();
        while (!slot.done()) {
            if (closing != null || fault != null) {
                return unfinished(slot);
            }
            long begun = slot.begun ? slot.since : from;
            long left = slot.frame.timeout().toNanos() - (System.nanoTime() - begun);
            if (left <= 0) {
                shutDown("the step before it, " + slot.frame.label() + ", ran over its time");
                answers.end();
                return slot.timedOut();
            }
            try {
                changed.awaitNanos(left);
            } catch (InterruptedException e) {
                shutDown("interrupted");
                Thread.currentThread().interrupt();
            }
        }
        return slot.exited();
    }

    /// A frame without an end. That the host never began with it is known only once its last word
    /// has been read.
    private Completion unfinished(Slot slot) {
        awaitDown();
        if (slot.done()) {
            return slot.exited();
        }
        if (closing != null && !slot.begun && outputOver) {
            return new Completion.NotRun(closing);
        }
        answers.end();
        return slot.lost(fault != null ? fault : String.valueOf(closing));
    }

    private void awaitDown() {
        long until = System.nanoTime() + 2 * FAREWELL.toNanos();
        while (closing != null && !down && until - System.nanoTime() > 0) {
            pause(until - System.nanoTime());
        }
    }

    private void send(List<Slot> call) {
        try {
            OutputStream out = streams.input();
            for (int i = 0; i < call.size(); i++) {
                String text = SessionScripts.frame(call.get(i), i == 0);
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                if (!awaitTurn(call, i, bytes.length)) {
                    return;
                }
                out.write(bytes);
                if (i + 1 == call.size() || bytes.length > AHEAD / 2) {
                    out.flush();
                }
            }
        } catch (IOException e) {
            fail("the connection broke: " + e.getMessage());
        }
    }

    /// Waits until a frame may be sent: all before it have ended, or what waits is little.
    private boolean awaitTurn(List<Slot> call, int index, int size) throws IOException {
        lock.lock();
        try {
            call.get(index).size = size;
            boolean flushed = false;
            while (closing == null && fault == null) {
                int ahead = 0;
                int running = 0;
                while (running < index && call.get(running).outputEnded) {
                    running++;
                }
                for (int i = running + 1; i <= index; i++) {
                    ahead += call.get(i).size;
                }
                if (running == index || ahead <= AHEAD) {
                    return true;
                }
                if (!flushed) {
                    flushed = true;
                    lock.unlock();
                    try {
                        streams.input().flush();
                    } finally {
                        lock.lock();
                    }
                    continue;
                }
                changed.awaitUninterruptibly();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            shutDown("the session was closed");
        } finally {
            lock.unlock();
        }
    }

    /// Ends the leash's input, waits a little for its end, and takes the way down. With the lock.
    private void shutDown(String why) {
        if (closing != null) {
            awaitDown();
            return;
        }
        closing = why;
        changed.signalAll();
        boolean idle = answers.complete();
        if (fault == null && !outputOver) {
            // Another thread: a write to a host that does not read may block.
            Thread.ofVirtual().name("end of " + name).start(() -> endInput(idle));
            long until = System.nanoTime() + FAREWELL.toNanos();
            while (!outputOver && until - System.nanoTime() > 0) {
                pause(until - System.nanoTime());
            }
        }
        boolean gently = outputOver && fault == null;
        lock.unlock();
        try {
            streams.cut(gently);
        } finally {
            lock.lock();
        }
        down = true;
        changed.signalAll();
    }

    private void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        try {
            changed.awaitNanos(Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(100)));
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// A worker with nothing to do is told to end, and takes the leash along at once. The end of
    /// the input would make the leash wait five seconds for steps that handle TERM.
    private void endInput(boolean idle) {
        try {
            OutputStream out = streams.input();
            if (idle) {
                out.write(SessionScripts.end().getBytes(StandardCharsets.UTF_8));
                out.flush();
            } else {
                out.close();
            }
        } catch (IOException e) {
            fail("the connection broke: " + e.getMessage());
        }
    }

    /// Sends the functions; before the first frame.
    void begin(String functions) throws IOException {
        streams.input().write(functions.getBytes(StandardCharsets.UTF_8));
    }

    private void fail(String why) {
        lock.lock();
        try {
            if (fault == null) {
                fault = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Bytes of standard output.
    void output(byte[] bytes, int length) {
        lock.lock();
        try {
            answers.output(bytes, length);
        } finally {
            lock.unlock();
        }
    }

    /// Bytes of standard error.
    void error(byte[] bytes, int length) {
        lock.lock();
        try {
            answers.error(bytes, length);
        } finally {
            lock.unlock();
        }
    }

    /// The end of standard output: the remote shell is gone, or the way to it.
    void outputOver(@Nullable IOException cause) {
        lock.lock();
        try {
            outputOver = true;
            if (closing == null) {
                String broken = streams.fault();
                fail(
                        broken != null
                                ? broken
                                : cause != null
                                        ? "the connection broke: " + cause.getMessage()
                                        : "the remote shell ended: it was killed from outside");
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
