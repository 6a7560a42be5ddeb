/// Variables: precedence, expressions, secrets; every value knows where it was written.
@NullMarked
package nsfleet.vars;

import org.jspecify.annotations.NullMarked;
