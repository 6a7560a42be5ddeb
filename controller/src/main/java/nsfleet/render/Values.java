package nsfleet.render;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.Ip;
import nsfleet.net.Netns;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/// The values that a template gets for one operation.
final class Values {
    private final Map<String, Object> values = new HashMap<>();

    Values(String kind, Netns netns) {
        values.put("kind", kind);
        netns("ns", netns);
    }

    /// A value; null leaves it out. Names and addresses go as their text.
    Values with(String name, @Nullable Object value) {
        if (value != null) {
            boolean plain =
                    value instanceof Number
                            || value instanceof Boolean
                            || value instanceof Iterable<?>
                            || value instanceof Map<?, ?>
                            || value instanceof nsfleet.shell.Lines;
            values.put(name, plain ? value : value.toString());
        }
        return this;
    }

    /// A namespace; the host itself is left out.
    Values netns(String name, Netns netns) {
        return with(name, netns.isHost() ? null : netns.name());
    }

    /// A gateway, and the word for its family where that is not the destination's.
    Values via(@Nullable Ip via, Family family) {
        if (via != null && via.family() != family) {
            with("viaFamily", via.v6() ? "inet6" : "inet");
        }
        return with("via", via);
    }

    /// A destination: ip(8) says `default`, which means IPv4 where nothing else tells the family.
    static String destination(Cidr to) {
        return to.equals(Cidr.DEFAULT4) ? "default" : to.toString();
    }

    Map<String, Object> map() {
        return Map.copyOf(values);
    }
}
