package nsfleet.shell;

import freemarker.core.MarkupOutputFormat;
import freemarker.core.TemplateMarkupOutputModel;
import freemarker.template.TemplateModelException;

import org.jspecify.annotations.Nullable;

import java.io.Writer;
import java.util.List;

/// FreeMarker's hook: every `[=value]` goes to the writer as one word. Fails closed: a value that
/// is written anywhere else (into a variable, a buffer) is an error.
final class WordFormat extends MarkupOutputFormat<WordFormat.Output> {
    static final WordFormat INSTANCE = new WordFormat();

    private WordFormat() {}

    /// What functions give that is more than one word.
    record Output(Sort sort, List<String> texts) implements TemplateMarkupOutputModel<Output> {
        @Override
        public WordFormat getOutputFormat() {
            return INSTANCE;
        }
    }

    /// What the texts are.
    enum Sort {
        WORDS,
        DOCUMENT,
        COMMENT
    }

    @Override
    public String getName() {
        return "words";
    }

    @Override
    public @Nullable String getMimeType() {
        return null;
    }

    @Override
    public void output(String text, Writer out) throws TemplateModelException {
        WordWriter writer = writer(out);
        try {
            writer.word(text);
        } catch (RuntimeException e) {
            throw new TemplateModelException(e);
        }
    }

    @Override
    public void output(Output output, Writer out) throws TemplateModelException {
        try {
            write(output, writer(out));
        } catch (RuntimeException e) {
            throw new TemplateModelException(e);
        }
    }

    private static void write(Output output, WordWriter writer) {
        switch (output.sort) {
            case WORDS -> {
                boolean first = true;
                for (String text : output.texts) {
                    if (!first) {
                        writer.write(new char[] {' '}, 0, 1);
                    }
                    first = false;
                    writer.word(text);
                }
            }
            case DOCUMENT -> writer.document(String.join("\n", output.texts));
            case COMMENT -> writer.comment(String.join(" ", output.texts));
        }
    }

    private static WordWriter writer(Writer out) throws TemplateModelException {
        if (out instanceof WordWriter writer) {
            return writer;
        }
        throw new TemplateModelException("a value may not be written into a variable or a buffer");
    }

    @Override
    public String escapePlainText(String text) {
        return Word.always(text);
    }

    @Override
    public Output fromPlainTextByEscaping(String text) {
        return new Output(Sort.WORDS, List.of(text));
    }

    @Override
    public Output fromMarkup(String text) throws TemplateModelException {
        throw new TemplateModelException("no value is shell text already");
    }

    @Override
    public @Nullable String getSourcePlainText(Output output) {
        return output.sort == Sort.WORDS && output.texts.size() == 1
                ? output.texts.getFirst()
                : null;
    }

    @Override
    public String getMarkupString(Output output) throws TemplateModelException {
        throw new TemplateModelException("words have no text before they are written");
    }

    @Override
    public Output concat(Output left, Output right) throws TemplateModelException {
        throw new TemplateModelException("words and other values cannot be joined with +");
    }

    @Override
    public boolean isEmpty(Output output) {
        return output.texts.isEmpty();
    }

    @Override
    public boolean isLegacyBuiltInBypassed(String name) {
        return false;
    }

    @Override
    public boolean isAutoEscapedByDefault() {
        return true;
    }

    @Override
    public boolean isOutputFormatMixingAllowed() {
        return false;
    }
}
