package nsfleet.resource;

import nsfleet.filter.Hook;
import nsfleet.filter.Match;
import nsfleet.filter.Verdict;
import nsfleet.net.Family;
import nsfleet.net.Netns;

import java.util.Set;

/// A rule of the firewall; of both families where nothing in it tells one.
///
/// @param hook INPUT, FORWARD or OUTPUT
public record FirewallRule(Netns netns, Hook hook, Match match, Verdict verdict) implements Filter {
    @Override
    public Key.OfFilter key() {
        return new Key.OfFilter(netns, "firewall", words());
    }

    /// `CHAIN RULE`.
    public String words() {
        String match = match().text();
        return hook.chain() + " " + (match.isEmpty() ? "" : match + " ") + verdict.text();
    }

    @Override
    public Set<Family> families() {
        return match.families();
    }
}
