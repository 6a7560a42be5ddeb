package nsfleet.resource;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One option of a kind of interface.
///
/// @param word what `ip link add ... type KIND` calls it (ip-link(8))
/// @param shown under which names `ip -d -j link` prints it in `linkinfo.info_data`
/// @param form how its value is written and printed
/// @param otherwise the kernel's value where nobody says any, as [#seen] gives it; null where it
///   has none
/// @param change how an interface that is there gets another value
public record LinkOption(
        String word, List<String> shown, Form form, @Nullable String otherwise, Change change) {
    /// How an option's value is written and printed.
    public enum Form {
        /// The same word or number in both.
        PLAIN,
        /// A word that is printed in whatever case.
        WORD,
        /// An address, printed as `any` where there is none.
        ADDRESS,
        /// `true` or `false`; written as the word itself, or with `no` before it.
        FLAG,
        /// A number, printed as if it were an IPv4 address (the keys of GRE).
        QUAD
    }

    /// How an interface that is there gets another value.
    public enum Change {
        /// By `ip link set ... type KIND`.
        IN_PLACE,
        /// By `ip link set ... type KIND`, save from and to these modes of macvlan, which the
        /// kernel refuses (macvlan_changelink in drivers/net/macvlan.c).
        UNLESS_PASSTHRU,
        /// The kernel does not change it: the interface is made again.
        REPLACE
    }

    public LinkOption {
        shown = List.copyOf(shown);
    }

    /// The value that an interface was seen to have; null for none.
    ///
    /// @param info the values of `info_data`, by name
    public @Nullable String seen(Map<String, String> info) {
        for (String name : shown) {
            String value = info.get(name);
            if (value != null) {
                return read(value);
            }
        }
        return null;
    }

    /// Whether two values are the same one.
    public boolean same(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return one == null && other == null;
        }
        return form == Form.WORD ? one.equalsIgnoreCase(other) : one.equals(other);
    }

    /// Whether one value can be changed into the other where the interface is.
    public boolean inPlace(@Nullable String have, @Nullable String want) {
        return switch (change) {
            case IN_PLACE -> true;
            case UNLESS_PASSTHRU -> !"passthru".equals(have) && !"passthru".equals(want);
            case REPLACE -> false;
        };
    }

    private @Nullable String read(String value) {
        return switch (form) {
            case PLAIN, FLAG -> value;
            case WORD -> value.toLowerCase(Locale.ROOT);
            case ADDRESS -> value.equals("any") ? null : value;
            case QUAD -> number(value);
        };
    }

    private static String number(String quad) {
        long number = 0;
        for (String part : quad.split("\\.")) {
            number = number << 8 | Long.parseLong(part);
        }
        return Long.toString(number);
    }
}
