package nsfleet.yaml;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// The library's complaints in the words of people who write playbooks.
final class SyntaxErrors {
    private static final String CODE = "yaml-syntax";

    private SyntaxErrors() {}

    static Problem explain(YamlEngineException error, Source source, Places places) {
        return switch (error) {
            case ReaderException unreadable -> character(unreadable, source);
            case MarkedYamlEngineException marked -> marked(marked, source, places);
            default ->
                    Problem.error(
                            CODE, new Span(source, 1, 1, 1), String.valueOf(error.getMessage()));
        };
    }

    private static Problem character(ReaderException error, Source source) {
        String text = source.text();
        int position = Math.min(error.getPosition(), text.codePointCount(0, text.length()));
        String before = text.substring(0, text.offsetByCodePoints(0, position));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int start = before.lastIndexOf('\n') + 1;
        int column = before.codePointCount(start, before.length()) + 1;
        return Problem.error(
                        CODE,
                        new Span(source, line, column, 1),
                        "the character U+%04X is not allowed in YAML"
                                .formatted(error.getCodePoint()))
                .hint("in double quotes it can be written as an escape: \"\\x1b\"");
    }

    private static Problem marked(MarkedYamlEngineException e, Source source, Places places) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        Span span = mark == null ? new Span(source, 1, 1, 1) : places.at(mark);
        String problem = e.getProblem() == null ? "this is not YAML" : e.getProblem();
        String line = places.line(span.line() - 1);
        Span expression = expression(span, line);
        if (expression != null) {
            return Problem.error(
                            CODE, expression, "an unquoted ${...} inside { } or [ ] is not YAML")
                    .hint("quote it: " + quoted(expression, line));
        }
        if (problem.startsWith("found unexpected end of stream")
                && e.getContextMark().isPresent()) {
            Span open = places.at(e.getContextMark().get());
            return Problem.error(CODE, open, "the quote that opens here is never closed");
        }
        Problem told = Problem.error(CODE, span, sentence(problem, e.getContext()));
        return told.hint(hint(problem, line));
    }

    private static String sentence(String problem, @Nullable String context) {
        if (problem.contains("\\t(TAB)")) {
            return "a tab cannot indent or begin a value";
        }
        if (problem.startsWith("mapping values are not allowed here")) {
            return "a `key: value` is not possible here";
        }
        if (problem.startsWith("could not find expected ':'")) {
            return "this is neither a `key: value` nor a list item";
        }
        if (problem.startsWith("expected <block end>")) {
            return "this does not belong to what stands above: " + problem;
        }
        return context == null ? problem : problem + " (" + context + ")";
    }

    private static @Nullable String hint(String problem, String line) {
        if (problem.contains("\\t(TAB)")) {
            return "use spaces";
        }
        if (problem.startsWith("mapping values are not allowed here")) {
            return line.contains("${")
                    ? "quote the value that holds the ${...}"
                    : "quote a value that contains `: `, or check the indentation";
        }
        if (problem.startsWith("could not find expected ':'")
                || problem.startsWith("expected <block end>")) {
            return "check the indentation of this line and the one before it";
        }
        if (problem.startsWith("found unknown escape character")) {
            return "in single quotes a backslash is an ordinary character";
        }
        if (problem.contains("that cannot start any token")
                || problem.startsWith("unexpected character found")) {
            return "quote a value that begins with one of * & ! | > % @ `";
        }
        return null;
    }

    /// The `${` that ended a value too early: the parser stumbles over its brace.
    private static @Nullable Span expression(Span span, String line) {
        int brace =
                line.offsetByCodePoints(
                        0, Math.min(span.column() - 1, line.codePointCount(0, line.length())));
        boolean dollar =
                brace > 0
                        && brace < line.length()
                        && line.charAt(brace) == '{'
                        && line.charAt(brace - 1) == '$';
        if (!dollar) {
            return null;
        }
        int start = brace - 1;
        while (start > 0 && " ,[{:\t".indexOf(line.charAt(start - 1)) < 0) {
            start--;
        }
        int end = end(line, brace);
        return new Span(
                span.source(),
                span.line(),
                line.codePointCount(0, start) + 1,
                line.codePointCount(start, end));
    }

    /// Past the closing brace and what follows it without a space.
    private static int end(String line, int brace) {
        int depth = 0;
        int i = brace;
        while (i < line.length()) {
            char c = line.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            boolean over = depth < 0 || depth == 0 && c != '}' && " ,]\t".indexOf(c) >= 0;
            if (over) {
                return i;
            }
            i++;
        }
        return i;
    }

    private static String quoted(Span expression, String line) {
        int start = line.offsetByCodePoints(0, expression.column() - 1);
        int end = line.offsetByCodePoints(start, expression.length());
        String text = line.substring(start, end);
        return text.contains("\"") ? "'" + text + "'" : "\"" + text + "\"";
    }
}
