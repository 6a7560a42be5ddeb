/// Plays, steps and checks as written.
@NullMarked
package nsfleet.playbook;

import org.jspecify.annotations.NullMarked;
