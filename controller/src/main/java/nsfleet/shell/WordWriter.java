package nsfleet.shell;

import freemarker.core.Environment;

import java.io.Writer;
import java.util.regex.Pattern;

/// Where a template writes: literal text as it is, values as words of the language at hand.
abstract sealed class WordWriter extends Writer {
    protected final StringBuilder text = new StringBuilder();

    /// One value as one word.
    abstract void word(String value);

    /// Lines that were rendered before.
    void document(String lines) {
        throw new ShellLexer.Misplaced("lines belong in a here-document of shell text");
    }

    /// Text that stays in its comment.
    void comment(String value) {
        throw new ShellLexer.Misplaced("comments belong in shell text");
    }

    /// Everything, once it is complete.
    abstract String finish();

    @Override
    public void write(char[] chars, int offset, int length) {
        text.append(chars, offset, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    /// POSIX shell.
    static final class Shell extends WordWriter {
        private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

        private final ShellLexer lexer = new ShellLexer();

        @Override
        public void write(char[] chars, int offset, int length) {
            try {
                for (int i = offset; i < offset + length; i++) {
                    lexer.literal(chars[i]);
                }
            } catch (ShellLexer.Misplaced e) {
                throw e.at(Environment.getCurrentEnvironment());
            }
            super.write(chars, offset, length);
        }

        @Override
        void word(String value) {
            text.append(lexer.value(value) ? Word.always(value) : Word.quote(value));
        }

        @Override
        void document(String lines) {
            lexer.document(lines);
            text.append(lines);
        }

        @Override
        void comment(String value) {
            lexer.comment();
            text.append(HIDDEN.matcher(value).replaceAll("?"));
        }

        @Override
        String finish() {
            lexer.end();
            return text.toString();
        }
    }

    /// One command of `ip -batch` (ip(8)): words between blanks. `#` ends a line even inside
    /// quotes, there are no escapes, and a line has at most 100 words (makeargs in iproute2's
    /// lib/utils.c), so a value that is not plain cannot be written.
    static final class Batch extends WordWriter {
        private static final Pattern SAFE = Pattern.compile("[!-~&&[^\"'#\\\\]]+");
        private static final int MOST_WORDS = 95;

        @Override
        void word(String value) {
            if (!SAFE.matcher(value).matches()) {
                throw new Unfit();
            }
            text.append(value);
        }

        @Override
        String finish() {
            String line = text.toString().strip();
            if (line.indexOf('\n') >= 0) {
                throw new ShellLexer.Misplaced("a batch command is one line");
            }
            if (line.split(" +").length > MOST_WORDS) {
                throw new Unfit();
            }
            return line;
        }
    }

    /// The input of iptables-restore(8): words between blanks, double quotes around others.
    static final class Restore extends WordWriter {
        private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./!*\\[\\]-]+");
        private static final Pattern QUOTABLE = Pattern.compile("[ -~&&[^\"\\\\]]*");

        @Override
        void word(String value) {
            if (PLAIN.matcher(value).matches()) {
                text.append(value);
            } else if (QUOTABLE.matcher(value).matches()) {
                text.append('"').append(value).append('"');
            } else {
                throw new Unfit();
            }
        }

        @Override
        String finish() {
            return text.toString().stripTrailing();
        }
    }

    /// The input of nft(8): words that are numbers, addresses or keywords, and anything else
    /// between the double quotes that the template writes; it has no escapes.
    static final class Nft extends WordWriter {
        private static final Pattern PLAIN = Pattern.compile("-?[A-Za-z0-9_.:/,\\[\\]-]+");
        private static final Pattern QUOTABLE = Pattern.compile("[ -~&&[^\"\\\\*]]*");

        @Override
        void word(String value) {
            boolean quoted = !text.isEmpty() && text.charAt(text.length() - 1) == '"';
            if (!(quoted ? QUOTABLE : PLAIN).matcher(value).matches()) {
                throw new Unfit();
            }
            text.append(value);
        }

        @Override
        String finish() {
            return text.toString().stripTrailing();
        }
    }

    /// A value that the language at hand has no way to write.
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
