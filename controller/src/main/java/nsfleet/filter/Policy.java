package nsfleet.filter;

import java.util.Locale;

/// What becomes of a packet at the end of a built-in chain.
public enum Policy {
    ACCEPT,
    DROP;

    /// As playbooks and nft write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
