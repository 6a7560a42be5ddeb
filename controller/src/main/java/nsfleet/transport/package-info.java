/// A session on a host: run frames, get completions.
@NullMarked
package nsfleet.transport;

import org.jspecify.annotations.NullMarked;
