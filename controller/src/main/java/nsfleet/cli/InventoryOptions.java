package nsfleet.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/// Which hosts there are, and what is known of them.
final class InventoryOptions extends SourceOptions {
    @Option(
            names = {"-l", "--limit"},
            paramLabel = "PATTERN",
            description = "Only these hosts: a pattern such as web*:!web3, or @FILE")
    @Nullable String limit;

    /// The option that the limit came from: `render` has one of its own.
    String limitedBy = "--limit";

    @Option(
            names = {"-e", "--extra-vars"},
            paramLabel = "VARS",
            description =
                    "Variables that win over all others: k=v, JSON or YAML, or @FILE. May be given"
                            + " several times.")
    List<String> extraVars = new ArrayList<>();

    @Option(
            names = "--allow-empty",
            description = "A pattern that matches no host is not an error.")
    boolean allowEmpty;
}
