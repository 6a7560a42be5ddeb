package nsfleet.inventory;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.diagnostics.Suggest;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// One item of a host pattern.
///
/// @param sign `&`, `!`, or a space for a plain one
/// @param text without sign and subscript
/// @param subscript null when there is none
/// @param regex of a glob or a `~regex`; null for a name
record PatternItem(
        char sign, String text, @Nullable Subscript subscript, @Nullable Pattern regex, Span span) {
    private static final Pattern SUBSCRIPTED =
            Pattern.compile("(.+)\\[(?:(-?[0-9]{1,9})|(-?[0-9]{0,9}):(-?[0-9]{0,9}))]");
    private static final Pattern FOLDED = Pattern.compile(".*\\[[^\\]]*[0-9][-,][0-9][^\\]]*].*");

    /// A part of a list, both ends included; negative ones count from the end.
    record Subscript(int from, int to) {
        List<String> of(List<String> hosts) {
            int first = from < 0 ? Math.max(0, from + hosts.size()) : from;
            int last = to < 0 ? to + hosts.size() : Math.min(to, hosts.size() - 1);
            boolean outside = from == to && from < 0 && -from > hosts.size();
            return outside || first > last ? List.of() : hosts.subList(first, last + 1);
        }
    }

    static Optional<PatternItem> parse(String item, Span span, Problems problems) {
        char sign = item.startsWith("!") || item.startsWith("&") ? item.charAt(0) : ' ';
        String text = sign == ' ' ? item : item.substring(1).strip();
        if (text.isEmpty()) {
            problems.error("bad-pattern", span, "nothing follows the `" + sign + "`");
            return Optional.empty();
        }
        if (text.startsWith("@")) {
            problems.error("bad-pattern", span, "`@file` is possible with --limit only");
            return Optional.empty();
        }
        try {
            return Optional.of(read(sign, text, span));
        } catch (PatternSyntaxException e) {
            problems.error(
                    "bad-pattern", span, "`" + text + "` is not a pattern: " + e.getDescription());
            return Optional.empty();
        }
    }

    private static PatternItem read(char sign, String text, Span span) {
        if (text.startsWith("~")) {
            return new PatternItem(sign, text, null, Pattern.compile(text.substring(1)), span);
        }
        Matcher subscripted = SUBSCRIPTED.matcher(text);
        boolean cut = subscripted.matches() && !text.endsWith("[:]");
        String expression = cut ? subscripted.group(1) : text;
        expression = expression.equals("*") ? "all" : expression;
        boolean glob =
                expression.matches(".*[*?\\[].*") && !FOLDED.matcher(expression).matches()
                        || expression.matches(".*[*?].*");
        return new PatternItem(
                sign,
                expression,
                cut ? subscript(subscripted) : null,
                glob ? Glob.compile(expression) : null,
                span);
    }

    private static Subscript subscript(Matcher m) {
        if (m.group(2) != null) {
            int index = Integer.parseInt(m.group(2));
            return new Subscript(index, index);
        }
        String from = m.group(3);
        String to = m.group(4);
        return new Subscript(
                from.isEmpty() ? 0 : Integer.parseInt(from),
                to.isEmpty() ? -1 : Integer.parseInt(to));
    }

    /// The hosts that it stands for, in order.
    List<String> match(Inventory inventory, Problems problems, boolean allowEmpty) {
        String whole = subscript == null ? text : null;
        if (whole != null && inventory.has(whole)) {
            return List.of(whole);
        }
        List<String> found = new ArrayList<>();
        boolean known = regex == null ? name(inventory, found) : search(inventory, found);
        Set<String> hosts = new LinkedHashSet<>(found);
        // As Ansible counts: a host that a glob finds in two groups is there twice.
        Set<String> part = subscript == null ? hosts : new LinkedHashSet<>(subscript.of(found));
        if (!known && !allowEmpty) {
            tell(inventory, problems);
        } else if (part.isEmpty() && !hosts.isEmpty() && !allowEmpty) {
            problems.error(
                    "no-match",
                    span,
                    "`" + text + "` has " + hosts.size() + " hosts: the subscript selects none");
        }
        return List.copyOf(part);
    }

    private boolean name(Inventory inventory, List<String> found) {
        Group group = inventory.group(text);
        if (group != null) {
            found.addAll(group.allHosts());
            return true;
        }
        if (inventory.has(text)) {
            found.add(text);
            return true;
        }
        String localhost = inventory.localhost(text);
        if (localhost != null) {
            found.add(localhost);
            return true;
        }
        if (text.contains("[")
                && HostRange.expand(text) instanceof Parsed.Good<List<String>>(var all)) {
            all.stream().filter(inventory::has).forEach(found::add);
            return found.size() == Set.copyOf(all).size();
        }
        return false;
    }

    /// Groups first, then hosts; `all` and `ungrouped` only by their name.
    private boolean search(Inventory inventory, List<String> found) {
        boolean known = false;
        for (Group group : inventory.groups()) {
            boolean special = group.name().equals("all") || group.name().equals("ungrouped");
            if (!special && matches(group.name())) {
                found.addAll(group.allHosts());
                known = true;
            }
        }
        inventory.hostsAsWritten().stream().filter(this::matches).forEach(found::add);
        return known || !found.isEmpty();
    }

    private boolean matches(String name) {
        if (regex == null) {
            return false;
        }
        Matcher matcher = regex.matcher(name);
        return text.startsWith("~") ? matcher.lookingAt() : matcher.matches();
    }

    private void tell(Inventory inventory, Problems problems) {
        if (regex != null) {
            problems.error("no-match", span, "`" + text + "` matches no host and no group");
            return;
        }
        List<String> names = new ArrayList<>(inventory.hosts());
        inventory.groups().forEach(g -> names.add(g.name()));
        problems.error(
                "no-match",
                span,
                "there is no host and no group `" + text + "` in the inventory",
                missing(inventory)
                        .or(() -> Suggest.near(text, names).map(n -> "did you mean `" + n + "`?"))
                        .orElse(null));
    }

    /// Of a folded set: the hosts that are not there.
    private Optional<String> missing(Inventory inventory) {
        int bracket = text.indexOf('[');
        if (bracket > 0 && inventory.group(text.substring(0, bracket)) != null) {
            return Optional.of("a part of a group is written with a colon: `web[0:2]`");
        }
        if (bracket >= 0 && HostRange.expand(text) instanceof Parsed.Good<List<String>>(var all)) {
            List<String> gone = all.stream().filter(h -> !inventory.has(h)).toList();
            return Optional.of("not there: " + HostNames.fold(gone));
        }
        return Optional.empty();
    }
}
