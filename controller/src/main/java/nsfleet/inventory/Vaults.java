package nsfleet.inventory;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.vault.Vault;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Encrypted files and values: what is in them is a secret, whatever it is called.
public final class Vaults {
    private Vaults() {}

    /// The text of a file, decrypted where it must be.
    ///
    /// @return empty after a problem
    public static Optional<Source> opened(Source source, Vault vault, Problems problems) {
        if (!Vault.isEncrypted(source.text())) {
            return Optional.of(source);
        }
        Span header = new Span(source, 1, 1, source.line(1).length());
        return vault.open(source.text(), header, problems)
                .map(text -> new Source(source.name(), text, true));
    }

    /// Keeps what a variable of an encrypted file holds as secrets: texts and numbers, nothing of
    /// other variables.
    public static void keep(Variable variable, Vault vault) {
        if (variable.value().span().source().secret()) {
            keep(variable.name(), variable.value(), vault);
        }
    }

    private static void keep(String name, YamlNode node, Vault vault) {
        switch (node) {
            case Scalar scalar -> {
                if (scalar.kind() != Scalar.Kind.ENCRYPTED
                        && scalar.value() != null
                        && !(scalar.value() instanceof Boolean)) {
                    vault.keep(name, scalar.text());
                }
            }
            case Sequence list -> list.items().forEach(item -> keep(name, item, vault));
            case Mapping map ->
                    map.entries().forEach(e -> keep(name + "." + e.key().text(), e.value(), vault));
        }
    }

    /// A value as plain Java, with all that is encrypted in it decrypted.
    ///
    /// @return as [nsfleet.yaml.Yaml#toJava]; null in the place of what could not be decrypted
    static @Nullable Object toJava(YamlNode node, Vault vault, Problems problems) {
        return switch (node) {
            case Scalar scalar ->
                    scalar.kind() == Scalar.Kind.ENCRYPTED
                            ? vault.open(scalar.text(), scalar.span(), problems).orElse(null)
                            : scalar.value();
            case Sequence list -> {
                List<@Nullable Object> items = new ArrayList<>();
                list.items().forEach(item -> items.add(toJava(item, vault, problems)));
                yield items;
            }
            case Mapping map -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                map.entries()
                        .forEach(
                                e ->
                                        entries.put(
                                                e.key().text(),
                                                toJava(e.value(), vault, problems)));
                yield entries;
            }
        };
    }
}
