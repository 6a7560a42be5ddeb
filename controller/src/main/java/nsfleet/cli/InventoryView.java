package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.inventory.HostNames;
import nsfleet.inventory.HostPattern;
import nsfleet.inventory.Inventory;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// What the commands have in common that show the inventory.
abstract class InventoryView implements Callable<Integer> {
    final Terminal terminal;

    @Option(
            names = "--playbook-dir",
            paramLabel = "FOLDER",
            description =
                    "Read group_vars and host_vars there too, as for a playbook that lies there.")
    private List<Path> playbookFolders = new ArrayList<>();

    @Mixin private SourceOptions sources = new SourceOptions();
    @Mixin OutputOptions output = new OutputOptions();

    InventoryView(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Prints what is asked for, unless that is a mistake.
    abstract void show(Inventory inventory, Problems problems);

    @Override
    public Integer call() {
        Problems problems = new Problems();
        Inventory inventory = sources.read(terminal, playbookFolders, problems);
        if (!problems.hasErrors()) {
            show(inventory, problems);
        }
        boolean bad = problems.hasErrors();
        Complaints.print(terminal, problems, output);
        return bad ? ExitCode.CONFIGURATION : ExitCode.OK;
    }

    /// The one host that a word means.
    ///
    /// @return empty after a problem
    static java.util.Optional<String> host(String word, Inventory inventory, Problems problems) {
        Span span = new Span(new Source("HOST", word), 1, 1, word.length());
        List<String> hosts =
                HostPattern.parse(word, span, problems)
                        .map(pattern -> pattern.select(inventory, problems, false))
                        .orElse(List.of());
        if (hosts.size() > 1) {
            problems.error(
                    "bad-pattern",
                    span,
                    "one host is shown, and these are " + HostNames.fold(hosts));
        }
        return hosts.size() == 1
                ? java.util.Optional.of(hosts.getFirst())
                : java.util.Optional.empty();
    }
}
