package nsfleet.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/// Which hosts there are, and what is known of them.
final class InventoryOptions {
    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "SOURCE",
            description =
                    "Inventory: a file, a directory, or a list 'h1,h2,'. May be given several"
                            + " times. Default: $NSFLEET_INVENTORY, else inventory/")
    List<String> sources = new ArrayList<>();

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

    /// The sources to read: given, or by environment, or the default.
    List<String> sources(java.util.Map<String, String> environment) {
        if (!sources.isEmpty()) {
            return sources;
        }
        String variable = environment.get("NSFLEET_INVENTORY");
        return List.of(variable != null && !variable.isBlank() ? variable : "inventory/");
    }
}
