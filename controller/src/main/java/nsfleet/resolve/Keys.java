package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.vars.Value;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The keys of one step, check, or nested map, evaluated and read as types. What is wrong is told
/// and read as null, and so is what is not known yet; [#complete] says whether there was any such.
final class Keys {
    private final Mapping map;
    private final Place place;
    private final Span at;
    private final Map<String, Optional<YamlNode>> known = new HashMap<>();
    private boolean complete = true;

    /// @param at what to point at when the map as a whole is meant
    Keys(Mapping map, Span at, Place place) {
        this.map = map;
        this.at = at;
        this.place = place;
    }

    /// Whether everything that was asked for could be read.
    boolean complete() {
        return complete;
    }

    /// Notes that something could not be read.
    void incomplete() {
        complete = false;
    }

    Place place() {
        return place;
    }

    boolean has(String key) {
        return map.get(key) != null;
    }

    /// Where a key's value stands; the whole where the key was not given.
    Span span(String key) {
        YamlNode node = map.get(key);
        return node == null ? at : node.span();
    }

    Span span() {
        return at;
    }

    /// Tells a mistake.
    void wrong(String code, Span span, String message, @Nullable String hint) {
        complete = false;
        place.problems().error(code, span, message, hint);
    }

    /// Tells a mistake in a key's value.
    void wrong(String key, String message) {
        wrong("bad-value", span(key), message, null);
    }

    @Nullable YamlNode node(String key) {
        YamlNode node = map.get(key);
        if (node == null) {
            return null;
        }
        return known.computeIfAbsent(key, k -> Optional.ofNullable(evaluate(node))).orElse(null);
    }

    private @Nullable YamlNode evaluate(YamlNode node) {
        if (node instanceof Scalar scalar && scalar.value() == null) {
            wrong("bad-value", node.span(), "there is no value", null);
            return null;
        }
        return switch (place.scope().evaluate(node, place.problems())) {
            case Value.Known(var value) -> value;
            case Value.NotYet _, Value.Wrong _ -> {
                complete = false;
                yield null;
            }
        };
    }

    /// A single value.
    @Nullable Scalar scalar(String key) {
        YamlNode node = node(key);
        if (node == null || node instanceof Scalar) {
            return (Scalar) node;
        }
        wrong(key, "\"" + key + "\" takes a single value");
        return null;
    }

    <T> @Nullable T read(String key, Function<String, Parsed<T>> reader) {
        Scalar scalar = scalar(key);
        return scalar == null ? null : read(scalar, reader);
    }

    <T> @Nullable T read(Scalar scalar, Function<String, Parsed<T>> reader) {
        return switch (reader.apply(scalar.text())) {
            case Parsed.Good<T>(var value) -> value;
            case Parsed.Bad<T>(var message) -> {
                wrong("bad-value", scalar.span(), message, null);
                yield null;
            }
        };
    }

    /// A list of values, or a single one.
    <T> List<Located<T>> several(String key, Function<String, Parsed<T>> reader) {
        var values = new ArrayList<Located<T>>();
        YamlNode node = node(key);
        List<YamlNode> nodes =
                switch (node) {
                    case null -> List.of();
                    case Sequence list -> list.items();
                    default -> List.of(node);
                };
        for (YamlNode item : nodes) {
            if (!(item instanceof Scalar scalar)) {
                wrong(
                        "bad-value",
                        item.span(),
                        "\"" + key + "\" takes values, no maps or lists",
                        null);
                continue;
            }
            T value = read(scalar, reader);
            if (value != null) {
                values.add(new Located<>(value, scalar.span()));
            }
        }
        return values;
    }

    /// A value and where it stands.
    record Located<T>(T value, Span span) {}

    @Nullable String text(String key) {
        return read(key, Parsed::good);
    }

    @Nullable InterfaceName dev(String key) {
        return read(key, InterfaceName::parse);
    }

    @Nullable Ip ip(String key) {
        return read(key, Ip::parse);
    }

    @Nullable Cidr destination(String key) {
        return read(key, Texts::destination);
    }

    @Nullable Boolean bool(String key) {
        return read(key, Texts::bool);
    }

    boolean bool(String key, boolean otherwise) {
        Boolean value = bool(key);
        return value == null ? otherwise : value;
    }

    @Nullable Long number(String key, long least, long most) {
        return read(key, text -> Texts.number(text, least, most));
    }

    @Nullable Integer integer(String key, int least, int most) {
        Long value = number(key, least, most);
        return value == null ? null : value.intValue();
    }

    @Nullable String choice(String key, List<String> words) {
        Scalar scalar = scalar(key);
        if (scalar == null || words.contains(scalar.text())) {
            return scalar == null ? null : scalar.text();
        }
        wrong(
                "bad-value",
                scalar.span(),
                "\"" + scalar.text() + "\" is none of " + String.join(", ", words),
                Suggest.hint(scalar.text(), words));
        return null;
    }

    /// A map inside; null when it could not be read.
    @Nullable Keys nested(String key) {
        YamlNode written = map.get(key);
        if (written instanceof Mapping inner) {
            return new Keys(inner, inner.span(), place);
        }
        YamlNode node = node(key);
        if (node instanceof Mapping inner) {
            return new Keys(inner, inner.span(), place);
        }
        if (node != null) {
            wrong(key, "\"" + key + "\" takes a map");
        }
        return null;
    }

    /// The keys as they are written.
    Mapping map() {
        return map;
    }

    /// The namespace from the key inside, beside, or around; the host without any.
    Place.Where netns(@Nullable YamlNode beside) {
        Place.Where inside = netns(map.get("netns"), place);
        Place.Where outside = inside != null ? inside : netns(beside, place);
        Place.Where around = outside != null ? outside : place.netns();
        Place.Where where = around == null ? Place.Where.HOST : around;
        if (where.netns() == null) {
            complete = false;
        }
        return where;
    }

    /// A namespace's name; null when the key was not given.
    static Place.@Nullable Where netns(@Nullable YamlNode node, Place place) {
        if (node == null) {
            return null;
        }
        if (!(place.scope().evaluate(node, place.problems()) instanceof Value.Known(var value))) {
            return Place.Where.UNKNOWN;
        }
        Parsed<Netns> parsed =
                value instanceof Scalar scalar && scalar.value() != null
                        ? Netns.parse(scalar.text())
                        : Parsed.bad("\"netns\" takes the name of a namespace");
        return switch (parsed) {
            case Parsed.Good<Netns>(var netns) -> new Place.Where(netns);
            case Parsed.Bad<Netns>(var message) -> {
                place.problems().error("bad-value", value.span(), message);
                yield Place.Where.UNKNOWN;
            }
        };
    }
}
