package nsfleet.cli;

import nsfleet.diagnostics.Visible;
import nsfleet.inventory.HostNames;
import nsfleet.run.Mission;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `nsfleet labs`.
@Command(
        name = "labs",
        mixinStandardHelpOptions = true,
        description =
                "Shows which labs are on which hosts: by their records, and by the tags in the"
                        + " kernel.",
        footer = {"", "Example: nsfleet labs -i hosts.yml"})
final class LabsCommand extends HostsCommand {
    @Parameters(
            paramLabel = "PATTERN",
            arity = "0..1",
            defaultValue = "all",
            description = "Which hosts. Default: all")
    private String pattern = "all";

    LabsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Mission mission() {
        return new Mission.Labs();
    }

    @Override
    String pattern() {
        return pattern;
    }

    @Override
    void print(Map<String, Map<String, Object>> gathered) {
        Map<String, java.util.List<String>> byLine = new TreeMap<>();
        gathered.forEach(
                (host, data) -> {
                    Map<?, ?> labs = data.get("labs") instanceof Map<?, ?> map ? map : Map.of();
                    labs.forEach(
                            (lab, about) ->
                                    byLine.computeIfAbsent(
                                                    line(String.valueOf(lab), about),
                                                    _ -> new java.util.ArrayList<>())
                                            .add(host));
                });
        if (byLine.isEmpty()) {
            terminal.out().println("no labs");
            return;
        }
        byLine.forEach(
                (line, hosts) -> terminal.out().println(HostNames.fold(hosts) + ": " + line));
    }

    private static String line(String lab, Object about) {
        Map<?, ?> map = about instanceof Map<?, ?> given ? given : Map.of();
        StringBuilder line = new StringBuilder(Visible.text(lab));
        Object record = map.get("record");
        if (!"present".equals(record)) {
            line.append(" (record ").append(Visible.text(String.valueOf(record))).append(")");
        }
        if (map.get("playbook") != null) {
            line.append(", from ").append(Visible.text(String.valueOf(map.get("playbook"))));
        }
        if (map.get("links") instanceof List<?> links) {
            line.append(", ")
                    .append(links.size())
                    .append(links.size() == 1 ? " interface" : " interfaces");
        }
        return line.toString();
    }
}
