package nsfleet.cli;

import picocli.CommandLine.Option;

/// How results are told.
final class OutputOptions {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, or json: one object per line. Default: ${DEFAULT-VALUE}")
    Format format = Format.text;

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell more: nothing is folded.")
    boolean verbose;

    @Option(names = "--no-color", description = "No colour, also on a terminal.")
    boolean noColour;

    /// The formats, spelled as users do.
    enum Format {
        text,
        json
    }
}
