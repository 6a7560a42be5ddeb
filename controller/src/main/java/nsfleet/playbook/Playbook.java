package nsfleet.playbook;

import nsfleet.diagnostics.Source;

import java.util.List;

/// A playbook as written: nothing is evaluated yet, but every key is known to be one.
public record Playbook(Source source, List<Play> plays) {
    public Playbook {
        plays = List.copyOf(plays);
    }
}
