package nsfleet.resource;

import nsfleet.net.Family;
import nsfleet.net.Netns;

import java.util.Set;

/// What a lab wants of the packet filter of a namespace. Each becomes some lines in the lab's own
/// chains or table: those are the kernel's objects, these are what steps say.
public sealed interface Filter extends Resource
        permits Masquerade, Snat, Dnat, FirewallRule, Mark, ChainPolicy {
    /// Where it filters.
    Netns netns();

    /// The families of the packets that it is about.
    Set<Family> families();
}
