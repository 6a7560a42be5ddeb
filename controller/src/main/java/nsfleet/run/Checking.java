package nsfleet.run;

import nsfleet.net.LabName;
import nsfleet.resource.Check;
import nsfleet.transport.Completion;
import nsfleet.transport.Frame;
import nsfleet.verify.CheckResult;
import nsfleet.verify.Verifier;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// The checks of one lab on one host: all side by side, and those that failed again as often as
/// they ask for.
final class Checking {
    private final String host;
    private final LabName lab;
    private final Shell shell;
    private final Tally tally;
    private final List<String> missing;

    /// @param missing ends of wires on other hosts that are not there: what a check that failed is
    ///   likely to have failed of
    Checking(String host, LabName lab, Shell shell, Tally tally, List<String> missing) {
        this.missing = missing;
        this.host = host;
        this.lab = lab;
        this.shell = shell;
        this.tally = tally;
    }

    @Nullable String run(List<Check> checks, boolean skip) {
        if (checks.isEmpty()) {
            return null;
        }
        if (skip) {
            checks.forEach(
                    check ->
                            tell(
                                    CheckResult.skipped(check, "a step failed on this host"),
                                    Duration.ZERO));
            return null;
        }
        Map<Check, CheckResult> results = new LinkedHashMap<>();
        Map<Check, Duration> took = new LinkedHashMap<>();
        List<Check> due = checks;
        for (int attempt = 1; !due.isEmpty(); attempt++) {
            long start = System.nanoTime();
            for (CheckResult result : once(due)) {
                results.put(result.check(), attempt(result, attempt));
                took.merge(
                        result.check(),
                        Duration.ofNanos(System.nanoTime() - start),
                        Duration::plus);
            }
            due = again(results, attempt);
            if (!due.isEmpty() && !pause(due)) {
                break;
            }
        }
        results.forEach((check, result) -> tell(result, took.getOrDefault(check, Duration.ZERO)));
        return shell.lost() ? "connection lost during the checks" : null;
    }

    private List<CheckResult> once(List<Check> checks) {
        byte[] random = new byte[12];
        ThreadLocalRandom.current().nextBytes(random);
        String nonce = HexFormat.of().formatHex(random);
        Duration longest =
                checks.stream().map(Check::timeout).max(Duration::compareTo).orElse(Duration.ZERO);
        Completion completion =
                shell.run(
                                List.of(
                                        Frame.reading(
                                                "checks",
                                                Verifier.script(checks, nonce),
                                                longest.plusSeconds(30))))
                        .getFirst();
        return Verifier.judge(checks, completion, nonce);
    }

    private List<Check> again(Map<Check, CheckResult> results, int attempt) {
        if (shell.lost()) {
            return List.of();
        }
        List<Check> due = new ArrayList<>();
        results.forEach(
                (check, result) -> {
                    boolean bad =
                            switch (result.status()) {
                                case FAILED, INCONCLUSIVE -> true;
                                case PASSED, SKIPPED -> false;
                            };
                    if (bad && attempt <= check.retries()) {
                        due.add(check);
                    }
                });
        return due;
    }

    private static boolean pause(List<Check> due) {
        Duration longest =
                due.stream().map(Check::interval).max(Duration::compareTo).orElse(Duration.ZERO);
        try {
            Thread.sleep(longest);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static CheckResult attempt(CheckResult result, int attempt) {
        return new CheckResult(
                result.check(),
                result.status(),
                result.values(),
                result.message(),
                result.command(),
                result.output(),
                attempt);
    }

    private void tell(CheckResult result, Duration took) {
        CheckResult told =
                result.status() == CheckResult.Status.FAILED && !missing.isEmpty()
                        ? result.because(String.join("; ", missing))
                        : result;
        tally.check(new Event.CheckDone(host, lab.value(), told, took));
    }
}
