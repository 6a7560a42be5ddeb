package nsfleet.resolve;

import nsfleet.diagnostics.Problems;
import nsfleet.vars.Scope;
import nsfleet.vars.Value;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The tags at a place of a playbook: its own and those of all that is around it.
record Tags(Set<String> names, TagFilter filter) {
    /// None, and nothing left out.
    static final Tags NONE = new Tags(Set.of(), TagFilter.ALL);

    /// Whether what stands here has its turn.
    boolean selected() {
        return filter.selects(names);
    }

    /// With those of a key `tags`: a list, or a text with commas.
    Tags with(@Nullable YamlNode node, Scope scope, Problems problems) {
        if (node == null || !(scope.evaluate(node, problems) instanceof Value.Known(var known))) {
            return this;
        }
        var all = new HashSet<>(names);
        List<YamlNode> items = known instanceof Sequence list ? list.items() : List.of(known);
        for (YamlNode item : items) {
            if (item instanceof Scalar scalar) {
                for (String tag : scalar.text().split(",")) {
                    if (!tag.isBlank()) {
                        all.add(tag.strip());
                    }
                }
            } else {
                problems.error("bad-value", item.span(), "\"tags\" takes words");
            }
        }
        return new Tags(Set.copyOf(all), filter);
    }
}
