package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.inventory.Program;
import nsfleet.vault.Vault;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the passwords of Ansible Vault come from: files, programs, and questions.
final class VaultPasswords {
    private static final String DEFAULT_ID = "default";
    private static final String CODE = "vault-password-file";

    private final Terminal terminal;
    private final CommandLine command;
    private final Problems problems;

    VaultPasswords(Terminal terminal, CommandLine command, Problems problems) {
        this.terminal = terminal;
        this.command = command;
        this.problems = problems;
    }

    /// All of them, in the order that Ansible tries them in.
    ///
    /// @param ids each `ID@SOURCE` or `SOURCE`; a source is a file, a program or `prompt`
    /// @param ask whether to ask for one without an id
    Vault read(List<Path> files, List<String> ids, boolean ask) {
        List<Vault.Password> passwords = new ArrayList<>();
        for (String text : ids) {
            int at = text.indexOf('@');
            String id = at > 0 ? text.substring(0, at) : DEFAULT_ID;
            String source = text.substring(at + 1);
            passwords.addAll(
                    source.equals("prompt") || source.equals("prompt_ask_vault_pass")
                            ? List.of(asked(id))
                            : file(id, path(source)));
        }
        files.forEach(file -> passwords.addAll(file(DEFAULT_ID, file)));
        String variable = terminal.environment().getOrDefault("ANSIBLE_VAULT_PASSWORD_FILE", "");
        if (ids.isEmpty() && files.isEmpty() && !ask && !variable.isBlank()) {
            passwords.addAll(file(DEFAULT_ID, path(variable)));
        }
        if (ask) {
            passwords.add(asked(DEFAULT_ID));
        }
        return new Vault(passwords);
    }

    private Path path(String text) {
        try {
            return Targets.path(text, Path.of(System.getProperty("user.home", "/root")));
        } catch (InvalidPathException e) {
            throw new ParameterException(command, "'" + text + "' is not a path");
        }
    }

    private Vault.Password asked(String id) {
        boolean named = !id.equals(DEFAULT_ID);
        char[] answer =
                terminal.passwords()
                        .ask(named ? "Vault password (" + id + "): " : "Vault password: ");
        if (answer == null) {
            throw new ParameterException(
                    command,
                    "a vault password is asked for, and there is no terminal to ask on: give it"
                            + " with --vault-password-file FILE");
        }
        if (answer.length == 0) {
            throw new ParameterException(command, "the vault password is empty");
        }
        return new Vault.Password(id, new String(answer), "the one that was typed");
    }

    /// None after a problem.
    private List<Vault.Password> file(String id, Path path) {
        return text(id, path)
                .map(String::strip)
                .filter(text -> !text.isEmpty() || emptiness(path))
                .map(text -> List.of(new Vault.Password(id, text, path.toString())))
                .orElse(List.of());
    }

    private boolean emptiness(Path path) {
        problems.error(CODE, null, "the vault password of `" + path + "` is empty");
        return false;
    }

    private Optional<String> text(String id, Path path) {
        if (Files.isExecutable(path) && !Files.isDirectory(path)) {
            if (!Program.is(path)) {
                problems.error(
                        CODE,
                        null,
                        "the vault password file `" + path + "` may be executed, but is no program",
                        "if it holds the password itself: chmod -x " + path);
                return Optional.empty();
            }
            var program = new Program(path, CODE, problems);
            return (isClient(path) ? program.ask("--vault-id", id) : program.ask())
                    .map(answer -> answer.text());
        }
        try {
            return Optional.of(Files.readString(path));
        } catch (IOException e) {
            problems.error(CODE, null, "the vault password file `" + path + "`: " + Reasons.of(e));
            return Optional.empty();
        }
    }

    /// A program called `...-client` is told which id it is asked for ("Storing passwords in
    /// third-party tools with vault password client scripts" in Ansible's documentation).
    private static boolean isClient(Path path) {
        return String.valueOf(path.getFileName()).replaceFirst("\\.[^.]*$", "").endsWith("-client");
    }
}
