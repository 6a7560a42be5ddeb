package nsfleet.vars;

import nsfleet.inventory.Inventory;
import nsfleet.inventory.Variable;

import java.util.Map;

/// What expressions of all hosts see alike.
///
/// @param groups group name to its hosts, `all` included
/// @param extra the variables of the command line, which win over all others
public record World(
        Inventory inventory,
        Map<String, java.util.List<String>> groups,
        Map<String, Variable> extra) {}
