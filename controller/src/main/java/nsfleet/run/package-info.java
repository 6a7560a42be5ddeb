/// The phases of a run on each host, on virtual threads; limits, deadlines, events.
@NullMarked
package nsfleet.run;

import org.jspecify.annotations.NullMarked;
