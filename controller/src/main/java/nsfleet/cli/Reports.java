package nsfleet.cli;

import nsfleet.report.JsonReport;
import nsfleet.report.Style;
import nsfleet.report.TextReport;
import nsfleet.run.EventSink;

import java.time.Clock;

/// How a run is told, as the options and the terminal say.
final class Reports {
    private Reports() {}

    static EventSink of(Terminal terminal, OutputOptions output, boolean showCommands) {
        return switch (output.format) {
            case json -> new JsonReport(terminal.out());
            case text ->
                    new TextReport(
                            terminal.out(),
                            terminal.err(),
                            new Style(
                                    terminal.colour() && !output.noColour,
                                    terminal.interactive(),
                                    terminal.width(),
                                    output.verbose,
                                    showCommands),
                            Clock.systemUTC());
        };
    }
}
