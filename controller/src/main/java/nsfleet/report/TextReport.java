package nsfleet.report;

import nsfleet.diagnostics.Visible;
import nsfleet.run.Event;
import nsfleet.run.Event.HostDone;
import nsfleet.run.Event.HostStatus;
import nsfleet.run.Event.StepDone;
import nsfleet.run.EventSink;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A run for people. Results are told at its end, folded over hosts with equal ones, so that a
/// thousand hosts read like three; until then a terminal gets a progress line.
public final class TextReport implements EventSink {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Style style;
    private final Clock clock;
    private final Map<String, HostLog> hosts = new LinkedHashMap<>();
    private final Map<String, List<String>> warnings = new LinkedHashMap<>();
    private volatile @Nullable Progress progress;
    private String command = "";

    /// @param out gets results
    /// @param err gets the progress line
    public TextReport(PrintWriter out, PrintWriter err, Style style, Clock clock) {
        this.out = out;
        this.err = err;
        this.style = style;
        this.clock = clock;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.RunStart start -> {
                command = start.command();
                progress = new Progress(err, style, clock, start.hosts());
            }
            case Event.HostStart(var host) -> {
                log(host);
                Progress line = progress;
                if (line != null) {
                    line.begun();
                }
            }
            case Event.StepDone step -> log(step.host()).add(step);
            case Event.CheckDone check -> log(check.host()).checks.add(check);
            case Event.Warning(var host, var _, var message) ->
                    warnings.computeIfAbsent(message, _ -> new ArrayList<>()).add(host);
            case Event.Data _ -> {}
            case HostDone done -> {
                log(done.host()).done = done;
                Progress line = progress;
                if (line != null) {
                    line.done(done);
                }
            }
            case Event.RunEnd end -> finish(end);
        }
    }

    /// Asks somebody at the terminal; the progress line keeps out of the way meanwhile. May be
    /// called from any thread, also while an event is told.
    public <T extends @Nullable Object> T asking(Supplier<T> question) {
        Progress line = progress;
        if (line == null) {
            return question.get();
        }
        line.asking();
        try {
            return question.get();
        } finally {
            line.asked();
        }
    }

    private HostLog log(String host) {
        return hosts.computeIfAbsent(host, HostLog::new);
    }

    private void finish(Event.RunEnd end) {
        Progress line = progress;
        if (line != null) {
            line.end();
        }
        section(steps());
        section(new CheckText(style).lines(hosts.values()));
        section(troubles());
        section(warned());
        var recap = new Recap(style, command.equals("plan"));
        recap.lines(hosts.values()).forEach(out::println);
        out.println(recap.last(end));
        out.flush();
    }

    private void section(List<String> lines) {
        if (!lines.isEmpty()) {
            lines.forEach(out::println);
            out.println();
        }
    }

    /// What makes the steps of two hosts equal: everything that is printed of them.
    private record Block(String lab, String summary, List<String> lines) {}

    private List<String> steps() {
        var text = new StepText(style);
        Map<Block, List<String>> names = new LinkedHashMap<>();
        Map<Block, List<StepDone>> examples = new LinkedHashMap<>();
        for (HostLog host : hosts.values()) {
            host.steps()
                    .forEach(
                            (lab, steps) -> {
                                var block = new Block(lab, text.summary(steps), text.lines(steps));
                                names.computeIfAbsent(block, _ -> new ArrayList<>()).add(host.host);
                                examples.putIfAbsent(block, steps);
                            });
        }
        List<String> lines = new ArrayList<>();
        names.forEach(
                (block, list) -> {
                    if (!lines.isEmpty()) {
                        lines.add("");
                    }
                    lines.add(
                            style.strong(Remote.hosts(list) + ":")
                                    + " "
                                    + block.summary
                                    + (block.lab.isEmpty()
                                            ? ""
                                            : style.dim("  (" + Visible.text(block.lab) + ")")));
                    lines.addAll(block.lines);
                    List<String> evidence =
                            StepText.evidence(examples.getOrDefault(block, List.of()));
                    if (list.size() > 1 && !evidence.isEmpty()) {
                        lines.add(
                                "      " + style.dim("on " + Visible.text(list.getFirst()) + ":"));
                    }
                    lines.addAll(evidence);
                });
        return lines;
    }

    private record Trouble(HostStatus status, String message, String hint) {}

    /// Hosts that failed without a step or a check that says why: unreachable, refused, lost.
    private List<String> troubles() {
        Map<Trouble, List<String>> troubles = new LinkedHashMap<>();
        for (HostLog host : hosts.values()) {
            HostDone done = host.done;
            if (done == null || done.message().isEmpty()) {
                continue;
            }
            boolean told =
                    done.status() == HostStatus.FAILED && host.explained() && done.hint().isEmpty();
            if (!told) {
                troubles.computeIfAbsent(
                                new Trouble(done.status(), done.message(), done.hint()),
                                _ -> new ArrayList<>())
                        .add(host.host);
            }
        }
        List<String> lines = new ArrayList<>();
        troubles.forEach(
                (trouble, list) -> {
                    String word = trouble.status.name();
                    List<String> message = Remote.lines(trouble.message);
                    lines.add(
                            style.strong(Remote.hosts(list) + ":")
                                    + " "
                                    + style.bad(word)
                                    + (message.isEmpty() ? "" : "  " + message.getFirst()));
                    message.stream().skip(1).forEach(line -> lines.add("    " + line));
                    Remote.lines(trouble.hint).forEach(line -> lines.add("    hint: " + line));
                });
        return lines;
    }

    private List<String> warned() {
        List<String> lines = new ArrayList<>();
        warnings.forEach(
                (message, list) -> {
                    List<String> text = Remote.lines(message);
                    String names =
                            list.stream().allMatch(String::isEmpty)
                                    ? ""
                                    : Remote.hosts(list) + ": ";
                    lines.add(
                            style.change("warning:")
                                    + " "
                                    + names
                                    + (text.isEmpty() ? "" : text.getFirst()));
                    text.stream().skip(1).forEach(line -> lines.add("    " + line));
                });
        return lines;
    }
}
