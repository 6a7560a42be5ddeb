package nsfleet.shell;

import freemarker.cache.StrongCacheStorage;
import freemarker.core.InvalidReferenceException;
import freemarker.core.ParseException;
import freemarker.template.Configuration;
import freemarker.template.Template;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.TemplateScalarModel;
import freemarker.template.TemplateSequenceModel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TimeZone;

/// The templates under `templates/`, in FreeMarker's square-bracket syntax: `[=value]`, `[#if]`,
/// `[#list]`, so that `${HOME}` and `[ -f x ]` stay shell.
///
/// Every `[=value]` becomes one word of the shell, numbers and booleans too. A list is an error;
/// `[=words(list)]` writes one word for each item. In quotes, backquotes, comments, `${}`, `$(())`
/// and here-documents a value is an error with template, line and column; inside `$(...)` it is a
/// word as anywhere. `[=comment(text)]` writes into a comment. A word that begins with `-` is still
/// an option to the command that gets it: templates put `--` or a keyword (`dev`, `name`) before.
///
/// Models hold [String], [Number], [Boolean], [List], [Map], [Secret] and [Lines]; a null is the
/// same as a missing value (`[#if x??]`). Safe for use by several threads.
public final class Templates {
    private static final class BuiltIn {
        static final Templates TEMPLATES = new Templates();
    }

    private final Configuration configuration;

    private Templates() {
        var cfg = new Configuration(Configuration.VERSION_2_3_35);
        cfg.setTemplateLoader(new TemplateSource());
        cfg.setCacheStorage(new StrongCacheStorage());
        cfg.setTemplateUpdateDelayMilliseconds(Long.MAX_VALUE);
        cfg.setLocalizedLookup(false);
        cfg.setDefaultEncoding(StandardCharsets.UTF_8.name());
        cfg.setTagSyntax(Configuration.SQUARE_BRACKET_TAG_SYNTAX);
        cfg.setInterpolationSyntax(Configuration.SQUARE_BRACKET_INTERPOLATION_SYNTAX);
        cfg.setRecognizeStandardFileExtensions(false);
        cfg.setOutputFormat(WordFormat.INSTANCE);
        cfg.setAutoEscapingPolicy(Configuration.ENABLE_IF_SUPPORTED_AUTO_ESCAPING_POLICY);
        cfg.setObjectWrapper(new Values());
        cfg.setNewBuiltinClassResolver(
                freemarker.core.TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        cfg.setNumberFormat("computer");
        cfg.setBooleanFormat("c");
        cfg.setLocale(Locale.ROOT);
        cfg.setTimeZone(TimeZone.getTimeZone("UTC"));
        cfg.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        cfg.setLogTemplateExceptions(false);
        cfg.setWrapUncheckedExceptions(true);
        cfg.setSharedVariable("words", (TemplateMethodModelEx) Templates::words);
        cfg.setSharedVariable("comment", (TemplateMethodModelEx) Templates::comment);
        this.configuration = cfg;
    }

    /// Those that come with nsfleet.
    public static Templates builtIn() {
        return BuiltIn.TEMPLATES;
    }

    /// Renders shell text.
    ///
    /// @param name the path below `templates/`, such as `probe/second.sh.ftl`
    /// @return with all secrets of the model
    /// @throws TemplateError for a template that is wrong or that wants a value not given
    public Script render(String name, Map<String, ?> model) {
        return new Script(
                process(load(name), model, new WordWriter.Shell()), Values.secrets(model));
    }

    /// Renders one command of `ip -batch`.
    ///
    /// @return empty if it cannot be one, because of a value or of its length: write it as a
    ///   command of its own
    public Optional<Lines> batch(String name, Map<String, ?> model) {
        return lines(load(name), model, new WordWriter.Batch());
    }

    /// Renders the input of `iptables-restore`.
    ///
    /// @return empty if a value cannot be written in it
    public Optional<Lines> restore(String name, Map<String, ?> model) {
        return lines(load(name), model, new WordWriter.Restore());
    }

    /// Renders the input of `nft -f`.
    ///
    /// @return empty if a value cannot be written in it
    public Optional<Lines> nft(String name, Map<String, ?> model) {
        return lines(load(name), model, new WordWriter.Nft());
    }

    /// The shell text of a file that takes no values, as it is.
    public Script text(String name) {
        try {
            String text = TemplateSource.read(name);
            if (text == null) {
                throw new IllegalArgumentException("there is no template " + name);
            }
            return Script.of(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Renders a template that is given as text, for tests.
    Script renderText(String text, Map<String, ?> model) {
        Optional<String> banned = TemplateSource.banned(text);
        if (banned.isPresent()) {
            throw new TemplateError(banned.get(), new IllegalArgumentException(text));
        }
        try {
            return new Script(
                    process(
                            new Template("inline", text, configuration),
                            model,
                            new WordWriter.Shell()),
                    Values.secrets(model));
        } catch (IOException e) {
            throw error("inline", e);
        }
    }

    private Template load(String name) {
        try {
            return configuration.getTemplate(name);
        } catch (IOException e) {
            throw error(name, e);
        }
    }

    private static Optional<Lines> lines(Template template, Map<String, ?> model, WordWriter out) {
        try {
            return Optional.of(new Lines(process(template, model, out)));
        } catch (TemplateError e) {
            if (cause(e, WordWriter.Unfit.class) != null) {
                return Optional.empty();
            }
            throw e;
        } catch (WordWriter.Unfit e) {
            return Optional.empty();
        }
    }

    private static String process(Template template, Map<String, ?> model, WordWriter out) {
        try {
            template.process(model, out);
            return out.finish();
        } catch (TemplateException | IOException e) {
            throw error(template.getName(), e);
        } catch (ShellLexer.Misplaced e) {
            throw error(template.getName(), e);
        }
    }

    private static TemplateError error(String name, Exception e) {
        String message = firstLine(e.getMessage());
        String place = "";
        if (e instanceof ParseException parse) {
            message = firstLine(parse.getEditorMessage());
            place = ":" + parse.getLineNumber() + ":" + parse.getColumnNumber();
        } else if (cause(e, TemplateException.class) instanceof TemplateException wrong) {
            message =
                    wrong instanceof InvalidReferenceException
                            ? "no value was given for " + wrong.getBlamedExpressionString()
                            : firstLine(wrong.getMessageWithoutStackTop());
            place = ":" + wrong.getLineNumber() + ":" + wrong.getColumnNumber();
            name = wrong.getTemplateSourceName() == null ? name : wrong.getTemplateSourceName();
        }
        RuntimeException ours = cause(e, ShellLexer.Misplaced.class);
        RuntimeException bad = ours == null ? cause(e, IllegalArgumentException.class) : ours;
        return new TemplateError(
                name + place + ": " + (bad == null ? message : bad.getMessage()), e);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    private static String firstLine(@Nullable String message) {
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private static TemplateModel words(List<?> arguments) throws TemplateModelException {
        if (arguments.size() != 1
                || !(arguments.getFirst() instanceof TemplateSequenceModel items)) {
            throw new TemplateModelException("words() takes one list");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            texts.add(string(items.get(i)));
        }
        return new WordFormat.Output(WordFormat.Sort.WORDS, texts);
    }

    private static TemplateModel comment(List<?> arguments) throws TemplateModelException {
        if (arguments.size() != 1) {
            throw new TemplateModelException("comment() takes one text");
        }
        return new WordFormat.Output(
                WordFormat.Sort.COMMENT, List.of(string(arguments.getFirst())));
    }

    private static String string(@Nullable Object item) throws TemplateModelException {
        return switch (item) {
            case TemplateScalarModel text -> String.valueOf(text.getAsString());
            case freemarker.template.TemplateNumberModel number ->
                    new java.math.BigDecimal(number.getAsNumber().toString()).toPlainString();
            case freemarker.template.TemplateBooleanModel truth ->
                    String.valueOf(truth.getAsBoolean());
            case null, default ->
                    throw new TemplateModelException(
                            "only texts, numbers and booleans can be words");
        };
    }
}
