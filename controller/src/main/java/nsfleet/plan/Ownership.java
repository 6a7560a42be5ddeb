package nsfleet.plan;

import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.record.LabRecord;
import nsfleet.resource.Key;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// Whose a thing is, by its tag in the kernel and by the record.
sealed interface Ownership {
    /// This lab made it.
    record Ours() implements Ownership {}

    /// Somebody else made it, and the lab took it over: it is put back, never deleted.
    record Adopted() implements Ownership {}

    /// Another lab made it.
    record OtherLab(LabName lab) implements Ownership {}

    /// Nobody that we know.
    record Foreign() implements Ownership {}

    /// How a tag begins.
    String TAG = "nsfleet:";

    /// Devices that the kernel puts into every new namespace by itself when its modules are loaded
    /// (net.core.fb_tunnels_only_for_init_net): nobody's.
    Set<String> FALLBACK =
            Set.of(
                    "tunl0",
                    "gre0",
                    "gretap0",
                    "erspan0",
                    "sit0",
                    "ip6tnl0",
                    "ip6gre0",
                    "ip_vti0",
                    "ip6_vti0");

    static boolean fallback(InterfaceName name) {
        return FALLBACK.contains(name.value());
    }

    /// `nsfleet:LAB`, and the user's own text behind it.
    static String tag(LabName lab, @Nullable String text) {
        return TAG + lab + (text == null || text.isEmpty() ? "" : " " + text);
    }

    /// The lab that a tag names; null for an alias that is no tag.
    static @Nullable LabName lab(@Nullable String alias) {
        if (alias == null || !alias.startsWith(TAG)) {
            return null;
        }
        String rest = alias.substring(TAG.length());
        int space = rest.indexOf(' ');
        String name = space < 0 ? rest : rest.substring(0, space);
        return name.matches("[a-z0-9-]{1,32}") ? new LabName(name) : null;
    }

    /// Whose an interface is. One that is recorded but has lost its tag is ours as long as it is of
    /// the kind that we made.
    static Ownership of(Ledger ledger, Netns netns, Iface link) {
        LabName tagged = lab(link.alias);
        if (tagged != null) {
            return tagged.equals(ledger.lab()) ? new Ours() : new OtherLab(tagged);
        }
        LabRecord.Entry entry = ledger.get(new Key.OfLink(netns, link.name));
        if (entry == null) {
            return new Foreign();
        }
        if (entry.before() != null) {
            return new Adopted();
        }
        boolean sameKind = Ledger.makes(entry.type(), link.kind);
        return entry.open() || sameKind ? new Ours() : new Foreign();
    }

    /// Whose a namespace is. One that is recorded but not tagged was made again by somebody else.
    static Ownership of(Ledger ledger, Netns netns, Space space) {
        Iface lo = space.links.get(InterfaceName.LO);
        LabName tagged = lo == null ? null : lab(lo.alias);
        if (tagged != null) {
            return tagged.equals(ledger.lab()) ? new Ours() : new OtherLab(tagged);
        }
        LabRecord.Entry entry = ledger.get(new Key.OfNetns(netns));
        if (entry == null) {
            return new Foreign();
        }
        if (entry.before() != null) {
            return new Adopted();
        }
        return entry.open() ? new Ours() : new Foreign();
    }
}
