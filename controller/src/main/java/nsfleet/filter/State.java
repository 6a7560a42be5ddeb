package nsfleet.filter;

import java.util.Locale;

/// What connection tracking says of a packet (iptables-extensions(8), conntrack).
public enum State {
    NEW,
    ESTABLISHED,
    RELATED,
    INVALID,
    UNTRACKED;

    /// As playbooks and nft write it: `established`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
