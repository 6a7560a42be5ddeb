package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Visible;
import nsfleet.inventory.Group;
import nsfleet.inventory.HostNames;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.LimitReader;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// `nsfleet inventory list`.
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists groups, hosts and variables.",
            "With -o json in the shape of ansible-inventory --list; secrets are masked."
        },
        footer = {"", "Example: nsfleet inventory list -i hosts.yml -o json"})
final class InventoryListCommand extends InventoryView {
    @Option(
            names = {"-l", "--limit"},
            paramLabel = "PATTERN",
            description = "Only these hosts: a pattern such as web*:!web3, or @FILE")
    private @Nullable String limit;

    InventoryListCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    void show(Inventory inventory, Problems problems) {
        Set<String> hosts = hosts(inventory, problems);
        if (problems.hasErrors()) {
            return;
        }
        switch (output.format) {
            case json ->
                    terminal.out()
                            .println(Json.line(inventory.list(hosts::contains, Shown::value)));
            case text -> print(inventory, hosts);
        }
    }

    private Set<String> hosts(Inventory inventory, Problems problems) {
        if (limit == null) {
            return new LinkedHashSet<>(inventory.hosts());
        }
        return LimitReader.read("--limit", limit, problems)
                .map(pattern -> pattern.select(inventory, problems, false))
                .map(selected -> (Set<String>) new LinkedHashSet<>(selected))
                .orElse(Set.of());
    }

    private void print(Inventory inventory, Set<String> hosts) {
        for (Group group : inventory.groups()) {
            List<String> own = group.allHosts().stream().filter(hosts::contains).toList();
            if (group.name().equals("all") || own.isEmpty()) {
                continue;
            }
            String names = output.verbose ? String.join(",", own) : HostNames.fold(own);
            String children =
                    group.children().isEmpty()
                            ? ""
                            : "  (children: " + String.join(", ", group.children()) + ")";
            line(group.name() + ": " + names + children);
        }
        for (String host : hosts) {
            terminal.out().println();
            line(host);
            Map<String, String> sorted = new TreeMap<>();
            inventory
                    .variables(host)
                    .forEach((name, v) -> sorted.put(name, Json.line(Shown.value(v))));
            sorted.forEach((name, value) -> line("    " + name + ": " + value));
        }
    }

    private void line(String text) {
        terminal.out().println(Visible.text(text));
    }
}
