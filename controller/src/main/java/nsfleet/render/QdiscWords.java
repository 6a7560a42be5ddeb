package nsfleet.render;

import nsfleet.plan.Operation;
import nsfleet.resource.OnLink;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The words of tc-netem(8) and tc-tbf(8), each number with its unit.
final class QdiscWords {
    private QdiscWords() {}

    static Map<String, Object> of(Operation.QdiscSet o) {
        OnLink.Netem netem = o.netem();
        OnLink.Shape shape = o.shape();
        return new Values("qdisc-set", o.netns())
                .with("dev", o.dev())
                .with("afresh", o.afresh())
                .with("netem", netem == null ? null : words(netem))
                .with("tbf", shape == null ? null : words(shape))
                .map();
    }

    private static List<String> words(OnLink.Netem netem) {
        List<String> words = new ArrayList<>(List.of("limit", Long.toString(netem.limit())));
        if (netem.delay() > 0) {
            words.addAll(List.of("delay", netem.delay() + "us"));
            if (netem.jitter() > 0) {
                words.add(netem.jitter() + "us");
            }
        }
        percent(words, "loss", netem.loss());
        percent(words, "duplicate", netem.duplicate());
        percent(words, "corrupt", netem.corrupt());
        percent(words, "reorder", netem.reorder());
        if (netem.rate() > 0) {
            words.addAll(List.of("rate", netem.rate() + "bit"));
        }
        return words;
    }

    private static void percent(List<String> words, String word, double value) {
        if (value > 0) {
            words.add(word);
            words.add(BigDecimal.valueOf(value).stripTrailingZeros().toPlainString() + "%");
        }
    }

    private static List<String> words(OnLink.Shape shape) {
        return List.of(
                "rate",
                shape.rate() + "bit",
                "burst",
                Long.toString(shape.burst()),
                "latency",
                shape.latency() + "us");
    }
}
