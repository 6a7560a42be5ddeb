package nsfleet.inventory;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.vault.Vault;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Yaml;
import nsfleet.yaml.YamlNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Reads `group_vars` and `host_vars` of a directory: for each name the first there is of the
/// directory or file NAME, NAME.yml, NAME.yaml, NAME.json; of a directory all files, sorted, also
/// in directories below.
final class VarsFiles {
    private static final List<String> ENDINGS = List.of("", ".yml", ".yaml", ".json");

    private final Vault vault;
    private final Problems problems;

    private VarsFiles(Vault vault, Problems problems) {
        this.vault = vault;
        this.problems = problems;
    }

    static FileVars read(
            Path directory, Set<String> groups, Set<String> hosts, Vault vault, Problems problems) {
        var files = new VarsFiles(vault, problems);
        return new FileVars(
                files.read(directory.resolve("group_vars"), groups, "group"),
                files.read(directory.resolve("host_vars"), hosts, "host"));
    }

    private Map<String, Vars> read(Path directory, Set<String> names, String what) {
        Map<String, Map<Integer, Path>> found = new LinkedHashMap<>();
        for (Path entry : TextFile.list(directory, problems)) {
            String file = TextFile.name(entry);
            if (file.startsWith(".") || file.endsWith("~")) {
                continue;
            }
            int ending = names.contains(file) ? 0 : ending(file);
            String name = file.substring(0, file.length() - ENDINGS.get(ending).length());
            if (names.contains(name)) {
                found.computeIfAbsent(name, n -> new TreeMap<>()).put(ending, entry);
            } else {
                problems.error(
                        "vars-for-nobody",
                        new Span(new Source(entry.toString(), ""), 1, 1, 1),
                        "variables for "
                                + what
                                + " `"
                                + name
                                + "`, which the inventory does not have",
                        Suggest.hint(name, names));
            }
        }
        Map<String, Vars> vars = new LinkedHashMap<>();
        found.forEach((name, paths) -> vars.put(name, variables(List.copyOf(paths.values()))));
        return vars;
    }

    private static int ending(String file) {
        for (int i = 1; i < ENDINGS.size(); i++) {
            if (file.endsWith(ENDINGS.get(i))) {
                return i;
            }
        }
        return 0;
    }

    private Vars variables(List<Path> paths) {
        for (Path ignored : paths.subList(1, paths.size())) {
            problems.add(
                    Problem.warning(
                                    "vars-file-ignored",
                                    new Span(new Source(ignored.toString(), ""), 1, 1, 1),
                                    "ignored, since there is `" + paths.getFirst() + "` too")
                            .hint("join them in one, or make a directory of that name"));
        }
        var vars = new Vars();
        for (Path file : files(paths.getFirst())) {
            TextFile.read(file, vault, problems)
                    .flatMap(source -> Yaml.read(source, problems))
                    .ifPresent(root -> add(root, vars));
        }
        return vars;
    }

    private List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        List<Path> files = new ArrayList<>();
        for (Path entry : TextFile.list(path, problems)) {
            String name = TextFile.name(entry);
            boolean hidden = name.startsWith(".") || name.endsWith("~");
            if (!hidden && (!name.contains(".") || ending(name) > 0 && !Files.isDirectory(entry))) {
                files.addAll(files(entry));
            }
        }
        return files;
    }

    private void add(YamlNode root, Vars vars) {
        if (root instanceof Mapping mapping) {
            for (Mapping.Entry entry : mapping.entries()) {
                String name = entry.key().text();
                var variable = new Variable(name, entry.value(), true);
                Vaults.keep(variable, vault);
                if (name.equals("ansible_group_priority")) {
                    problems.add(
                            Problem.warning(
                                            "no-priority",
                                            entry.key().span(),
                                            "in a file of variables this sets no group's priority")
                                    .hint("set it in the inventory, at the group's vars"));
                }
                vars.put(variable);
            }
        } else if (!(root instanceof Scalar empty && empty.value() == null)) {
            problems.error(
                    "bad-vars",
                    root.span(),
                    "a file of variables must be a mapping of names to values");
        }
    }
}
