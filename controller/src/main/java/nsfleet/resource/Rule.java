package nsfleet.resource;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

/// A policy routing rule of one family (ip-rule(8)); a step without addresses makes two.
///
/// @param table the table to look up; null when `action` says what happens
/// @param action blackhole, unreachable or prohibit; null with a table
/// @param fwmark `0x1` or `0x1/0xff`, lower case hex as `ip` prints it
/// @param proto an ipproto name or number as `ip` prints it
/// @param sport a port or `from-to`
/// @param dport a port or `from-to`
/// @param uidrange `from-to`
/// @param suppressPrefixlength null when not given
public record Rule(
        Netns netns,
        Family family,
        long priority,
        boolean not,
        @Nullable Cidr from,
        @Nullable Cidr to,
        @Nullable InterfaceName iif,
        @Nullable InterfaceName oif,
        @Nullable String fwmark,
        @Nullable String proto,
        @Nullable String sport,
        @Nullable String dport,
        @Nullable String uidrange,
        @Nullable String table,
        @Nullable String action,
        @Nullable Integer suppressPrefixlength)
        implements Resource {
    @Override
    public Key.OfRule key() {
        return new Key.OfRule(netns, family, priority, selector());
    }

    /// What the rule matches, in ip-rule(8)'s words and one fixed order.
    public String selector() {
        var words = new StringBuilder(not ? "not " : "");
        words.append("from ").append(from == null ? "all" : from);
        add(words, "to", to);
        add(words, "fwmark", fwmark);
        add(words, "iif", iif);
        add(words, "oif", oif);
        add(words, "uidrange", uidrange);
        add(words, "ipproto", proto);
        add(words, "sport", sport);
        add(words, "dport", dport);
        return words.toString();
    }

    private static void add(StringBuilder words, String word, @Nullable Object value) {
        if (value != null) {
            words.append(' ').append(word).append(' ').append(value);
        }
    }
}
