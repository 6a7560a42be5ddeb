/// Simulated hosts on this machine.
@NullMarked
package nsfleet.sandbox;

import org.jspecify.annotations.NullMarked;
