/// SSH. The only room that knows sshj.
@NullMarked
package nsfleet.transport.ssh;

import org.jspecify.annotations.NullMarked;
