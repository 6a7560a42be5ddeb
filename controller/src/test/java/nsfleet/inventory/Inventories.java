package nsfleet.inventory;

import nsfleet.diagnostics.Problems;
import nsfleet.vault.Vault;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An inventory of several files in one text: the arguments of the command line in its first line,
/// then each file after a line `-- PATH --` (`-- PATH (executable) --`).
///
/// @param directory where the files are
/// @param arguments as for `ansible-inventory`, without `--list`
record Inventories(String name, Path directory, List<String> arguments) {
    private static final Pattern FILE = Pattern.compile("-- (\\S.*?)( \\(executable\\))? --");

    /// All of a directory of resources, unpacked.
    static List<Inventories> unpack(String resource, Path to)
            throws IOException, URISyntaxException {
        Path root = Path.of(Inventories.class.getResource(resource).toURI());
        List<Path> texts;
        try (Stream<Path> all = Files.list(root)) {
            texts = all.sorted().toList();
        }
        List<Inventories> unpacked = new ArrayList<>();
        for (Path text : texts) {
            String name = text.getFileName().toString().replaceFirst("\\.txt$", "");
            unpacked.add(unpack(name, Files.readAllLines(text), to.resolve(name)));
        }
        return unpacked;
    }

    private static Inventories unpack(String name, List<String> lines, Path to) throws IOException {
        Files.createDirectories(to);
        int from = 1;
        while (from < lines.size()) {
            Matcher header = FILE.matcher(lines.get(from));
            if (!header.matches()) {
                throw new IOException(name + ": not a file's header: " + lines.get(from));
            }
            int end = from + 1;
            while (end < lines.size() && !FILE.matcher(lines.get(end)).matches()) {
                end++;
            }
            Path file = to.resolve(header.group(1));
            Files.createDirectories(file.getParent());
            Files.write(file, lines.subList(from + 1, end));
            boolean executable = header.group(2) != null;
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
            from = end;
        }
        return new Inventories(name, to, List.of(lines.getFirst().split(" +")));
    }

    /// Reads it as the command line would.
    Inventory read(Problems problems) throws IOException {
        List<String> sources = new ArrayList<>();
        List<Path> playbooks = new ArrayList<>();
        List<Vault.Password> passwords = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String value = arguments.get(i + 1);
            switch (arguments.get(i)) {
                case "-i" -> sources.add(here(value));
                case "--playbook-dir" -> playbooks.add(directory.resolve(value));
                case "--vault-password-file", "--vault-id" -> passwords.add(password(value));
                default -> throw new IllegalArgumentException(arguments.get(i));
            }
        }
        return InventoryReader.read(sources, playbooks, new Vault(passwords), problems);
    }

    private Vault.Password password(String source) throws IOException {
        int at = source.indexOf('@');
        String id = at < 0 ? "default" : source.substring(0, at);
        Path file = directory.resolve(source.substring(at + 1));
        String text =
                !Files.isExecutable(file)
                        ? Files.readString(file)
                        : new Program(file, "vault", new Problems())
                                .ask("--vault-id", id)
                                .orElseThrow()
                                .text();
        return new Vault.Password(id, text.strip(), source);
    }

    private String here(String source) {
        return source.contains(",") ? source : directory.resolve(source).toString();
    }
}
