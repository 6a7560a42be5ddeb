/// Text that a shell will read: words, scripts and secrets as types, so that quoting is not a
/// habit.
@NullMarked
package nsfleet.shell;

import org.jspecify.annotations.NullMarked;
