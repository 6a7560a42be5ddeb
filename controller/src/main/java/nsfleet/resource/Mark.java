package nsfleet.resource;

import nsfleet.filter.Match;
import nsfleet.filter.Verdict;
import nsfleet.net.Family;
import nsfleet.net.Netns;

import java.util.Set;

/// The firewall mark that packets get before they are routed: those that come in, and, where no
/// interface is named for them to come in by, those that the namespace sends itself.
public record Mark(Netns netns, Match match, Verdict.Mark set) implements Filter {
    @Override
    public Key.OfFilter key() {
        return new Key.OfFilter(netns, "mark", words());
    }

    /// What it matches, or `all`.
    public String words() {
        String text = match.text();
        return text.isEmpty() ? "all" : text;
    }

    @Override
    public Set<Family> families() {
        return match.families();
    }
}
