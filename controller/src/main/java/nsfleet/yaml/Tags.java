package nsfleet.yaml;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

import java.math.BigInteger;

/// What explicit tags (`!!str`) make of a node: the core ones of YAML, and Ansible's `!vault` and
/// `!unsafe`, no others.
final class Tags {
    private static final String CORE = "tag:yaml.org,2002:";
    private static final String UNSAFE = "!unsafe";

    private final Problems problems;

    Tags(Problems problems) {
        this.problems = problems;
    }

    Scalar scalar(ScalarEvent event, Span span) {
        String text = event.getValue();
        String tag = event.getTag().orElse("");
        boolean plain = event.isPlain();
        if (tag.isEmpty()) {
            return plain ? Scalar.of(span, text) : new Scalar(span, text, text, false);
        }
        Object meaning = ScalarTypes.resolve(text);
        return switch (tag) {
            case "!", CORE + "str" -> new Scalar(span, text, text, false);
            case CORE + "int" -> typed(span, text, meaning, tag, integer(meaning));
            case CORE + "bool" -> typed(span, text, meaning, tag, meaning instanceof Boolean);
            case CORE + "null" -> typed(span, text, meaning, tag, meaning == null);
            case CORE + "float" -> {
                Object real = integer(meaning) ? Double.valueOf(String.valueOf(meaning)) : meaning;
                yield typed(span, text, real, tag, real instanceof Double);
            }
            case UNSAFE -> new Scalar(span, text, text, false, Scalar.Kind.DATA);
            case "!vault", "!vault-encrypted" ->
                    new Scalar(span, text.strip(), text.strip(), false, Scalar.Kind.ENCRYPTED);
            default -> {
                unknown(tag, span);
                yield new Scalar(span, text, text, false);
            }
        };
    }

    void collection(CollectionStartEvent event, Span span) {
        String tag = event.getTag().orElse("!");
        boolean sequence = event.getEventId() == Event.ID.SequenceStart;
        if (!tag.equals(UNSAFE)
                && !tag.equals("!")
                && !tag.equals(CORE + (sequence ? "seq" : "map"))) {
            unknown(tag, span);
        }
    }

    /// Whether a collection is marked as data.
    boolean isData(CollectionStartEvent event) {
        return event.getTag().orElse("").equals(UNSAFE);
    }

    /// The same with all ordinary values in it as data.
    static YamlNode data(YamlNode node) {
        return switch (node) {
            case Scalar s ->
                    s.kind() == Scalar.Kind.ORDINARY
                            ? new Scalar(s.span(), s.text(), s.value(), s.plain(), Scalar.Kind.DATA)
                            : s;
            case Sequence list ->
                    new Sequence(list.span(), list.items().stream().map(Tags::data).toList());
            case Mapping map ->
                    new Mapping(
                            map.span(),
                            map.entries().stream()
                                    .map(e -> new Mapping.Entry(e.key(), data(e.value())))
                                    .toList());
        };
    }

    private static boolean integer(@Nullable Object value) {
        return value instanceof Long || value instanceof BigInteger;
    }

    private Scalar typed(Span span, String text, @Nullable Object value, String tag, boolean good) {
        if (!good) {
            problems.error("yaml-tag", span, "`" + text + "` is not a value for " + shown(tag));
        }
        return new Scalar(span, text, good ? value : text, true);
    }

    private void unknown(String tag, Span span) {
        problems.error("yaml-tag", span, "unknown tag `" + shown(tag) + "`");
    }

    private static String shown(String tag) {
        return tag.startsWith(CORE) ? "!!" + tag.substring(CORE.length()) : tag;
    }
}
