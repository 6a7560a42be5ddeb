package nsfleet.plan;

import nsfleet.net.Ip;

import org.jspecify.annotations.Nullable;

/// What the user allowed, and where the session comes from.
///
/// @param takeOver another playbook, or another name of the machine, may go on with the lab
/// @param force things of others inside our namespaces go away with them
/// @param confirm the path of the session may be touched (promise 6): somebody watches over it
/// @param session the address of this host that carries the session; null when unknown or local
/// @param controller where the session comes from; null when unknown or local
/// @param port of this host that the session came to
public record Options(
        boolean takeOver,
        boolean force,
        boolean confirm,
        @Nullable Ip session,
        @Nullable Ip controller,
        int port) {
    /// One whose session comes to SSH's own port.
    public Options(
            boolean takeOver,
            boolean force,
            boolean confirm,
            @Nullable Ip session,
            @Nullable Ip controller) {
        this(takeOver, force, confirm, session, controller, 22);
    }

    /// Nothing special allowed, session unknown.
    public static final Options NONE = new Options(false, false, false, null, null);
}
