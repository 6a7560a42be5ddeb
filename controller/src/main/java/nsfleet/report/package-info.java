/// Events become text, JSON and graphs.
@NullMarked
package nsfleet.report;

import org.jspecify.annotations.NullMarked;
