/// What went wrong in the user's own files: problems with a place, a hint, and the line with a
/// caret.
@NullMarked
package nsfleet.diagnostics;

import org.jspecify.annotations.NullMarked;
