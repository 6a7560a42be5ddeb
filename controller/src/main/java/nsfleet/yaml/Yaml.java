package nsfleet.yaml;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads YAML into a tree with positions.
///
/// Syntax is YAML 1.2's, scalars mean what they mean to Ansible (PyYAML, YAML 1.1), save
/// sexagesimal numbers and dates, which stay text. Anchors, aliases and merge keys work. Duplicate
/// keys, tags other than the core ones, several documents, and aliases that blow up or contain
/// themselves are problems. What is JSON as a whole is read as JSON, as Ansible does.
public final class Yaml {
    private Yaml() {}

    /// The document of a source. An empty one is the scalar null.
    ///
    /// @return empty after a syntax error; after other errors (a duplicate key, a tag) what could
    ///   be read, so that all errors of a file are told at once
    public static Optional<YamlNode> read(Source source, Problems problems) {
        String text = source.text().stripLeading();
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                var own = new Problems();
                YamlNode root = JsonComposer.read(source, own);
                own.all().forEach(problems::add);
                return Optional.of(root);
            } catch (JsonParseException notJson) {
                return new Composer(source, problems).read();
            }
        }
        return new Composer(source, problems).read();
    }

    /// The document of a source that must be JSON: the answer of a program.
    ///
    /// @return empty after a syntax error
    public static Optional<YamlNode> readJson(Source source, Problems problems) {
        try {
            return Optional.of(JsonComposer.read(source, problems));
        } catch (JsonParseException e) {
            JsonLocation at = e.getLocation();
            problems.error(
                    "json-syntax",
                    new Span(
                            source,
                            at == null ? 1 : Math.max(1, at.getLineNr()),
                            at == null ? 1 : Math.max(1, at.getColumnNr()),
                            1),
                    "this is not JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse("it is empty"));
            return Optional.empty();
        }
    }

    /// A tree as plain Java: Map (in order, keys as text), List, and the values of scalars.
    public static @Nullable Object toJava(YamlNode node) {
        return switch (node) {
            case Scalar scalar -> scalar.value();
            case Sequence sequence -> {
                var list = new java.util.ArrayList<@Nullable Object>();
                sequence.items().forEach(item -> list.add(toJava(item)));
                yield list;
            }
            case Mapping mapping -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                mapping.entries().forEach(e -> map.put(e.key().text(), toJava(e.value())));
                yield map;
            }
        };
    }
}
