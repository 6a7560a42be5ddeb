package nsfleet.inventory;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.vault.Vault;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reading of files and directories, with problems instead of exceptions.
final class TextFile {
    private TextFile() {}

    static Optional<Source> read(Path path, Problems problems) {
        try {
            return Optional.of(new Source(path.toString(), Files.readString(path)));
        } catch (CharacterCodingException e) {
            problems.error("unreadable", null, "`" + path + "` is not text in UTF-8");
        } catch (IOException e) {
            problems.error("unreadable", null, "cannot read `" + path + "`: " + reason(e));
        }
        return Optional.empty();
    }

    /// A text that may be encrypted as a whole with Ansible Vault.
    static Optional<Source> read(Path path, Vault vault, Problems problems) {
        return read(path, problems).flatMap(source -> Vaults.opened(source, vault, problems));
    }

    /// The entries of a directory, sorted by name; none when it is not there.
    static List<Path> list(Path directory, Problems problems) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted((a, b) -> name(a).compareTo(name(b))).toList();
        } catch (IOException e) {
            problems.error("unreadable", null, "cannot read `" + directory + "`: " + reason(e));
            return List.of();
        }
    }

    static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException gone -> "no such file";
            default -> String.valueOf(e.getMessage());
        };
    }
}
