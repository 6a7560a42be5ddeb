package nsfleet.cli;

import nsfleet.inventory.Variable;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The values of variables for a screen: as written, with nothing evaluated, passwords and what
/// came out of a vault as `<secret NAME>`.
final class Shown {
    private static final Pattern PASSWORD =
            Pattern.compile("ansible_(.*_)?(pass|password|passphrase)");

    private final boolean secret;

    private Shown(boolean secret) {
        this.secret = secret;
    }

    /// A value as plain Java: Map, List, String, Number, Boolean; null stands for itself.
    static @Nullable Object value(Variable variable) {
        boolean secret = variable.value().span().source().secret();
        return new Shown(secret).value(variable.name(), variable.name(), variable.value());
    }

    private @Nullable Object value(String key, String path, YamlNode node) {
        return switch (node) {
            case Scalar scalar -> {
                boolean hidden =
                        scalar.kind() == Scalar.Kind.ENCRYPTED
                                || PASSWORD.matcher(key).matches()
                                || secret && !(scalar.value() instanceof Boolean);
                yield hidden && scalar.value() != null ? "<secret " + path + ">" : scalar.value();
            }
            case Sequence list -> {
                List<@Nullable Object> items = new ArrayList<>();
                list.items().forEach(item -> items.add(value(key, path, item)));
                yield items;
            }
            case Mapping map -> {
                Map<String, @Nullable Object> entries = new LinkedHashMap<>();
                for (Mapping.Entry entry : map.entries()) {
                    String name = entry.key().text();
                    entries.put(name, value(name, path + "." + name, entry.value()));
                }
                yield entries;
            }
        };
    }
}
