package nsfleet.resolve;

import nsfleet.diagnostics.Problems;
import nsfleet.net.Netns;
import nsfleet.vars.Scope;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

/// Where in a play a step or check is read: what it sees and what stands around it.
///
/// @param netns the namespace given by what is around it; null when none is
/// @param tags of what is around it, and its own
/// @param certain false when a condition around it needs facts that are not known yet: its names
///   then count as declared, and nothing else is said of it
/// @param problems where its mistakes go
record Place(Scope scope, @Nullable Where netns, Tags tags, boolean certain, Problems problems) {
    /// A namespace; null when it could not be read, or not yet.
    record Where(@Nullable Netns netns) {
        static final Where HOST = new Where(Netns.HOST);
        static final Where UNKNOWN = new Where(null);
    }

    Place in(Scope inner) {
        return new Place(inner, netns, tags, certain, problems);
    }

    Place at(Where inner) {
        return new Place(scope, inner, tags, certain, problems);
    }

    /// The same with the tags of what stands there.
    Place tagged(@Nullable YamlNode node) {
        return new Place(scope, netns, tags.with(node, scope, problems), certain, problems);
    }

    /// The same behind a condition that cannot be decided yet. Mistakes there may never happen.
    Place doubtful() {
        return new Place(scope, netns, tags, false, new Problems());
    }
}
