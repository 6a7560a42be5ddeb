package nsfleet.probe;

import nsfleet.net.Netns;

/// Something that the second probe reads where a lab is about it. What costs a process on the host,
/// or is of no interest to most labs, is asked for by one of these and not read by the first probe.
///
/// A new one: a record here, its function in `probe/second.sh.ftl` and the words that call it in
/// [SecondProbe], its parser, and who asks for it in `plan.Planner`.
public sealed interface Query
        permits Observed.SysctlAt,
                Observed.FilterAt,
                Query.Rules6,
                Query.Peers,
                Query.OnLinks,
                Query.Firewalls,
                Feature {
    /// Where. A namespace that is not there gives no answer.
    Netns netns();

    /// The IPv6 policy rules of a namespace, which `ip -batch` does not list.
    record Rules6(Netns netns) implements Query {}

    /// The peers of a namespace's veths, where there are too many namespaces for the first probe to
    /// ask each of them.
    record Peers(Netns netns) implements Query {}

    /// What is on the interfaces of a namespace.
    ///
    /// @param what `neighbors`, `fdb` or `qdiscs`
    record OnLinks(Netns netns, String what) implements Query {}

    /// What others do with the packet filter of a namespace.
    record Firewalls(Netns netns) implements Query {}
}
