/// The commands, wiring and exit codes. Alone touches standard output and exit.
@NullMarked
package nsfleet.cli;

import org.jspecify.annotations.NullMarked;
