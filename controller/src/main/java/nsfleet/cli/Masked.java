package nsfleet.cli;

import nsfleet.plan.Plan.Difference;
import nsfleet.resource.Check;
import nsfleet.run.Event;
import nsfleet.run.EventSink;
import nsfleet.shell.Secret;
import nsfleet.verify.CheckResult;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The last gate before any report: whatever a host, a tool or a bug put into a text, no secret
/// gets through. Names of hosts, labs and steps' identities are texts like any other.
final class Masked implements EventSink {
    private final EventSink next;
    private final Supplier<Collection<Secret>> secrets;

    /// @param secrets asked at each event: more become known while hosts are resolved
    Masked(EventSink next, Supplier<Collection<Secret>> secrets) {
        this.next = next;
        this.secrets = secrets;
    }

    @Override
    public void accept(Event event) {
        Collection<Secret> known = secrets.get();
        next.accept(known.isEmpty() ? event : new Mask(known).event(event));
    }

    private record Mask(Collection<Secret> known) {
        Event event(Event event) {
            return switch (event) {
                case Event.RunStart start -> start;
                case Event.HostStart start -> start;
                case Event.RunEnd end -> end;
                case Event.StepDone step -> step(step);
                case Event.CheckDone check ->
                        new Event.CheckDone(
                                check.host(), check.lab(), check(check.result()), check.duration());
                case Event.Warning(var host, var lab, var message) ->
                        new Event.Warning(host, lab, text(message));
                case Event.Data(var host, var kind, var values) ->
                        new Event.Data(host, kind, map(values));
                case Event.HostDone done ->
                        new Event.HostDone(
                                done.host(),
                                done.status(),
                                done.counts(),
                                done.locked(),
                                text(done.message()),
                                text(done.hint()),
                                done.duration());
            };
        }

        private Event step(Event.StepDone step) {
            String name = step.name();
            return new Event.StepDone(
                    step.host(),
                    step.lab(),
                    text(step.step()),
                    step.type(),
                    step.netns(),
                    name == null ? null : text(name),
                    step.status(),
                    step.action(),
                    step.changes().stream().map(this::difference).toList(),
                    step.commands().stream().map(this::text).toList(),
                    text(step.output()),
                    text(step.message()),
                    step.duration(),
                    step.decidedAtApply());
        }

        private Difference difference(Difference difference) {
            return new Difference(
                    difference.what(), value(difference.have()), value(difference.want()));
        }

        private CheckResult check(CheckResult result) {
            Check check = result.check();
            return new CheckResult(
                    new Check(
                            text(check.identity()),
                            check.type(),
                            check.netns(),
                            check.where(),
                            check.retries(),
                            check.interval(),
                            check.timeout(),
                            check.probe()),
                    result.status(),
                    map(result.values()),
                    text(result.message()),
                    text(result.command()),
                    text(result.output()),
                    result.attempts(),
                    result.took());
        }

        private Map<String, Object> map(Map<String, Object> values) {
            Map<String, Object> masked = new LinkedHashMap<>();
            values.forEach(
                    (key, value) -> {
                        Object safe = value(value);
                        if (safe != null) {
                            masked.put(key, safe);
                        }
                    });
            return masked;
        }

        private @Nullable Object value(@Nullable Object value) {
            return switch (value) {
                case null -> null;
                case String text -> text(text);
                case List<?> items -> {
                    var masked = new java.util.ArrayList<@Nullable Object>();
                    items.forEach(item -> masked.add(value(item)));
                    yield masked;
                }
                case Map<?, ?> entries -> {
                    var masked = new LinkedHashMap<String, @Nullable Object>();
                    entries.forEach((key, inner) -> masked.put(String.valueOf(key), value(inner)));
                    yield masked;
                }
                default -> value;
            };
        }

        private String text(String text) {
            return Secret.mask(text, known);
        }
    }
}
