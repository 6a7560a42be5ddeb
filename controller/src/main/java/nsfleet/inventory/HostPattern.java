package nsfleet.inventory;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Sequence;
import nsfleet.yaml.YamlNode;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which hosts are meant: `hosts:` of a play, `--limit`. Ansible's grammar: items separated by `,`
/// or `:`; the plain ones are joined first, then cut down to those of each `&` item, then those of
/// each `!` item are taken away, whatever the order written. An item is a host, a group, a glob, a
/// `~regex`, or a subscripted one (`web[0]`, `web[1:3]`, `web[-1]`); ClusterShell's folded form
/// (`box[01-38]`) names hosts one by one.
public final class HostPattern {
    private static final Pattern IPV6 =
            Pattern.compile("[0-9a-fA-F:.]*(?:::|(?:.*:){7})[0-9a-fA-F:.]*");

    private final List<PatternItem> items;
    private final Span span;

    private HostPattern(List<PatternItem> items, Span span) {
        this.items = List.copyOf(items);
        this.span = span;
    }

    /// Where the parts of a text stand.
    private interface Places {
        Span part(int offset, int length);
    }

    /// Reads a pattern from the command line.
    ///
    /// @param span of the text's first character; parts are found from there
    public static Optional<HostPattern> parse(String text, Span span, Problems problems) {
        return parse(text, (o, l) -> span.part(text.codePointCount(0, o), l), span, problems);
    }

    /// Reads `hosts:`: a text or a list of texts.
    public static Optional<HostPattern> parse(YamlNode node, Problems problems) {
        return switch (node) {
            case Scalar scalar -> parse(scalar.text(), scalar::part, scalar.span(), problems);
            case Sequence list -> {
                List<PatternItem> items = new ArrayList<>();
                boolean good = !list.items().isEmpty();
                for (YamlNode item : list.items()) {
                    Optional<HostPattern> one =
                            item instanceof Sequence ? Optional.empty() : parse(item, problems);
                    one.ifPresent(p -> items.addAll(p.items));
                    good &= one.isPresent();
                }
                if (list.items().isEmpty()) {
                    problems.error("bad-pattern", list.span(), "the list of hosts is empty");
                }
                yield good ? Optional.of(new HostPattern(items, list.span())) : Optional.empty();
            }
            case Mapping mapping -> {
                problems.error(
                        "bad-pattern",
                        mapping.span(),
                        "hosts must be a pattern or a list of patterns");
                yield Optional.empty();
            }
        };
    }

    /// Several patterns as one: the items of all.
    static HostPattern union(List<HostPattern> patterns, Span span) {
        return new HostPattern(patterns.stream().flatMap(p -> p.items.stream()).toList(), span);
    }

    private static Optional<HostPattern> parse(
            String text, Places places, Span span, Problems problems) {
        List<PatternItem> items = new ArrayList<>();
        boolean good = !mixed(text, places, problems);
        for (int[] part : good ? split(text) : List.<int[]>of()) {
            int start = part[0];
            int end = part[1];
            while (start < end && Character.isWhitespace(text.charAt(start))) {
                start++;
            }
            while (end > start && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
            if (start < end) {
                Span place = places.part(start, end - start);
                Optional<PatternItem> item =
                        PatternItem.parse(text.substring(start, end), place, problems);
                item.ifPresent(items::add);
                good &= item.isPresent();
            }
        }
        if (good && items.isEmpty()) {
            problems.error("bad-pattern", span, "the host pattern is empty");
        }
        return good && !items.isEmpty()
                ? Optional.of(new HostPattern(items, span))
                : Optional.empty();
    }

    /// Begin and end of each item: at commas, if there is one outside of brackets, else at colons.
    private static List<int[]> split(String text) {
        List<Integer> commas = separators(text, ',');
        if (!commas.isEmpty()) {
            return parts(text, commas);
        }
        return parts(
                text, IPV6.matcher(text.strip()).matches() ? List.of() : separators(text, ':'));
    }

    /// Ansible would take `a:b,c` for `c` alone, in silence.
    private static boolean mixed(String text, Places places, Problems problems) {
        List<Integer> commas = separators(text, ',');
        for (int[] part : commas.isEmpty() ? List.<int[]>of() : parts(text, commas)) {
            String item = text.substring(part[0], part[1]).strip();
            String name = item.startsWith("!") || item.startsWith("&") ? item.substring(1) : item;
            List<Integer> colons = separators(item, ':');
            if (!colons.isEmpty() && !item.startsWith("~") && !IPV6.matcher(name).matches()) {
                problems.error(
                        "bad-pattern",
                        places.part(text.indexOf(item, part[0]) + colons.getFirst(), 1),
                        "`,` and `:` are mixed in one pattern",
                        "separate the items by commas");
                return true;
            }
        }
        return false;
    }

    private static List<Integer> separators(String text, char separator) {
        List<Integer> at = new ArrayList<>();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth = c == '[' ? depth + 1 : c == ']' ? Math.max(0, depth - 1) : depth;
            if (c == separator && depth == 0) {
                at.add(i);
            }
        }
        return at;
    }

    private static List<int[]> parts(String text, List<Integer> separators) {
        List<int[]> parts = new ArrayList<>();
        int start = 0;
        for (int separator : separators) {
            parts.add(new int[] {start, separator});
            start = separator + 1;
        }
        parts.add(new int[] {start, text.length()});
        return parts;
    }

    /// The hosts of the plain items, before `&` and `!`: what `index` counts over. Items that match
    /// nothing count for nothing.
    public List<String> plain(Inventory inventory) {
        return plain(inventory, new Problems(), true);
    }

    private List<String> plain(Inventory inventory, Problems problems, boolean allowEmpty) {
        Set<String> hosts = new LinkedHashSet<>();
        List<PatternItem> plain = items.stream().filter(i -> i.sign() == ' ').toList();
        plain.forEach(item -> hosts.addAll(item.match(inventory, problems, allowEmpty)));
        return plain.isEmpty() ? inventory.hosts() : List.copyOf(hosts);
    }

    /// The hosts that are meant, in order.
    ///
    /// @param allowEmpty whether an item, or the whole, may match nothing; otherwise that is a
    ///   problem
    public List<String> select(Inventory inventory, Problems problems, boolean allowEmpty) {
        var mine = new Problems();
        Set<String> hosts = new LinkedHashSet<>(plain(inventory, mine, allowEmpty));
        for (PatternItem item : items) {
            if (item.sign() == '&') {
                hosts.retainAll(Set.copyOf(item.match(inventory, mine, allowEmpty)));
            }
        }
        for (PatternItem item : items) {
            if (item.sign() == '!') {
                item.match(inventory, mine, allowEmpty).forEach(hosts::remove);
            }
        }
        if (hosts.isEmpty() && !allowEmpty && !mine.hasErrors()) {
            mine.error(
                    "no-hosts",
                    span,
                    inventory.hosts().isEmpty()
                            ? "the inventory has no hosts"
                            : "this pattern selects no host",
                    "--allow-empty makes this no error");
        }
        mine.all().forEach(problems::add);
        return List.copyOf(hosts);
    }
}
