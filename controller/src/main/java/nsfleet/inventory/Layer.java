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
        ALL(Owner.ALL, "the inventory"),
        /// Another group, in an inventory.
        GROUP(Owner.GROUP, "the inventory"),
        /// `group_vars/all` beside an inventory.
        ALL_FILE(Owner.ALL, "group_vars beside the inventory"),
        /// `group_vars/all` beside a playbook.
        ALL_PLAYBOOK_FILE(Owner.ALL, "group_vars beside the playbook"),
        /// `group_vars` of another group beside an inventory.
        GROUP_FILE(Owner.GROUP, "group_vars beside the inventory"),
        /// `group_vars` of another group beside a playbook.
        GROUP_PLAYBOOK_FILE(Owner.GROUP, "group_vars beside the playbook"),
        /// The host, in an inventory.
        HOST(Owner.HOST, "the inventory"),
        /// `host_vars` beside an inventory.
        HOST_FILE(Owner.HOST, "host_vars beside the inventory"),
        /// `host_vars` beside a playbook.
        HOST_PLAYBOOK_FILE(Owner.HOST, "host_vars beside the playbook");

        private enum Owner {
            ALL,
            GROUP,
            HOST
        }

        private final Owner owner;
        private final String place;

        Rank(Owner owner, String place) {
            this.owner = owner;
            this.place = place;
        }

        private boolean inFile() {
            return place.contains("_vars");
        }

        /// Why a stronger rank than another is stronger.
        private String over(Rank weaker) {
            if (owner == Owner.HOST && weaker.owner != Owner.HOST) {
                return "a host counts more than its groups";
            }
            if (inFile() && !weaker.inFile()) {
                return "files beside the inventory or playbook count more than the inventory"
                        + " itself";
            }
            return owner != weaker.owner
                    ? "a group counts more than `all`"
                    : "what is beside the playbook counts more than what is beside the inventory";
        }
    }

    /// All settings of a variable here, the one that counts last.
    public List<Variable> settings(String name) {
        return vars.all(name);
    }

    /// In words: "group `web`, in the inventory".
    public String what() {
        String kind = rank.owner == Rank.Owner.HOST ? "host" : "group";
        return kind + " `" + owner + "`, in " + rank.place;
    }

    /// Why this layer wins over a weaker one: a clause.
    public String winsOver(Layer weaker) {
        if (rank != weaker.rank) {
            return rank.over(weaker.rank);
        }
        if (owner.equals(weaker.owner)) {
            return "its inventory was given later";
        }
        if (depth != weaker.depth) {
            return "`%s` is %d below `all`, `%s` only %d"
                    .formatted(owner, depth, weaker.owner, weaker.depth);
        }
        return priority != weaker.priority
                ? "`%s` has the group priority %d, `%s` has %d"
                        .formatted(owner, priority, weaker.owner, weaker.priority)
                : "`%s` sorts after `%s`, and is as deep and of the same group priority"
                        .formatted(owner, weaker.owner);
    }
}
