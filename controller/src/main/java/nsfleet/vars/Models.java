package nsfleet.vars;

import freemarker.template.SimpleNumber;
import freemarker.template.SimpleScalar;
import freemarker.template.TemplateBooleanModel;
import freemarker.template.TemplateCollectionModel;
import freemarker.template.TemplateHashModelEx;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateModelIterator;
import freemarker.template.TemplateNumberModel;
import freemarker.template.TemplateScalarModel;
import freemarker.template.TemplateSequenceModel;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The two directions between values and what FreeMarker computes with.
final class Models {
    // A list that an expression makes is held in memory; nobody means this many.
    private static final int MOST_ITEMS = 100_000;

    private Models() {}

    /// A part that is looked at only when it is asked for; null is "not there".
    interface Lazy extends Supplier<@Nullable TemplateModel> {}

    /// A map.
    record Hash(Map<String, Lazy> parts) implements TemplateHashModelEx {
        @Override
        public @Nullable TemplateModel get(String key) {
            Lazy part = parts.get(key);
            return part == null ? null : part.get();
        }

        @Override
        public boolean isEmpty() {
            return parts.isEmpty();
        }

        @Override
        public int size() {
            return parts.size();
        }

        @Override
        public TemplateCollectionModel keys() {
            return items(
                    parts.keySet().stream().<Lazy>map(k -> () -> new SimpleScalar(k)).toList());
        }

        @Override
        public TemplateCollectionModel values() {
            return items(List.copyOf(parts.values()));
        }

        private static TemplateCollectionModel items(List<Lazy> items) {
            return () -> new Items(items.iterator());
        }
    }

    /// A list.
    record Sequence(List<Lazy> parts) implements TemplateSequenceModel {
        @Override
        public @Nullable TemplateModel get(int index) {
            return index < 0 || index >= parts.size() ? null : parts.get(index).get();
        }

        @Override
        public int size() {
            return parts.size();
        }
    }

    private record Items(Iterator<Lazy> items) implements TemplateModelIterator {
        @Override
        public @Nullable TemplateModel next() {
            return items.next().get();
        }

        @Override
        public boolean hasNext() {
            return items.hasNext();
        }
    }

    /// A model of plain data: nothing in it is evaluated.
    static @Nullable TemplateModel data(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean yes -> yes ? TemplateBooleanModel.TRUE : TemplateBooleanModel.FALSE;
            case Number number -> new SimpleNumber(number);
            case List<?> list ->
                    new Sequence(list.stream().<Lazy>map(item -> () -> data(item)).toList());
            case Map<?, ?> map -> {
                var parts = new LinkedHashMap<String, Lazy>();
                map.forEach((key, part) -> parts.put(String.valueOf(key), () -> data(part)));
                yield new Hash(parts);
            }
            default -> new SimpleScalar(value.toString());
        };
    }

    /// A value that an expression gave: String, Long, BigInteger, BigDecimal, Boolean, List or Map.
    static Object value(@Nullable TemplateModel model) throws TemplateModelException {
        return switch (model) {
            case null -> throw EvaluationFailure.of("no-value", "the value is null");
            case TemplateNumberModel number -> number(number.getAsNumber());
            case TemplateScalarModel text -> text.getAsString();
            case TemplateBooleanModel yes -> yes.getAsBoolean();
            case TemplateSequenceModel sequence -> {
                var list = new ArrayList<Object>();
                int size = sequence.size();
                if (size > MOST_ITEMS) {
                    throw EvaluationFailure.of("too-long", "the list is endless or far too long");
                }
                for (int i = 0; i < size; i++) {
                    list.add(value(sequence.get(i)));
                }
                yield list;
            }
            case TemplateHashModelEx hash -> {
                var map = new LinkedHashMap<String, Object>();
                for (var keys = hash.keys().iterator(); keys.hasNext(); ) {
                    String key = String.valueOf(value(keys.next()));
                    map.put(key, value(hash.get(key)));
                }
                yield map;
            }
            case TemplateCollectionModel collection -> {
                var list = new ArrayList<Object>();
                for (var items = collection.iterator(); items.hasNext(); ) {
                    list.add(value(items.next()));
                    if (list.size() > MOST_ITEMS) {
                        throw EvaluationFailure.of("too-long", "the list is endless");
                    }
                }
                yield list;
            }
            case TemplateMethodModelEx _ ->
                    throw EvaluationFailure.of(
                            "bad-expression", "this is a function: give it arguments in ( )");
            default ->
                    throw EvaluationFailure.of(
                            "bad-expression", "the expression gives nothing that can be written");
        };
    }

    /// A whole number as Long or BigInteger, others as BigDecimal.
    static Number number(Number number) {
        BigDecimal exact =
                number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
        if (exact.stripTrailingZeros().scale() > 0) {
            return exact.stripTrailingZeros();
        }
        BigInteger whole = exact.toBigIntegerExact();
        return whole.bitLength() < 64 ? (Number) whole.longValue() : whole;
    }

    /// How a value stands inside a text: numbers without grouping, booleans as true and false.
    static String text(Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal.toPlainString();
            case List<?> _ ->
                    throw EvaluationFailure.of(
                            "bad-expression",
                            "a list cannot stand inside a text; write ?join(\", \") behind it");
            case Map<?, ?> _ ->
                    throw EvaluationFailure.of(
                            "bad-expression", "a map cannot stand inside a text");
            default -> value.toString();
        };
    }
}
