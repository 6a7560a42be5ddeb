/// Hosts, groups, their variables, and patterns over them.
@NullMarked
package nsfleet.inventory;

import org.jspecify.annotations.NullMarked;
