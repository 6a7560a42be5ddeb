package nsfleet.vars;

import freemarker.core.Environment;
import freemarker.core.InvalidReferenceException;
import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateHashModel;
import freemarker.template.TemplateModel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;

/// FreeMarker's expression side, in a sandbox: no classes, no files, no directives, no clock. Each
/// expression is compiled once for all hosts. Safe for use by several threads.
final class Engine {
    // An expression's value is taken with its type by assigning it; printing would make it a text.
    private static final String RESULT = "nsfleet__result";
    private static final String PREFIX = "<#assign " + RESULT + " = (";
    private static final String SUFFIX = ")>";

    private final Configuration configuration = configuration();
    private final Map<String, Compiled> compiled = new ConcurrentHashMap<>();

    /// What came of an expression.
    sealed interface Outcome {
        /// A value.
        record Good(TemplateModel model) implements Outcome {}

        /// A mistake, at a stretch of the expression in chars.
        ///
        /// @param undefined the expression that has no value; null when that is not the mistake
        record Bad(String message, int offset, int length, @Nullable String undefined)
                implements Outcome {}
    }

    private sealed interface Compiled {
        record Ready(Template template) implements Compiled {}

        record Broken(Outcome.Bad why) implements Compiled {}
    }

    /// What is wrong with an expression's form; null when nothing is.
    Outcome.@Nullable Bad check(String expression) {
        return switch (compile(expression)) {
            case Compiled.Ready _ -> null;
            case Compiled.Broken(var why) -> why;
        };
    }

    /// The value of an expression, with `names` as its variables.
    Outcome evaluate(String expression, TemplateHashModel names) {
        return switch (compile(expression)) {
            case Compiled.Broken(var why) -> why;
            case Compiled.Ready(var template) -> run(template, expression, names);
        };
    }

    private Outcome run(Template template, String expression, TemplateHashModel names) {
        try {
            Environment environment =
                    template.createProcessingEnvironment(names, Writer.nullWriter());
            environment.process();
            return new Outcome.Good(environment.getVariable(RESULT));
        } catch (InvalidReferenceException e) {
            return undefined(e, expression);
        } catch (TemplateException e) {
            return new Outcome.Bad(
                    firstSentence(e.getMessageWithoutStackTop()),
                    offset(expression, e.getLineNumber(), e.getColumnNumber()),
                    1,
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome.Bad undefined(InvalidReferenceException e, String expression) {
        String blamed = e.getBlamedExpressionString();
        String name = blamed == null ? expression.strip() : blamed;
        while (name.startsWith("(") && name.endsWith(")")) {
            name = name.substring(1, name.length() - 1).strip();
        }
        int offset = offset(expression, e.getLineNumber(), e.getColumnNumber());
        int near = expression.indexOf(name, Math.max(0, offset - 1));
        int at = near >= 0 ? near : Math.max(0, expression.indexOf(name));
        return new Outcome.Bad("\"" + name + "\" is undefined", at, name.length(), name);
    }

    private Compiled compile(String expression) {
        Compiled known = compiled.get(expression);
        if (known == null) {
            known = parse(expression);
            compiled.put(expression, known);
        }
        return known;
    }

    private Compiled parse(String expression) {
        ExpressionText.Mistake mistake = ExpressionText.check(expression);
        if (mistake != null) {
            return new Compiled.Broken(
                    new Outcome.Bad(mistake.message(), mistake.offset(), 1, null));
        }
        try {
            return new Compiled.Ready(
                    new Template("expression", PREFIX + expression + SUFFIX, configuration));
        } catch (ParseException e) {
            int offset = offset(expression, e.getLineNumber(), e.getColumnNumber());
            String message =
                    offset >= expression.length()
                            ? "the expression ends too early"
                            : "the expression is not valid: " + firstSentence(e.getEditorMessage());
            return new Compiled.Broken(
                    new Outcome.Bad(message, Math.min(offset, expression.length()), 1, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // From a position in the template to one in the expression.
    private static int offset(String expression, @Nullable Integer line, @Nullable Integer column) {
        if (line == null || column == null || line < 1) {
            return 0;
        }
        if (line == 1) {
            return Math.clamp(column - 1 - PREFIX.length(), 0, expression.length());
        }
        int start = 0;
        for (int i = 1; i < line; i++) {
            start = expression.indexOf('\n', start) + 1;
        }
        return Math.clamp(start + column - 1, 0, expression.length());
    }

    private static String firstSentence(@Nullable String message) {
        String text = message == null ? "it has no value" : message.strip();
        int end = text.indexOf("\n\n");
        text = end < 0 ? text : text.substring(0, end);
        int tip = text.indexOf("\n----");
        text = tip < 0 ? text : text.substring(0, tip);
        text = text.replaceAll("\\s*\\[in template [^\\]]*\\]", "").replaceAll("\\s+", " ").strip();
        int expecting = text.indexOf(", but was expecting");
        return expecting < 0 ? text : text.substring(0, expecting);
    }

    private static Configuration configuration() {
        var configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setObjectWrapper(new SimpleObjectWrapper(Configuration.VERSION_2_3_34));
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setAPIBuiltinEnabled(false);
        configuration.setTemplateLoader(null);
        configuration.setTagSyntax(Configuration.ANGLE_BRACKET_TAG_SYNTAX);
        configuration.setInterpolationSyntax(Configuration.DOLLAR_INTERPOLATION_SYNTAX);
        configuration.setNumberFormat("computer");
        configuration.setBooleanFormat("c");
        configuration.setLocale(Locale.ROOT);
        configuration.setTimeZone(TimeZone.getTimeZone("UTC"));
        configuration.setLogTemplateExceptions(false);
        configuration.setWrapUncheckedExceptions(false);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        return configuration;
    }
}
