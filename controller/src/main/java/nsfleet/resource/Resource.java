package nsfleet.resource;

/// Something a host can have, as wanted. Each has a kernel identity, its [Key]; the plan compares
/// resources by key with what a probe saw.
public sealed interface Resource
        permits NetnsResource, Link, Address, Route, Rule, Sysctl, OnLink, Filter {
    /// The kernel identity.
    Key key();
}
