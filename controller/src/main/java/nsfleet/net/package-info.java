/// The field's values (addresses, names, MACs, ports, durations), parsed once.
@NullMarked
package nsfleet.net;

import org.jspecify.annotations.NullMarked;
