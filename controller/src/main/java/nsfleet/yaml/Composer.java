package nsfleet.yaml;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Composes the tree of one document from the parser's events. The library's own composer would
/// lose where an alias stands, and stop at the first duplicate key.
final class Composer {
    private static final int DEEPEST = 100;

    /// Nodes of a document with each alias counted as all that it stands for: a "billion laughs"
    /// ends here.
    private static final int MOST_NODES = 1_000_000;

    private final Source source;
    private final Problems problems;
    private final Places places;
    private final Tags tags;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private int nodes;
    private int depth;

    private record Anchored(YamlNode node, int nodes) {}

    /// The document cannot be read on; the problem is told.
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    Composer(Source source, Problems problems) {
        this.source = source;
        this.problems = problems;
        this.places = new Places(source);
        this.tags = new Tags(problems);
    }

    Optional<YamlNode> read() {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(source.name())
                        .setUseMarks(true)
                        .setCodePointLimit(Integer.MAX_VALUE)
                        .build();
        try {
            return Optional.of(document(new Parse(settings).parseString(source.text()).iterator()));
        } catch (Unreadable told) {
            return Optional.empty();
        } catch (YamlEngineException e) {
            problems.add(SyntaxErrors.explain(e, source, places));
            return Optional.empty();
        }
    }

    private YamlNode document(Iterator<Event> events) {
        events.next();
        YamlNode root = Scalar.of(new Span(source, 1, 1, 1), "");
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return root;
        }
        root = node(events, events.next());
        events.next();
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            problems.error(
                    "yaml-documents",
                    places.span(next),
                    "a second YAML document begins here; a file holds one",
                    "remove the `---`, or move what follows to a file of its own");
        }
        return root;
    }

    private YamlNode node(Iterator<Event> events, Event event) {
        if (event instanceof AliasEvent alias) {
            return alias(alias);
        }
        NodeEvent start = (NodeEvent) event;
        String anchor = start.getAnchor().map(a -> a.getValue()).orElse(null);
        int before = nodes++;
        if (anchor != null) {
            open.add(anchor);
        }
        YamlNode node =
                start instanceof ScalarEvent scalar
                        ? tags.scalar(scalar, places.span(scalar))
                        : collection(events, (CollectionStartEvent) start);
        if (anchor != null) {
            open.remove(anchor);
            anchors.put(anchor, new Anchored(node, nodes - before));
        }
        return node;
    }

    private YamlNode alias(AliasEvent event) {
        String name = event.getAlias().getValue();
        Span span = places.span(event);
        if (open.contains(name)) {
            problems.error("yaml-alias", span, "alias `*" + name + "` stands inside of itself");
            throw new Unreadable();
        }
        Anchored anchored = anchors.get(name);
        if (anchored == null) {
            problems.add(
                    Problem.error("yaml-alias", span, "no anchor `&" + name + "` before this alias")
                            .hint(
                                    Suggest.near(name, anchors.keySet())
                                            .map(n -> "did you mean `*" + n + "`?")
                                            .orElse("quote it if the `*` belongs to the text")));
            throw new Unreadable();
        }
        nodes += anchored.nodes();
        if (nodes > MOST_NODES) {
            problems.error(
                    "yaml-alias",
                    span,
                    "aliases make this file larger than " + MOST_NODES + " values");
            throw new Unreadable();
        }
        return anchored.node();
    }

    private YamlNode collection(Iterator<Event> events, CollectionStartEvent start) {
        Span span = places.span(start);
        if (++depth > DEEPEST) {
            problems.error("yaml-depth", span, "nested deeper than " + DEEPEST + " levels");
            throw new Unreadable();
        }
        tags.collection(start, span);
        YamlNode node =
                start.getEventId() == Event.ID.SequenceStart
                        ? sequence(events, start, span)
                        : mapping(events, start, span);
        depth--;
        return tags.isData(start) ? Tags.data(node) : node;
    }

    private Sequence sequence(Iterator<Event> events, CollectionStartEvent start, Span span) {
        List<YamlNode> items = new ArrayList<>();
        Event event = events.next();
        while (event.getEventId() != Event.ID.SequenceEnd) {
            items.add(node(events, event));
            event = events.next();
        }
        return new Sequence(start.isFlow() ? places.flow(span, event) : span, items);
    }

    private Mapping mapping(Iterator<Event> events, CollectionStartEvent start, Span span) {
        var entries = new Entries(problems);
        Event event = events.next();
        while (event.getEventId() != Event.ID.MappingEnd) {
            YamlNode key = node(events, event);
            entries.add(key, node(events, events.next()));
            event = events.next();
        }
        Span first = entries.first();
        return new Mapping(
                start.isFlow() ? places.flow(span, event) : first == null ? span : first,
                entries.resolved());
    }

    /// The entries of one mapping as they come in.
    private static final class Entries {
        private final Problems problems;
        private final Map<String, Mapping.Entry> own = new java.util.LinkedHashMap<>();
        private Mapping.@Nullable Entry merge;
        private @Nullable Span first;

        Entries(Problems problems) {
            this.problems = problems;
        }

        @Nullable Span first() {
            return first;
        }

        void add(YamlNode key, YamlNode value) {
            first = first == null ? key.span() : first;
            if (!(key instanceof Scalar scalar)) {
                problems.error(
                        "yaml-key",
                        key.span(),
                        "a key must be a single value",
                        key instanceof Mapping && value instanceof Scalar v && v.value() == null
                                ? "an expression is written \"${...}\", not {{ ... }}"
                                : null);
                return;
            }
            var entry = new Mapping.Entry(scalar, value);
            boolean merging = scalar.plain() && scalar.text().equals("<<");
            Mapping.Entry before = merging ? merge : own.putIfAbsent(scalar.text(), entry);
            if (before != null) {
                problems.add(
                        Problem.error(
                                        "duplicate-key",
                                        scalar.span(),
                                        "duplicate key `" + scalar.text() + "`")
                                .hint(merging ? "merge several with `<<: [*a, *b]`" : null)
                                .see("it is here already", before.key().span()));
            } else if (merging) {
                merge = entry;
            }
        }

        /// Own keys win over merged ones, earlier merged mappings over later ones; the order is
        /// PyYAML's (merged first, the last mapping of a list first).
        List<Mapping.Entry> resolved() {
            if (merge == null) {
                return List.copyOf(own.values());
            }
            Map<String, Mapping.Entry> all = new java.util.LinkedHashMap<>();
            for (Mapping mapping : merged(merge.value()).reversed()) {
                mapping.entries().forEach(e -> all.put(e.key().text(), e));
            }
            all.putAll(own);
            return List.copyOf(all.values());
        }

        private List<Mapping> merged(YamlNode value) {
            List<YamlNode> items = value instanceof Sequence list ? list.items() : List.of(value);
            List<Mapping> mappings = new ArrayList<>();
            for (YamlNode item : items) {
                if (item instanceof Mapping mapping) {
                    mappings.add(mapping);
                } else {
                    problems.error(
                            "yaml-merge",
                            item.span(),
                            "`<<` takes a mapping or a list of mappings",
                            "quote it (\"<<\") if it is an ordinary key");
                }
            }
            return mappings;
        }
    }
}
