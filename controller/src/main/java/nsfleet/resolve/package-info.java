/// A playbook and variables become the desired state of one host; all cross-checks.
@NullMarked
package nsfleet.resolve;

import org.jspecify.annotations.NullMarked;
