/// What a host can have, and what can be checked on it: the desired state of a lab.
@NullMarked
package nsfleet.resource;

import org.jspecify.annotations.NullMarked;
