package nsfleet.resolve;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Span;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// The keys that all interfaces have, as read.
///
/// @param addresses null when the key was not given
record LinkSpec(
        Netns netns,
        InterfaceName name,
        @Nullable Integer mtu,
        @Nullable Mac mac,
        @Nullable Boolean up,
        @Nullable InterfaceName master,
        @Nullable Span masterSpan,
        @Nullable String alias,
        @Nullable List<Keys.Located<Cidr>> addresses) {
    // IFALIASZ (linux/if_link.h) less room for our own tag.
    private static final int LONGEST_ALIAS = 200;

    /// Reads them, and declares the interface and its addresses as far as they can be read.
    ///
    /// @return null when the interface cannot be told
    static @Nullable LinkSpec read(Keys keys, Place.Where where, Declared declared) {
        InterfaceName name = keys.dev("name");
        Netns netns = where.netns();
        List<Keys.Located<Cidr>> addresses =
                keys.has("address") ? keys.several("address", Cidr::parse) : null;
        InterfaceName master = keys.dev("master");
        Integer mtu = keys.integer("mtu", 68, 65_535);
        Mac mac = keys.read("mac", Mac::parse);
        Boolean up = keys.bool("up");
        String alias = alias(keys);
        if (name == null || netns == null) {
            declared.lostLink(netns);
            return null;
        }
        if (name.equals(InterfaceName.LO)) {
            keys.wrong("name", "\"lo\" is there already: netns has the key lo for it");
        }
        return new LinkSpec(
                netns,
                name,
                mtu,
                mac,
                up,
                master,
                keys.has("master") ? keys.span("master") : null,
                alias,
                addresses);
    }

    /// Declares the interface and its addresses for the steps that follow.
    void declare(Keys keys, Declared declared) {
        declare(keys, keys.span("name"), declared);
    }

    /// @param span where its name stands
    void declare(Keys keys, Span span, Declared declared) {
        declared.link(netns, name, span);
        if (addresses == null) {
            return;
        }
        for (Keys.Located<Cidr> address : addresses) {
            address(keys, declared, netns, name, address);
        }
        if (addresses.isEmpty() && !keys.complete()) {
            declared.address(netns, name, null, keys.span());
        }
    }

    /// Declares an address; the same one twice in a namespace is told.
    static void address(
            Keys keys,
            Declared declared,
            Netns netns,
            InterfaceName dev,
            Keys.Located<Cidr> address) {
        Declared.At other = declared.same(netns, dev, address.value());
        boolean local =
                address.value().v6() && address.value().address().text().startsWith("fe80:");
        if (other != null && !local) {
            keys.incomplete();
            keys.place()
                    .problems()
                    .add(
                            Problem.error(
                                            "duplicate-address",
                                            address.span(),
                                            address.value().address()
                                                    + " is there twice"
                                                    + (netns.isHost()
                                                            ? " on the host"
                                                            : " in " + netns))
                                    .see("first on " + other.dev(), other.span()));
        }
        declared.address(netns, dev, address.value(), address.span());
    }

    private static @Nullable String alias(Keys keys) {
        String alias = keys.text("alias");
        if (alias == null) {
            return null;
        }
        if (alias.length() > LONGEST_ALIAS) {
            keys.wrong("alias", "an alias has at most " + LONGEST_ALIAS + " characters here");
        } else if (alias.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            keys.wrong("alias", "an alias is one line of plain characters");
        } else if (alias.startsWith("nsfleet:")) {
            keys.wrong("alias", "an alias may not begin with \"nsfleet:\", which is our own tag");
        }
        return alias.isEmpty() ? null : alias;
    }
}
