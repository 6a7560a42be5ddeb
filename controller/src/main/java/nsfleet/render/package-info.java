/// Changes become shell. Alone knows FreeMarker's shell side.
@NullMarked
package nsfleet.render;

import org.jspecify.annotations.NullMarked;
