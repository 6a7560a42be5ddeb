/// The pure heart: desired, observed and recorded state become changes and a new record.
@NullMarked
package nsfleet.plan;

import org.jspecify.annotations.NullMarked;
