package nsfleet.cli;

import nsfleet.diagnostics.Problems;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.InventoryReader;
import nsfleet.shell.Secret;
import nsfleet.vault.Vault;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Where hosts and their variables are written, and what opens encrypted ones.
class SourceOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-i", "--inventory"},
            paramLabel = "SOURCE",
            description =
                    "Inventory: a file, a directory, a program, or a list 'h1,h2,'. May be given"
                            + " several times. Default: $NSFLEET_INVENTORY, else inventory/")
    List<String> sources = new ArrayList<>();

    @Option(
            names = "--vault-password-file",
            paramLabel = "FILE",
            description =
                    "The password of Ansible Vault: a file that holds it, or a program that prints"
                            + " it. May be given several times. Default:"
                            + " $ANSIBLE_VAULT_PASSWORD_FILE")
    List<Path> vaultPasswordFiles = new ArrayList<>();

    @Option(
            names = "--vault-id",
            paramLabel = "[ID@]SOURCE",
            description =
                    "A password for one vault id: SOURCE is a file, a program, or prompt. May be"
                            + " given several times.")
    List<String> vaultIds = new ArrayList<>();

    @Option(
            names = {"-J", "--ask-vault-pass"},
            description = "Ask for the password of Ansible Vault.")
    boolean askVaultPassword;

    /// Reads the inventory, and what is beside these playbooks; problems show no secret from then
    /// on.
    Inventory read(Terminal terminal, List<Path> playbookDirectories, Problems problems) {
        Vault vault =
                new VaultPasswords(terminal, spec.commandLine(), problems)
                        .read(vaultPasswordFiles, vaultIds, askVaultPassword);
        problems.show(text -> Secret.mask(text, vault.secrets()));
        return InventoryReader.read(
                sources(terminal.environment()), playbookDirectories, vault, problems);
    }

    /// The sources to read: given, or by environment, or the default.
    private List<String> sources(Map<String, String> environment) {
        if (!sources.isEmpty()) {
            return sources;
        }
        String variable = environment.get("NSFLEET_INVENTORY");
        return List.of(variable != null && !variable.isBlank() ? variable : "inventory/");
    }
}
