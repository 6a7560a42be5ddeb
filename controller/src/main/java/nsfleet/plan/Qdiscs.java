package nsfleet.plan;

import nsfleet.probe.Attached.Qdisc;
import nsfleet.resource.OnLink;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Queueing disciplines as wanted and as `tc` shows them. The kernel counts time in ticks of 64 ns
/// and loss in 32 bits (net/sched/sch_netem.c, sch_tbf.c; tc_core.c in iproute2), so what is shown
/// is near what was set, not the same.
final class Qdiscs {
    private static final double ROUNDING = 1.064; // microseconds

    private Qdiscs() {}

    static Map<String, Double> values(OnLink.Netem netem) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("limit", (double) netem.limit());
        values.put("delay", (double) netem.delay());
        values.put("jitter", (double) netem.jitter());
        values.put("loss", netem.loss());
        values.put("duplicate", netem.duplicate());
        values.put("reorder", netem.reorder());
        values.put("corrupt", netem.corrupt());
        values.put("rate", (double) netem.rate());
        return values;
    }

    static Map<String, Double> values(OnLink.Shape shape) {
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("rate", (double) shape.rate());
        values.put("burst", (double) shape.burst());
        values.put("latency", (double) shape.latency());
        return values;
    }

    /// What of a discipline is not as wanted.
    static List<Plan.Difference> wrong(Qdisc have, Map<String, Double> want) {
        List<Plan.Difference> wrong = new ArrayList<>();
        want.forEach(
                (name, value) -> {
                    double seen = have.values().getOrDefault(name, 0.0);
                    if (Math.abs(seen - value) > tolerance(name, want)) {
                        wrong.add(new Plan.Difference(name, words(name, seen), words(name, value)));
                    }
                });
        return wrong;
    }

    private static double tolerance(String name, Map<String, Double> want) {
        double bytes = want.getOrDefault("rate", 0.0) / 8e6; // in a microsecond
        return switch (name) {
            case "burst" -> bytes * ROUNDING + 1;
            // by way of a whole number of bytes
            case "latency" -> 2 + (bytes == 0 ? 0 : 2 / bytes);
            case "delay", "jitter" -> 1;
            case "loss", "duplicate", "reorder", "corrupt" -> 1e-4;
            case "rate" -> 8; // kept in bytes
            default -> 0;
        };
    }

    private static String words(String name, double value) {
        return switch (name) {
            case "delay", "jitter", "latency" -> plain(value / 1000) + "ms";
            case "loss", "duplicate", "reorder", "corrupt" -> plain(value) + "%";
            case "rate" -> plain(value) + "bit";
            default -> plain(value);
        };
    }

    private static String plain(double value) {
        String text = String.format(java.util.Locale.ROOT, "%.4f", value);
        return text.replaceAll("\\.?0+$", "");
    }

    /// The discipline of a kind among those of an interface; null for none.
    static @Nullable Qdisc of(String kind, List<Qdisc> all) {
        return all.stream().filter(q -> q.kind().equals(kind)).findFirst().orElse(null);
    }
}
