package nsfleet.container;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a run of the program, in a process of its own as a user starts it, says as JSON.
///
/// @param status its exit code
record Events(int status, List<JsonNode> events, String raw) {

    static Events of(List<String> words) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", classPath(), "nsfleet.cli.Main"));
        command.addAll(words);
        var process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .start();
        var raw = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var mapper = new ObjectMapper();
        var events = new ArrayList<JsonNode>();
        for (var line : raw.lines().toList()) {
            events.add(mapper.readTree(line));
        }
        try {
            return new Events(process.waitFor(), events, raw);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "exit code " + status + "\n" + raw;
    }

    /// A launcher of tests may load them in a way of its own, and leave the property to itself.
    private static String classPath() {
        if (Events.class.getClassLoader() instanceof URLClassLoader own) {
            return Arrays.stream(own.getURLs()).map(URL::getPath).collect(joining(":"));
        }
        return System.getProperty("java.class.path");
    }

    /// How many hosts ended in this status.
    int hosts(String status) {
        return last().path("hosts").path(status).asInt(-1);
    }

    /// How many checks ended in a status that matches.
    int checks(String status) {
        return (int)
                events.stream()
                        .filter(e -> text(e, "event").equals("check"))
                        .filter(e -> text(e, "status").matches(status))
                        .count();
    }

    /// The host and the step of the events of one kind with one status.
    List<String> lines(String event, String status) {
        return events.stream()
                .filter(e -> text(e, "event").equals(event) && text(e, "status").equals(status))
                .map(e -> text(e, "host") + " " + text(e, "step"))
                .toList();
    }

    private JsonNode last() {
        var last = events.isEmpty() ? null : events.getLast();
        if (last == null || !text(last, "event").equals("run_end")) {
            throw new AssertionError("no run_end in: " + raw);
        }
        return last;
    }

    private static String text(JsonNode event, String key) {
        return event.path(key).asText();
    }
}
