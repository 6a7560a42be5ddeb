package nsfleet.inventory;

import java.util.Map;

/// What `group_vars` and `host_vars` of one directory hold.
record FileVars(Map<String, Vars> groups, Map<String, Vars> hosts) {}
