package nsfleet.shell;

import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.SimpleScalar;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What templates may be given: text, numbers, booleans, lists, maps, secrets and lines. No other
/// object: its methods would be open to a template.
final class Values extends SimpleObjectWrapper {
    Values() {
        super(Configuration.VERSION_2_3_35);
    }

    @Override
    protected TemplateModel handleUnknownType(Object value) throws TemplateModelException {
        return switch (value) {
            case Secret secret -> new SimpleScalar(secret.value());
            case Lines lines ->
                    new WordFormat.Output(WordFormat.Sort.DOCUMENT, List.of(lines.text()));
            default -> super.handleUnknownType(value);
        };
    }

    /// All secrets in a value, however deep; one with a quote also in the form that the shell sees.
    static List<Secret> secrets(Object value) {
        Set<Secret> found = new LinkedHashSet<>();
        collect(value, found);
        return List.copyOf(found);
    }

    private static void collect(Object value, Set<Secret> found) {
        if (value instanceof Secret secret) {
            if (secret.value().indexOf('\'') >= 0) {
                found.add(new Secret(secret.name(), Word.quote(secret.value())));
            }
            found.add(secret);
        } else if (value instanceof Map<?, ?> map) {
            collect(map.values(), found);
        } else if (value instanceof Collection<?> items) {
            for (Object item : items) {
                if (item != null) {
                    collect(item, found);
                }
            }
        }
    }
}
