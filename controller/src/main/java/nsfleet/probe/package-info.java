/// Looking at a host: the queries, the parsers of their answers, and the state they describe.
@NullMarked
package nsfleet.probe;

import org.jspecify.annotations.NullMarked;
