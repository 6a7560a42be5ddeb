package nsfleet.inventory;

import java.util.List;

/// A place that variables of a host come from: one group or the host itself, in one kind of place.
///
/// @param owner the group's or host's name
/// @param depth of the group; 0 for a host
/// @param priority of the group; 0 for a host
public record Layer(Rank rank, String owner, int depth, int priority, Vars vars) {
    /// The kinds of places, from weak to strong (Ansible's VARIABLE_PRECEDENCE).
    public enum Rank {
        /// The group `all`, in an inventory.
        ALL("in the inventory"),
        /// Another group, in an inventory.
        GROUP("in the inventory"),
        /// `group_vars/all` beside an inventory.
        ALL_FILE("in group_vars beside the inventory"),
        /// `group_vars/all` beside a playbook.
        ALL_PLAYBOOK_FILE("in group_vars beside the playbook"),
        /// `group_vars` of another group beside an inventory.
        GROUP_FILE("in group_vars beside the inventory"),
        /// `group_vars` of another group beside a playbook.
        GROUP_PLAYBOOK_FILE("in group_vars beside the playbook"),
        /// The host, in an inventory.
        HOST("in the inventory"),
        /// `host_vars` beside an inventory.
        HOST_FILE("in host_vars beside the inventory"),
        /// `host_vars` beside a playbook.
        HOST_PLAYBOOK_FILE("in host_vars beside the playbook");

        private final String place;

        Rank(String place) {
            this.place = place;
        }

        boolean ofHost() {
            return compareTo(HOST) >= 0;
        }
    }

    /// All settings of a variable here, the one that counts last.
    public List<Variable> settings(String name) {
        return vars.all(name);
    }

    /// In words: "group `web`, in the inventory".
    public String what() {
        return (rank.ofHost() ? "host" : "group") + " `" + owner + "`, " + rank.place;
    }

    /// Why this layer wins over a weaker one.
    public String winsOver(Layer weaker) {
        if (rank != weaker.rank) {
            return rank == Rank.HOST || rank.ofHost() && !weaker.rank.ofHost()
                    ? "variables of the host win over those of its groups"
                    : "what stands "
                            + (rank.place.equals(weaker.rank.place)
                                    ? "at other groups wins over what stands at `all`"
                                    : rank.place + " wins over what stands " + weaker.rank.place);
        }
        if (owner.equals(weaker.owner)) {
            return "its inventory was given later";
        }
        if (depth != weaker.depth) {
            return "`"
                    + owner
                    + "` is "
                    + depth
                    + " below `all`, `"
                    + weaker.owner
                    + "` only "
                    + weaker.depth;
        }
        return priority != weaker.priority
                ? "`"
                        + owner
                        + "` has the group priority "
                        + priority
                        + ", `"
                        + weaker.owner
                        + "` "
                        + weaker.priority
                : "`" + owner + "` sorts after `" + weaker.owner + "`, at equal depth and priority";
    }
}
