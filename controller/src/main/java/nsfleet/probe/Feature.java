package nsfleet.probe;

import nsfleet.net.Netns;

/// Something that a kernel may have been built without, or whose module may not be installed. Found
/// out by making one in a scratch namespace that is gone at once; the kernel loads the module then.
/// What cannot be tried (no unshare(1) there) gives no answer.
public enum Feature implements Query {
    VLAN("vlan", "VLAN interfaces", "8021q"),
    VXLAN("vxlan", "VXLAN interfaces", "vxlan"),
    MACVLAN("macvlan", "macvlan interfaces", "macvlan"),
    IPVLAN("ipvlan", "ipvlan interfaces", "ipvlan"),
    DUMMY("dummy", "dummy interfaces", "dummy"),
    VRF("vrf", "VRF devices", "vrf"),
    GRE("gre", "GRE tunnels", "ip_gre"),
    IPIP("ipip", "IPIP tunnels", "ipip"),
    SIT("sit", "SIT tunnels", "sit"),
    BOND("bond", "bonding devices", "bonding"),
    NETEM("netem", "netem", "sch_netem"),
    TBF("tbf", "token bucket filter (tbf)", "sch_tbf");

    private final String word;
    private final String words;
    private final String module;

    Feature(String word, String words, String module) {
        this.word = word;
        this.words = words;
        this.module = module;
    }

    @Override
    public Netns netns() {
        return Netns.HOST;
    }

    /// Its name in the probe, and for interfaces their type in ip-link(8).
    public String word() {
        return word;
    }

    /// What it is, in words: `dummy interfaces`.
    public String words() {
        return words;
    }

    /// The kernel module that has it.
    public String module() {
        return module;
    }
}
