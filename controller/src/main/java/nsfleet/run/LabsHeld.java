package nsfleet.run;

import nsfleet.diagnostics.Suggest;
import nsfleet.inventory.HostNames;
import nsfleet.net.LabName;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Who holds which lab, over all hosts of a destroy: a lab that nobody holds may be misspelled. It
/// is no failure, since a lab that is gone is what destroy is for.
final class LabsHeld {
    private final Set<LabName> wanted = new LinkedHashSet<>();
    private final SortedMap<String, List<String>> held = new TreeMap<>();

    /// A host was looked at before anything was undone there.
    synchronized void looked(String host, Set<String> labs, List<LabName> toUndo) {
        wanted.addAll(toUndo);
        labs.forEach(lab -> held.computeIfAbsent(lab, _ -> new ArrayList<>()).add(host));
    }

    /// Something of it was there after all: rules are known by their chain's name alone.
    synchronized void undone(String host, LabName lab) {
        held.computeIfAbsent(lab.value(), _ -> new ArrayList<>()).add(host);
    }

    /// What to tell when all hosts are done.
    synchronized List<Event.Warning> missing() {
        return wanted.stream()
                .filter(lab -> !held.containsKey(lab.value()))
                .map(lab -> new Event.Warning("", lab.value(), message(lab.value())))
                .toList();
    }

    private String message(String lab) {
        String none = "no host that was looked at holds lab `" + lab + "`: nothing to undo";
        if (held.isEmpty()) {
            return none;
        }
        return none
                + "\n"
                + Suggest.near(lab, held.keySet())
                        .map(near -> "did you mean `" + near + "` (" + hosts(near) + ")?")
                        .orElse("there: " + String.join(", ", held.keySet()));
    }

    private String hosts(String lab) {
        return HostNames.fold(held.getOrDefault(lab, List.of()));
    }
}
