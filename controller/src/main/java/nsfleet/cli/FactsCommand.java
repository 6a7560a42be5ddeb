package nsfleet.cli;

import nsfleet.run.Mission;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.util.Map;

/// `nsfleet facts`.
@Command(
        name = "facts",
        mixinStandardHelpOptions = true,
        description = "Prints facts and the network state of hosts, as JSON.",
        footer = {"", "Example: nsfleet facts -i hosts.yml box1"})
final class FactsCommand extends HostsCommand {
    @Parameters(
            paramLabel = "PATTERN",
            arity = "0..1",
            defaultValue = "all",
            description = "Which hosts. Default: all")
    private String pattern = "all";

    FactsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    Mission mission() {
        return new Mission.Facts();
    }

    @Override
    String pattern() {
        return pattern;
    }

    @Override
    void print(Map<String, Map<String, Object>> gathered) {
        terminal.out().println(Json.pretty(gathered));
    }
}
