package nsfleet.inventory;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.vault.Vault;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Yaml;
import nsfleet.yaml.YamlNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads inventories from files, directories and programs, as `ansible-inventory` does, but
/// stricter: what is missing or unreadable is a problem.
public final class InventoryReader {
    /// What a directory of inventory files may hold without it being read (Ansible's
    /// INVENTORY_IGNORE_EXTS).
    static final List<String> IGNORED =
            List.of(
                    ".pyc", ".pyo", ".swp", ".bak", "~", ".rpm", ".md", ".txt", ".rst", ".orig",
                    ".ini", ".cfg", ".retry");

    private final Vault vault;
    private final Problems problems;
    private final Draft draft;
    private final Set<Path> directories = new LinkedHashSet<>();

    private InventoryReader(Vault vault, Problems problems) {
        this.vault = vault;
        this.problems = problems;
        this.draft = new Draft(problems);
    }

    /// Reads an inventory and the variables beside it.
    ///
    /// @param sources paths of files and directories, programs, or lists of hosts with a comma
    ///   (`h1,h2,`); later ones add to and override earlier ones
    public static Inventory read(List<String> sources, Problems problems) {
        return read(sources, List.of(), problems);
    }

    /// Reads an inventory, the variables beside it, and those beside playbooks.
    ///
    /// @param playbookDirectories where `group_vars` and `host_vars` are looked for too
    public static Inventory read(
            List<String> sources, List<Path> playbookDirectories, Problems problems) {
        return read(sources, playbookDirectories, Vault.closed(), problems);
    }

    /// Reads an inventory, the variables beside it, and those beside playbooks, encrypted files
    /// too.
    public static Inventory read(
            List<String> sources, List<Path> playbookDirectories, Vault vault, Problems problems) {
        var reader = new InventoryReader(vault, problems);
        sources.forEach(reader::source);
        reader.draft.check();
        Set<Path> playbooks = new LinkedHashSet<>(playbookDirectories);
        playbooks.removeIf(reader::beside);
        List<FileVars> beside = reader.directories.stream().map(reader::vars).toList();
        List<FileVars> besidePlaybooks = playbooks.stream().map(reader::vars).toList();
        return reader.draft.build(beside, besidePlaybooks, vault);
    }

    private boolean beside(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        return directories.stream().anyMatch(d -> d.toAbsolutePath().normalize().equals(absolute));
    }

    private FileVars vars(Path directory) {
        Set<String> hosts = new LinkedHashSet<>(draft.hostNames());
        // Files for this machine may lie there though no play means it.
        hosts.addAll(Inventory.LOCALHOST);
        return VarsFiles.read(directory, draft.groupNames(), hosts, vault, problems);
    }

    private void source(String text) {
        Path path = Path.of(text);
        if (Files.isDirectory(path)) {
            directories.add(path);
            directory(path);
        } else if (Files.exists(path)) {
            Path parent = path.getParent();
            directories.add(parent == null ? Path.of("") : parent);
            file(path);
        } else if (text.contains(",")) {
            literal(text);
        } else {
            missing(text, path);
        }
    }

    private void missing(String text, Path path) {
        Path parent = path.getParent();
        List<String> names =
                TextFile.list(parent == null ? Path.of("") : parent, new Problems()).stream()
                        .map(TextFile::name)
                        .toList();
        problems.add(
                Problem.error("no-inventory", null, "there is no inventory `" + text + "`")
                        .hint(
                                Suggest.near(TextFile.name(path), names)
                                        .map(n -> "did you mean `" + path.resolveSibling(n) + "`?")
                                        .orElse(
                                                text.contains("/")
                                                        ? null
                                                        : "a list of hosts has a comma: -i '"
                                                                + text
                                                                + ",'")));
    }

    private void literal(String text) {
        draft.reading(null);
        Piece line = Piece.line(new Source("-i", text), 1, text);
        int start = 0;
        int depth = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (i == text.length() || c == ',' && depth <= 0) {
                Piece host = line.sub(start, i).strip();
                if (!host.text().isEmpty()) {
                    HostLine.add(draft, host.text(), "ungrouped", host.span(), problems);
                }
                start = i + 1;
            }
        }
    }

    private void directory(Path directory) {
        for (Path entry : TextFile.list(directory, problems)) {
            String name = TextFile.name(entry);
            if (name.startsWith(".")
                    || Set.of("group_vars", "host_vars", "vars_plugins").contains(name)) {
                continue;
            }
            if (IGNORED.stream().noneMatch(name::endsWith)) {
                if (Files.isDirectory(entry)) {
                    directory(entry);
                } else {
                    file(entry);
                }
            } else if (name.endsWith(".ini") || name.endsWith(".cfg")) {
                problems.add(
                        Problem.warning(
                                        "inventory-ignored",
                                        new Span(new Source(entry.toString(), ""), 1, 1, 1),
                                        "not read: in a directory, Ansible ignores this ending")
                                .hint("rename it, or give it with -i"));
            }
        }
    }

    private void file(Path path) {
        draft.reading(path.toAbsolutePath().normalize());
        if (Program.is(path)) {
            var program = new Program(path, "inventory-program", problems);
            new ProgramInventory(program, draft, problems).read();
        } else {
            TextFile.read(path, vault, problems).ifPresent(source -> parse(path, source));
        }
    }

    private void parse(Path path, Source source) {
        String name = TextFile.name(path).toLowerCase(Locale.ROOT);
        if (name.endsWith(".toml")) {
            problems.error(
                    "inventory-toml",
                    new Span(source, 1, 1, source.line(1).length()),
                    "inventories in TOML are not read",
                    "write it as YAML: ansible-inventory -i FILE --list --yaml");
        } else if (List.of(".yml", ".yaml", ".json").stream().anyMatch(name::endsWith)) {
            yaml(name, source).ifPresent(new YamlInventory(draft, problems)::read);
        } else {
            yamlWithoutEnding(name, source)
                    .ifPresentOrElse(
                            new YamlInventory(draft, problems)::read,
                            () -> new IniInventory(draft, problems).read(source));
        }
    }

    private Optional<YamlNode> yaml(String name, Source source) {
        Optional<String> section =
                source.text()
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .findFirst()
                        .filter(line -> line.matches("\\[[\\w.-]+(:(vars|children))?]"));
        if (section.isEmpty() || name.endsWith(".json")) {
            return Yaml.read(source, problems);
        }
        int line = source.text().lines().map(String::strip).toList().indexOf(section.get()) + 1;
        problems.error(
                "yaml-syntax",
                new Span(source, line, 1, section.get().length()),
                "this looks like an INI inventory, but the file's name says YAML",
                "call it .ini");
        return Optional.empty();
    }

    /// A file without ending is YAML if it holds a mapping, else INI.
    private static Optional<YamlNode> yamlWithoutEnding(String name, Source source) {
        return name.contains(".")
                ? Optional.empty()
                : Yaml.read(source, new Problems()).filter(Mapping.class::isInstance);
    }
}
