package nsfleet.filter;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Protocols above IP by number and by the names that listings use: those of /etc/protocols on
/// Debian, Fedora and Alpine, and of iptables itself (xtables_chain_protos).
public final class Protocol {
    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMP6 = 58;
    public static final int SCTP = 132;

    private static final Set<Integer> WITH_PORTS = Set.of(TCP, UDP, 33, SCTP, 136);

    private static final Map<String, Integer> NUMBERS = new HashMap<>();
    private static final Map<Integer, String> NAMES = new HashMap<>();

    static {
        String known =
                """
                1 icmp, 2 igmp, 3 ggp, 4 ipencap ipv4 ip-encap, 5 st, 6 tcp, 8 egp, 9 igp, 12 pup,
                17 udp, 20 hmp, 22 xns-idp, 27 rdp, 29 iso-tp4, 33 dccp, 36 xtp, 37 ddp,
                38 idpr-cmtp, 41 ipv6, 43 ipv6-route, 44 ipv6-frag, 45 idrp, 46 rsvp, 47 gre,
                50 esp ipv6-crypt, 51 ah ipv6-auth, 57 skip, 58 ipv6-icmp icmpv6 icmp6,
                59 ipv6-nonxt, 60 ipv6-opts, 73 rspf, 81 vmtp, 88 eigrp, 89 ospf ospfigp,
                93 ax.25, 94 ipip, 97 etherip, 98 encap, 103 pim, 108 ipcomp, 112 vrrp carp,
                115 l2tp, 124 isis, 132 sctp, 133 fc, 135 mobility-header mh ipv6-mh,
                136 udplite, 137 mpls-in-ip, 138 manet, 139 hip, 140 shim6, 141 wesp, 142 rohc,
                143 ethernet\
                """;
        for (String entry : known.split(",")) {
            String[] words = entry.strip().split("\\s+");
            int number = Integer.parseInt(words[0]);
            NAMES.put(number, words[1]);
            for (int i = 1; i < words.length; i++) {
                NUMBERS.put(words[i], number);
            }
        }
    }

    private Protocol() {}

    /// The number of a name, or of a number from 1 to 255; empty for what is neither.
    public static Optional<Integer> number(String text) {
        @Nullable Integer named = NUMBERS.get(text.toLowerCase(Locale.ROOT));
        if (named != null) {
            return Optional.of(named);
        }
        return text.matches("[1-9][0-9]{0,2}") && Integer.parseInt(text) <= 255
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }

    /// The name of a number, or the number where it has none.
    public static String name(int number) {
        return NAMES.getOrDefault(number, String.valueOf(number));
    }

    /// Whether it has ports that iptables and nft can match.
    public static boolean hasPorts(int number) {
        return WITH_PORTS.contains(number);
    }
}
