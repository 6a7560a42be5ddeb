package nsfleet.transport;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// How to reach a host and who to be there; the names are those of Ansible's variables.
///
/// @param name in the inventory
/// @param host address or name to connect to; ignored when local
/// @param local run on this machine, without SSH
/// @param user to log in as
/// @param password null unless given; never shown
/// @param keyFiles to try, in order; empty for the defaults under `~/.ssh`
/// @param knownHosts files to check the host's key against, in order; empty for
///   `~/.ssh/known_hosts` and `/etc/ssh/ssh_known_hosts`
/// @param acceptNew whether the key of a host never seen is stored instead of refused
/// @param become null to stay the login user
/// @param connectTimeout for connecting and logging in
/// @param keepAlive between two signs of life
public record Target(
        String name,
        String host,
        int port,
        boolean local,
        String user,
        @Nullable String password,
        List<Path> keyFiles,
        List<Path> knownHosts,
        boolean acceptNew,
        @Nullable Become become,
        Duration connectTimeout,
        Duration keepAlive) {

    /// How to become another user.
    ///
    /// @param method sudo, doas or su
    /// @param password null where none is needed
    public record Become(String method, String user, @Nullable String password) {}

    @Override
    public String toString() {
        return name + " (" + (local ? "local" : user + "@" + host + ":" + port) + ")";
    }
}
