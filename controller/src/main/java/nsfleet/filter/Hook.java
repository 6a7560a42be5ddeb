package nsfleet.filter;

/// A place on the way of a packet where a lab may have rules (netfilter.h, ip_tables(8), nft(8)).
public enum Hook {
    NAT_PREROUTING("nat", "PREROUTING", "PRE", "nat", -100),
    NAT_OUTPUT("nat", "OUTPUT", "OUT", "nat", -100),
    NAT_POSTROUTING("nat", "POSTROUTING", "POST", "nat", 100),
    MANGLE_PREROUTING("mangle", "PREROUTING", "PRE", "filter", -150),
    /// Of type route: a mark that is set here decides the route again.
    MANGLE_OUTPUT("mangle", "OUTPUT", "OUT", "route", -150),
    INPUT("filter", "INPUT", "IN", "filter", 0),
    FORWARD("filter", "FORWARD", "FWD", "filter", 0),
    OUTPUT("filter", "OUTPUT", "OUT", "filter", 0);

    private final String table;
    private final String chain;
    private final String suffix;
    private final String type;
    private final int priority;

    Hook(String table, String chain, String suffix, String type, int priority) {
        this.table = table;
        this.chain = chain;
        this.suffix = suffix;
        this.type = type;
        this.priority = priority;
    }

    /// The table of iptables: `nat`, `mangle` or `filter`.
    public String table() {
        return table;
    }

    /// The built-in chain of iptables.
    public String chain() {
        return chain;
    }

    /// What ends the name of a lab's own chain for iptables.
    public String suffix() {
        return suffix;
    }

    /// The type of a base chain of nft.
    public String type() {
        return type;
    }

    /// The hook's name in nft: `prerouting`.
    public String nftHook() {
        return chain.toLowerCase(java.util.Locale.ROOT);
    }

    /// The name of a lab's own chain for nft: `nat_prerouting`.
    public String nftChain() {
        return table + "_" + nftHook();
    }

    /// The priority of a base chain, that of iptables' own.
    public int priority() {
        return priority;
    }

    /// `nat/PREROUTING`, for people.
    public String label() {
        return table + "/" + chain;
    }
}
