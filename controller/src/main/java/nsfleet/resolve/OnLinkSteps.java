package nsfleet.resolve;

import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.OnLink;
import nsfleet.resource.Step;
import nsfleet.yaml.Mapping;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// `neighbor`, `fdb`, `netem` and `shape`.
final class OnLinkSteps {
    private static final long LATENCY = 50_000;
    private static final long LIMIT = 1_000; // tc-netem(8)
    private static final long LEAST_BURST = 3_000; // two frames of 1500

    private final StepReader steps;

    OnLinkSteps(StepReader steps) {
        this.steps = steps;
    }

    void read(Item.Task task, Mapping body, Place place) {
        var keys = new Keys(body, task.span(), place);
        Netns netns = steps.netns(task, keys);
        InterfaceName dev = keys.dev("dev");
        steps.declaredDev(netns, dev, keys, "dev");
        String type = task.type().name();
        OnLink wanted =
                switch (type) {
                    case "neighbor" -> neighbor(netns, dev, keys);
                    case "fdb" -> fdb(netns, dev, keys);
                    case "netem" -> netem(netns, dev, keys);
                    default -> shape(netns, dev, keys);
                };
        if (dev == null) {
            return;
        }
        String identity = type + " " + netns.label(dev.value()) + detail(wanted);
        Step step = steps.make(task, keys, identity, netns);
        if (step != null && wanted != null) {
            steps.lab.want(step, wanted, task.span(), place.problems());
        }
    }

    private static String detail(@Nullable OnLink wanted) {
        return switch (wanted) {
            case OnLink.Neighbor neighbor -> " " + neighbor.address();
            case OnLink.Fdb entry ->
                    " "
                            + entry.mac()
                            + (entry.vlan() == null ? "" : " vlan " + entry.vlan())
                            + (entry.dst() == null ? "" : " dst " + entry.dst());
            case OnLink.Netem _, OnLink.Shape _ -> "";
            case null -> "";
        };
    }

    private static @Nullable OnLink neighbor(Netns netns, @Nullable InterfaceName dev, Keys keys) {
        Ip address = keys.ip("address");
        Mac mac = keys.read("mac", Mac::parse);
        return dev == null || address == null || mac == null
                ? null
                : new OnLink.Neighbor(netns, dev, address, mac);
    }

    private static @Nullable OnLink fdb(Netns netns, @Nullable InterfaceName dev, Keys keys) {
        Mac mac = keys.read("mac", Mac::parse);
        Ip dst = keys.ip("dst");
        Integer vlan = keys.integer("vlan", 1, 4094);
        Boolean self = keys.bool("self");
        if (Boolean.FALSE.equals(self) && dst != null) {
            keys.wrong("self", "an entry with dst is in the VXLAN's own table");
        } else if (Boolean.TRUE.equals(self) && dst == null) {
            keys.wrong(
                    "self",
                    "in a device's own table only a VXLAN keeps entries that are forwarded: give"
                            + " dst");
        }
        return dev == null || mac == null
                ? null
                : new OnLink.Fdb(netns, dev, mac, dst, vlan, dst != null);
    }

    private static @Nullable OnLink netem(Netns netns, @Nullable InterfaceName dev, Keys keys) {
        long delay = number(keys.read("delay", Texts::micros), 0);
        long jitter = number(keys.read("jitter", Texts::micros), 0);
        double loss = percent(keys, "loss");
        double duplicate = percent(keys, "duplicate");
        double reorder = percent(keys, "reorder");
        double corrupt = percent(keys, "corrupt");
        long rate = number(keys.read("rate", Texts::rate), 0);
        long limit = number(keys.number("limit", 1, 1_000_000), LIMIT);
        for (String key : new String[] {"jitter", "reorder"}) {
            if (keys.has(key) && !keys.has("delay")) {
                keys.wrong(key, "\"" + key + "\" needs \"delay\"");
            }
        }
        if (delay + loss + duplicate + corrupt + rate == 0 && keys.complete()) {
            keys.wrong(
                    "missing-key",
                    keys.span(),
                    "the netem does nothing: say delay, loss ...",
                    null);
        }
        return dev == null
                ? null
                : new OnLink.Netem(
                        netns, dev, delay, jitter, loss, duplicate, reorder, corrupt, rate, limit);
    }

    private static @Nullable OnLink shape(Netns netns, @Nullable InterfaceName dev, Keys keys) {
        Long rate = keys.read("rate", Texts::rate);
        Long burst = keys.read("burst", Texts::size);
        long latency = number(keys.read("latency", Texts::micros), LATENCY);
        if (burst != null && burst < 1_600) {
            keys.wrong("burst", "a burst of less than a frame lets none pass: 1600 or more");
        }
        return dev == null || rate == null
                ? null
                : new OnLink.Shape(
                        netns,
                        dev,
                        rate,
                        burst == null ? Math.max(LEAST_BURST, rate / 800) : burst,
                        latency);
    }

    private static double percent(Keys keys, String key) {
        return Objects.requireNonNullElse(keys.read(key, Texts::percent), 0.0);
    }

    private static long number(@Nullable Long value, long otherwise) {
        return Objects.requireNonNullElse(value, otherwise);
    }
}
