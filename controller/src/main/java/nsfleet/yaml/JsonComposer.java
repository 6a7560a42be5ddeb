package nsfleet.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Composes the tree of a JSON document. Most JSON is YAML too, but not all (`1e3` is a number, a
/// tab may indent), and this is many times faster.
final class JsonComposer {
    // What Python's reader takes: NaN and Infinity too.
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(100)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final Source source;
    private final List<String> lines;
    private final Problems problems;
    private final JsonParser json;

    private JsonComposer(Source source, Problems problems, JsonParser json) {
        this.source = source;
        this.lines = source.text().lines().toList();
        this.problems = problems;
        this.json = json;
    }

    /// The tree; duplicate keys are problems.
    ///
    /// @throws JsonParseException with a place, when it is not JSON
    static YamlNode read(Source source, Problems problems) throws JsonParseException {
        try (JsonParser json = FACTORY.createParser(source.text())) {
            var composer = new JsonComposer(source, problems, json);
            YamlNode root = composer.node(json.nextToken());
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "something follows the end of the value");
            }
            return root;
        } catch (JsonParseException e) {
            throw e;
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new JsonParseException(null, e.getOriginalMessage(), e.getLocation(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private YamlNode node(@org.jspecify.annotations.Nullable JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> mapping();
            case START_ARRAY -> sequence();
            case VALUE_STRING -> {
                String text = json.getText();
                yield new Scalar(span(), text, text, false);
            }
            case VALUE_NUMBER_INT -> {
                String text = json.getText();
                BigInteger value = new BigInteger(text);
                Object number = value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
                yield new Scalar(span(), text, number, true);
            }
            case VALUE_NUMBER_FLOAT -> {
                String text = json.getText();
                yield new Scalar(span(), text, json.getDoubleValue(), true);
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                String text = json.getText();
                yield new Scalar(span(), text, token == JsonToken.VALUE_TRUE, true);
            }
            case VALUE_NULL -> {
                String text = json.getText();
                yield new Scalar(span(), text, null, true);
            }
            case null -> throw new JsonParseException(json, "there is no value");
            case FIELD_NAME, END_OBJECT, END_ARRAY, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw new JsonParseException(json, "a value is missing here");
        };
    }

    private Sequence sequence() throws IOException {
        Span start = span();
        List<YamlNode> items = new ArrayList<>();
        JsonToken token = json.nextToken();
        while (token != JsonToken.END_ARRAY) {
            items.add(node(token));
            token = json.nextToken();
        }
        return new Sequence(toEnd(start), items);
    }

    private Mapping mapping() throws IOException {
        Span start = span();
        Map<String, Mapping.Entry> entries = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.getText();
            var key = new Scalar(span(), name, name, false);
            var entry = new Mapping.Entry(key, node(json.nextToken()));
            Mapping.Entry before = entries.putIfAbsent(name, entry);
            if (before != null) {
                problems.add(
                        Problem.error("duplicate-key", key.span(), "duplicate key `" + name + "`")
                                .see("it is here already", before.key().span()));
            }
        }
        return new Mapping(toEnd(start), List.copyOf(entries.values()));
    }

    /// The present token, which must have been read to its end.
    private Span span() {
        var start = json.currentTokenLocation();
        int column = column(start.getLineNr(), start.getColumnNr());
        return toEnd(new Span(source, start.getLineNr(), column, 1));
    }

    /// From there to where the parser is, or to the end of the line.
    private Span toEnd(Span start) {
        var end = json.currentLocation();
        int to =
                end.getLineNr() == start.line()
                        ? column(end.getLineNr(), end.getColumnNr())
                        : column(start.line(), Integer.MAX_VALUE);
        return new Span(source, start.line(), start.column(), to - start.column());
    }

    /// From Java chars to code points, both counted from 1.
    private int column(int line, int column) {
        String text = line <= lines.size() ? lines.get(line - 1) : "";
        return text.codePointCount(0, Math.clamp(column - 1, 0, text.length())) + 1;
    }
}
