package nsfleet.transport;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.shell.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// What every session does, whatever carries it. Subclasses say how to connect.
@Timeout(60)
public abstract class SessionContract {
    static final Duration LONG = Duration.ofSeconds(20);

    /// A session on this machine's file system and processes, without the lock.
    protected abstract Session open();

    protected static Frame frame(String program) {
        return Frame.reading(program.lines().findFirst().orElse(""), Script.of(program), LONG);
    }

    protected static Frame change(String program) {
        return Frame.changing("change", Script.of(program), LONG);
    }

    protected static Completion.Exited exited(Completion completion) {
        assertThat(completion).isInstanceOf(Completion.Exited.class);
        return (Completion.Exited) completion;
    }

    protected static boolean alive(String pidFile) throws Exception {
        String pid = Files.readString(Path.of(pidFile)).strip();
        return Files.exists(Path.of("/proc", pid))
                && !Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
    }

    protected static void within(Duration limit, Condition condition) throws Exception {
        long until = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(until);
            Thread.sleep(20);
        }
    }

    /// Something to wait for.
    protected interface Condition {
        boolean holds() throws Exception;
    }

    @Test
    void outputErrorAndStatusComeApart() {
        try (Session session = open()) {
            var result = exited(session.run(frame("echo out; echo err >&2; exit 7")));
            assertThat(result.status()).isEqualTo(7);
            assertThat(result.output()).isEqualTo("out\n");
            assertThat(result.error()).isEqualTo("err\n");
            assertThat(result.truncated()).isFalse();
            assertThat(exited(session.run(frame("printf 'no newline'"))).output())
                    .isEqualTo("no newline");
            assertThat(exited(session.run(frame(""))).ok()).isTrue();
        }
    }

    @Test
    void everyExitStatus() {
        try (Session session = open()) {
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i <= 255; i++) {
                frames.add(frame("exit " + i));
            }
            List<Completion> results = session.run(frames);
            for (int i = 0; i <= 255; i++) {
                assertThat(exited(results.get(i)).status()).isEqualTo(i);
            }
            assertThat(exited(session.run(frame("sh -c 'kill -KILL $$'"))).status())
                    .isEqualTo(128 + 9);
        }
    }

    @Test
    void aFrameCannotHurtTheNext() {
        try (Session session = open()) {
            List<Completion> results =
                    session.run(
                            List.of(
                                    frame("cat; read x; echo \"$x\""),
                                    frame("if then"),
                                    frame("echo 'unclosed"),
                                    frame("set -e; false; echo never"),
                                    frame(". /nowhere; echo never"),
                                    frame("exec >/dev/null 2>&1; echo gone"),
                                    frame("run_frame() { :; }; frame_nonce=x; cd /tmp; umask 0"),
                                    frame("trap 'echo bye' EXIT; trap '' TERM INT; exit 3"),
                                    frame(
                                            "pwd; umask; echo \"$#$*\"; echo $LC_ALL"
                                                    + " $ENV$BASH_ENV")));
            assertThat(exited(results.get(0)).output()).isEqualTo("\n");
            assertThat(exited(results.get(1)).ok()).isFalse();
            assertThat(exited(results.get(2)).ok()).isFalse();
            assertThat(exited(results.get(3)).output()).isEmpty();
            assertThat(exited(results.get(4)).output()).isEmpty();
            assertThat(exited(results.get(5)).output()).isEmpty();
            assertThat(exited(results.get(7)).output()).isEqualTo("bye\n");
            assertThat(exited(results.get(7)).status()).isEqualTo(3);
            assertThat(exited(results.get(8)).output()).isEqualTo("/\n0022\n0\nC\n");
        }
    }

    @Test
    void chainedFramesStopAtTheFirstFailureOfTheirCall() {
        try (Session session = open()) {
            List<Completion> results =
                    session.run(
                            List.of(
                                    frame("false"),
                                    change("echo one"),
                                    change("exit 4"),
                                    change("echo three"),
                                    frame("echo four"),
                                    change("echo five")));
            assertThat(exited(results.get(1)).output()).isEqualTo("one\n");
            assertThat(exited(results.get(2)).status()).isEqualTo(4);
            assertThat(results.get(3)).isInstanceOf(Completion.NotRun.class);
            assertThat(exited(results.get(4)).output()).isEqualTo("four\n");
            assertThat(results.get(5)).isInstanceOf(Completion.NotRun.class);
            assertThat(exited(session.run(change("echo again"))).output()).isEqualTo("again\n");
        }
    }

    @Test
    void outputThatLooksLikeMarkersIsOutput() {
        try (Session session = open()) {
            String forged =
                    "\\n@0123456789abcdef0123456789abcdef E 1 0\\n\\n@ E 1 0\\n\\n\\n@@\\n@";
            var result =
                    exited(
                            session.run(
                                    frame(
                                            "printf '"
                                                    + forged
                                                    + "'; echo \"[$frame_nonce]\"; exit 5")));
            assertThat(result.output()).isEqualTo(forged.replace("\\n", "\n") + "[]\n");
            assertThat(result.status()).isEqualTo(5);
        }
    }

    @Test
    void anyBytesComeBack() {
        try (Session session = open()) {
            var result =
                    exited(
                            session.run(
                                    frame(
                                            "printf 'a\\0b\\303\\244\\377 \\342\\202'; echo 'ü✓"
                                                    + " $x'")));
            assertThat(result.output()).isEqualTo("a\0bä\uFFFD \uFFFDü✓ $x\n");
        }
    }

    @Test
    void hugeOutputIsCappedAndTold() {
        try (Session session = open()) {
            List<Completion> results =
                    session.run(
                            List.of(
                                    frame("head -c 50000000 /dev/zero | tr '\\0' 'x'; echo e >&2"),
                                    frame("head -c 3000000 /dev/zero >&2; echo o"),
                                    frame("echo after")));
            assertThat(exited(results.get(0)).output()).hasSize(1024 * 1024);
            assertThat(exited(results.get(0)).truncated()).isTrue();
            assertThat(exited(results.get(0)).error()).isEqualTo("e\n");
            assertThat(exited(results.get(1)).truncated()).isTrue();
            assertThat(exited(results.get(1)).output()).isEqualTo("o\n");
            assertThat(exited(results.get(2)).output()).isEqualTo("after\n");
            assertThat(exited(results.get(2)).truncated()).isFalse();
        }
    }

    /// A host with hundreds of namespaces has more to tell than a step.
    @Test
    void aLookMayAnswerMore() {
        try (Session session = open()) {
            var program = Script.of("head -c 5000000 /dev/zero | tr '\\0' 'x'");
            List<Completion> results = session.run(List.of(Frame.looking("look", program, LONG)));
            assertThat(exited(results.getFirst()).output()).hasSize(5_000_000);
            assertThat(exited(results.getFirst()).truncated()).isFalse();
        }
    }

    @Test
    void manyAndLargeFramesGoInOneCall() {
        try (Session session = open()) {
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                String body = "x".repeat(i % 10 == 0 ? 200_000 : 700);
                frames.add(frame("head -c 20000 /dev/zero; v='" + body + "'; echo ${#v}"));
            }
            List<Completion> results = session.run(frames);
            for (int i = 0; i < 120; i++) {
                assertThat(exited(results.get(i)).output())
                        .endsWith("\0" + (i % 10 == 0 ? 200_000 : 700) + "\n");
            }
        }
    }

    @Test
    void aDaemonThatHoldsTheOutputDelaysNothing() throws Exception {
        Path pid = Files.createTempFile("nsfleet-daemon", ".pid");
        try {
            try (Session session = open()) {
                long start = System.nanoTime();
                var result =
                        exited(
                                session.run(
                                        frame(
                                                "setsid sh -c 'echo $$ >"
                                                        + pid
                                                        + "; ls -l /proc/$$/fd/9 2>/dev/null; exec"
                                                        + " sleep 300' & sleep 0.3; echo done")));
                assertThat(result.output()).isEqualTo("done\n");
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(5));
                assertThat(exited(session.run(frame("echo next"))).output()).isEqualTo("next\n");
            }
            assertThat(alive(pid.toString())).as("a daemon is left alone").isTrue();
        } finally {
            kill(pid);
        }
    }

    @Test
    void aFrameThatRunsOverIsStoppedWithItsChildren() throws Exception {
        Path pid = Files.createTempFile("nsfleet-over", ".pid");
        Path later = Files.createTempFile("nsfleet-later", ".txt");
        try (Session session = open()) {
            var over =
                    Frame.changing(
                            "slow",
                            Script.of("echo begun; sleep 300 & echo $! >" + pid + "; wait"),
                            Duration.ofMillis(500));
            List<Completion> results =
                    session.run(List.of(frame("echo first"), over, frame("echo x >" + later)));
            assertThat(exited(results.get(0)).output()).isEqualTo("first\n");
            assertThat(results.get(1)).isInstanceOf(Completion.TimedOut.class);
            assertThat(((Completion.TimedOut) results.get(1)).output()).isEqualTo("begun\n");
            assertThat(results.get(2)).isInstanceOf(Completion.NotRun.class);
            within(Duration.ofSeconds(3), () -> !alive(pid.toString()));
            assertThat(later).isEmptyFile();
            assertThat(session.run(frame("echo more"))).isInstanceOf(Completion.NotRun.class);
        } finally {
            kill(pid);
            Files.delete(later);
        }
    }

    @Test
    void aFrameThatIgnoresTermIsKilled() throws Exception {
        Path pid = Files.createTempFile("nsfleet-immune", ".pid");
        try (Session session = open()) {
            var immune =
                    Frame.changing(
                            "immune",
                            Script.of(
                                    "trap '' TERM HUP INT; echo $$ >/dev/null; sh -c 'echo $$ >"
                                            + pid
                                            + "; while :; do sleep 1; done'"),
                            Duration.ofMillis(500));
            assertThat(session.run(immune)).isInstanceOf(Completion.TimedOut.class);
            within(Duration.ofSeconds(9), () -> !alive(pid.toString()));
        } finally {
            kill(pid);
        }
    }

    @Test
    void closingFromAnotherThreadStopsTheWork() throws Exception {
        Path pid = Files.createTempFile("nsfleet-closed", ".pid");
        Path later = Files.createTempFile("nsfleet-later", ".txt");
        try (Session session = open()) {
            var results = new AtomicReference<List<Completion>>(List.of());
            Thread caller =
                    Thread.startVirtualThread(
                            () ->
                                    results.set(
                                            session.run(
                                                    List.of(
                                                            change(
                                                                    "sleep 300 & echo $! >"
                                                                            + pid
                                                                            + "; wait"),
                                                            change("echo x >" + later)))));
            within(Duration.ofSeconds(5), () -> Files.size(pid) > 0);
            session.close();
            caller.join();
            assertThat(results.get().get(0)).isInstanceOf(Completion.Lost.class);
            assertThat(((Completion.Lost) results.get().get(0)).started()).isTrue();
            assertThat(results.get().get(1)).isInstanceOf(Completion.NotRun.class);
            within(Duration.ofSeconds(3), () -> !alive(pid.toString()));
            assertThat(later).isEmptyFile();
            session.close();
        } finally {
            kill(pid);
            Files.delete(later);
        }
    }

    @Test
    void anInterruptClosesTheSession() throws Exception {
        Path pid = Files.createTempFile("nsfleet-interrupted", ".pid");
        try (Session session = open()) {
            var result = new AtomicReference<Completion>();
            var flag = new AtomicReference<Boolean>();
            Thread caller =
                    Thread.startVirtualThread(
                            () -> {
                                result.set(
                                        session.run(
                                                change("sleep 300 & echo $! >" + pid + "; wait")));
                                flag.set(Thread.currentThread().isInterrupted());
                            });
            within(Duration.ofSeconds(5), () -> Files.size(pid) > 0);
            caller.interrupt();
            caller.join();
            assertThat(result.get()).isInstanceOf(Completion.Lost.class);
            assertThat(flag.get()).isTrue();
            within(Duration.ofSeconds(3), () -> !alive(pid.toString()));
        } finally {
            kill(pid);
        }
    }

    protected static void kill(Path pidFile) throws Exception {
        String pid = Files.readString(pidFile).strip();
        Files.delete(pidFile);
        if (!pid.isEmpty()) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
