/// What a packet filter does, whichever program says it: hooks, matches, verdicts.
@NullMarked
package nsfleet.filter;

import org.jspecify.annotations.NullMarked;
