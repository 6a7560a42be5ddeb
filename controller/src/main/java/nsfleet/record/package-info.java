/// What was ours on a host and what was there before: format, versions, claims.
@NullMarked
package nsfleet.record;

import org.jspecify.annotations.NullMarked;
