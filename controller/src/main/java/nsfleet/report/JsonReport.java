package nsfleet.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

import nsfleet.plan.Plan;
import nsfleet.run.Event;
import nsfleet.run.EventSink;
import nsfleet.verify.CheckResult;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A run for programs: one JSON object a line, as the contract has it. Each is written when it
/// happens.
public final class JsonReport implements EventSink {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final PrintWriter out;

    /// @param out gets JSON and nothing else
    public JsonReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.RunStart(var command, var run, var playbooks, var hosts) -> {
                var line = line("run_start");
                line.put("command", command);
                line.put("run", run);
                line.put("playbooks", playbooks);
                line.put("hosts", hosts);
                write(line);
            }
            case Event.HostStart _ -> {}
            case Event.StepDone step -> write(step(step));
            case Event.CheckDone check -> write(check(check));
            case Event.Warning(var host, var lab, var message) -> {
                var line = line("warning");
                line.put("host", host);
                line.put("lab", lab);
                line.put("message", message);
                write(line);
            }
            case Event.Data(var host, var kind, var values) -> {
                var line = line(kind);
                line.put("host", host);
                values.forEach(line::putIfAbsent);
                write(line);
            }
            case Event.HostDone host -> write(host(host));
            case Event.RunEnd end -> write(end(end));
        }
    }

    private static Map<String, @Nullable Object> line(String event) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("event", event);
        return line;
    }

    private static Map<String, @Nullable Object> step(Event.StepDone step) {
        var line = line("step");
        line.put("host", step.host());
        line.put("lab", step.lab());
        line.put("step", step.step());
        line.put("type", step.type());
        line.put("netns", step.netns().toString());
        if (step.name() != null) {
            line.put("name", step.name());
        }
        line.put("status", word(step.status()));
        line.put("action", step.action() == Plan.Action.NONE ? null : word(step.action()));
        line.put("changes", step.changes().stream().map(JsonReport::difference).toList());
        line.put("commands", step.commands());
        line.put("output", step.output());
        line.put("message", step.message());
        line.put("duration_ms", millis(step.duration()));
        if (step.decidedAtApply()) {
            line.put("decided", "at apply");
        }
        return line;
    }

    private static Map<String, @Nullable Object> difference(Plan.Difference difference) {
        Map<String, @Nullable Object> change = new LinkedHashMap<>();
        change.put("what", difference.what());
        change.put("have", plain(difference.have()));
        change.put("want", plain(difference.want()));
        return change;
    }

    /// Text, numbers, booleans and lists as they are, anything else as text.
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Number number -> number;
            case Boolean truth -> truth;
            case List<?> items -> items.stream().map(JsonReport::plain).toList();
            default -> value.toString();
        };
    }

    private static Map<String, @Nullable Object> check(Event.CheckDone done) {
        CheckResult result = done.result();
        var line = line("check");
        line.put("host", done.host());
        line.put("lab", done.lab());
        line.put("check", result.check().identity());
        line.put("type", result.check().type());
        line.put("netns", result.check().netns().toString());
        line.put("status", word(result.status()));
        line.put("values", result.values());
        line.put("command", result.command());
        line.put("output", result.output());
        line.put("message", result.message());
        line.put("attempts", result.attempts());
        Duration took = result.took().isZero() ? done.duration() : result.took();
        line.put("duration_ms", millis(took));
        return line;
    }

    private static Map<String, @Nullable Object> host(Event.HostDone done) {
        Event.Counts counts = done.counts();
        var line = line("host");
        line.put("host", done.host());
        line.put("status", word(done.status()));
        line.put("ok", counts.ok());
        line.put("changed", counts.changed());
        line.put("pending", counts.pending());
        line.put("failed", counts.failed());
        line.put("skipped", counts.skipped());
        line.put("checks_passed", counts.checksPassed());
        line.put("checks_failed", counts.checksFailed());
        line.put("checks_inconclusive", counts.checksInconclusive());
        line.put("checks_skipped", counts.checksSkipped());
        line.put("unreachable", done.status() == Event.HostStatus.UNREACHABLE);
        line.put("message", done.message());
        line.put("duration_ms", millis(done.duration()));
        line.put("hint", done.hint());
        line.put("locked", done.locked());
        return line;
    }

    private static Map<String, @Nullable Object> end(Event.RunEnd end) {
        var hosts = new LinkedHashMap<String, Object>();
        hosts.put("ok", end.ok());
        hosts.put("changed", end.changed());
        hosts.put("failed", end.failed());
        hosts.put("unreachable", end.unreachable());
        hosts.put("skipped", end.skipped());
        hosts.put("pending", end.pending());
        var line = line("run_end");
        line.put("status", word(end.status()));
        line.put("exit_code", end.exitCode());
        line.put("hosts", hosts);
        line.put("duration_ms", millis(end.duration()));
        return line;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private void write(Map<String, @Nullable Object> line) {
        try {
            out.println(MAPPER.writeValueAsString(line));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that is no JSON", e);
        }
    }
}
