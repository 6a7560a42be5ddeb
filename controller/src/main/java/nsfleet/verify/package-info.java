/// Checks: rendered, parsed, judged.
@NullMarked
package nsfleet.verify;

import org.jspecify.annotations.NullMarked;
