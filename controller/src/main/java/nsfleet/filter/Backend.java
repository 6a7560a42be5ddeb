package nsfleet.filter;

/// The program that a lab's rules are given to. The kernel runs both kinds side by side.
public enum Backend {
    /// iptables and ip6tables, of either variant.
    IPTABLES("iptables"),
    /// nft, in a table of the lab's own for each family.
    NFT("nft");

    private final String word;

    Backend(String word) {
        this.word = word;
    }

    /// As playbooks write it.
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return word;
    }
}
