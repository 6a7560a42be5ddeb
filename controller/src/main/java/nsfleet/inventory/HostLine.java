package nsfleet.inventory;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name part of a host's definition: `box[1:3]`, `box:2222`, `[2001:db8::1]:22`.
///
/// @param names without port, ranges expanded
/// @param port as written; null when there is none
record HostLine(List<String> names, @Nullable String port) {
    private static final Pattern BRACKETED = Pattern.compile("\\[(.+)]:([0-9]{1,5})");
    private static final Pattern WITH_PORT =
            Pattern.compile(
                    "((?:[\\w.-]|\\[[^\\]]*])+):([0-9]{1,5})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern UNFIT = Pattern.compile("[\\s,;\"'`$\\\\|<>(){}&!*?]");

    /// Reads one, adds the hosts to a group; problems point at `span`.
    static List<String> add(Draft draft, String text, String group, Span span, Problems problems) {
        return switch (read(text)) {
            case Parsed.Good<HostLine>(var line) -> {
                for (String name : line.names()) {
                    draft.host(name, group, span);
                    if (line.port() != null) {
                        draft.port(name, line.port(), span.part(text.lastIndexOf(':') + 1, 5));
                    }
                }
                yield line.names();
            }
            case Parsed.Bad<HostLine>(var message) -> {
                problems.error("bad-host", span, message);
                yield List.of();
            }
        };
    }

    static Parsed<HostLine> read(String text) {
        if (text.equals("---")) {
            return Parsed.bad("`---` begins a YAML file, and this is read as INI");
        }
        if (text.endsWith(":")) {
            return Parsed.bad("`" + text + "` ends in `:`, but a port must follow");
        }
        Matcher bracketed = BRACKETED.matcher(text);
        Matcher plain = WITH_PORT.matcher(text);
        String name = text;
        String port = null;
        if (bracketed.matches()
                && !bracketed.group(1).contains("]")
                && !HostRange.isRange(bracketed.group(1))) {
            name = bracketed.group(1);
            port = bracketed.group(2);
        } else if (plain.matches()) {
            name = plain.group(1);
            port = plain.group(2);
        }
        String found = port;
        if (found != null && (Integer.parseInt(found) < 1 || Integer.parseInt(found) > 65535)) {
            return Parsed.bad("`" + found + "` is not a port: 1 to 65535");
        }
        return HostRange.expand(name).then(names -> fit(text, names, found));
    }

    private static Parsed<HostLine> fit(String text, List<String> names, @Nullable String port) {
        return fit(text, names.getFirst()).then(n -> Parsed.good(new HostLine(names, port)));
    }

    /// A host's name as it is, from a program.
    static Parsed<String> name(String text) {
        return fit(text, text);
    }

    private static Parsed<String> fit(String text, String name) {
        if (name.isEmpty() || name.startsWith("-")) {
            return Parsed.bad("`" + text + "` is not a host name: it begins with `-` or is empty");
        }
        Matcher unfit = UNFIT.matcher(name);
        return unfit.find()
                ? Parsed.bad(
                        "`" + text + "` is not a host name: it contains `" + unfit.group() + "`")
                : Parsed.good(name);
    }
}
