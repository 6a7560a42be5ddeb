/// A tree of YAML with positions. The only room that knows the YAML library.
@NullMarked
package nsfleet.yaml;

import org.jspecify.annotations.NullMarked;
