package nsfleet.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The variables that one owner has from one kind of place. A later one of a name replaces an
/// earlier one, which stays known: `inventory explain` tells of it.
final class Vars {
    static final Vars NONE = new Vars();

    private final Map<String, Variable> last = new LinkedHashMap<>();
    private final Map<String, List<Variable>> replaced = new HashMap<>();

    void put(Variable variable) {
        Variable before = last.put(variable.name(), variable);
        if (before != null) {
            replaced.computeIfAbsent(variable.name(), n -> new ArrayList<>()).add(before);
        }
    }

    void putIfAbsent(Variable variable) {
        last.putIfAbsent(variable.name(), variable);
    }

    /// Those that count, by name.
    Map<String, Variable> last() {
        return Collections.unmodifiableMap(last);
    }

    /// All of a name, the one that counts last; none when it was never set.
    List<Variable> all(String name) {
        List<Variable> all = new ArrayList<>(replaced.getOrDefault(name, List.of()));
        Variable now = last.get(name);
        if (now != null) {
            all.add(now);
        }
        return all;
    }
}
