package nsfleet.inventory;

import java.util.List;

/// A group of hosts.
///
/// @param hosts its own, in the order written
/// @param children its own child groups, in the order written
/// @param allHosts its own hosts and those of all groups below, without repetition
/// @param depth steps below `all` on the longest way; variables of deeper groups win
/// @param priority `ansible_group_priority`: among equally deep groups the higher wins, then the
///   name that sorts later
public record Group(
        String name,
        List<String> hosts,
        List<String> children,
        List<String> allHosts,
        int depth,
        int priority) {
    public Group {
        hosts = List.copyOf(hosts);
        children = List.copyOf(children);
        allHosts = List.copyOf(allHosts);
    }
}
