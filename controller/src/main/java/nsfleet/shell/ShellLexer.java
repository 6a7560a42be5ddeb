package nsfleet.shell;

import freemarker.core.Environment;
import freemarker.template.TemplateException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;

/// Follows shell text as it is written and knows, at every place, what a quoted word would mean
/// there (token recognition: POSIX.1-2017, XCU 2.3 and 2.6). Stricter than a shell: what it cannot
/// follow for sure it refuses.
final class ShellLexer {
    /// What encloses the place. Words mean words in CODE, PAREN and COMMAND only.
    private enum Kind {
        CODE,
        PAREN,
        COMMAND,
        DOUBLE,
        BACKQUOTE,
        BRACE,
        ARITHMETIC;

        boolean code() {
            return this == CODE || this == PAREN || this == COMMAND;
        }
    }

    private static final class Frame {
        final Kind kind;
        // At the start of a command a plain word could be a reserved word or an assignment.
        boolean commandStart = true;
        int cases;
        int depth = 2;
        // The literal text of the word so far; a quoted or foreign part is one NUL.
        final StringBuilder word = new StringBuilder();

        Frame(Kind kind) {
            this.kind = kind;
        }
    }

    private static final Set<String> OPENERS =
            Set.of("then", "do", "else", "elif", "if", "while", "until", "!", "{", "in", "case");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");
    private static final Pattern OPEN_NAME = Pattern.compile(".*\\$[A-Za-z0-9_]*");

    private final Deque<Frame> frames = new ArrayDeque<>();
    private boolean single;
    private boolean comment;
    private boolean escape;
    private boolean dollar;
    private boolean afterValue;
    private char before;
    private final HereDocuments documents = new HereDocuments();

    ShellLexer() {
        frames.push(new Frame(Kind.CODE));
    }

    /// Takes one character of literal text.
    void literal(char c) {
        if (afterValue && (c == '<' || c == '>')) {
            throw new Misplaced("a redirection must not follow a value without a space");
        }
        afterValue = false;
        if (documents.inBody()) {
            documents.body(c);
        } else if (comment) {
            if (c == '\n') {
                comment = false;
                code(c, top());
            }
        } else if (single) {
            single = c != '\'';
        } else if (escape) {
            escape = false;
            if (c != '\n') {
                top().word.append('\0');
            }
        } else if (documents.inDelimiter()) {
            if (!documents.delimiter(c, before)) {
                token(c);
            }
        } else {
            token(c);
        }
        before = c;
    }

    /// Asks for the place of a value, and notes it.
    ///
    /// @param text the value
    /// @return whether it must be quoted even if it is plain
    /// @throws Misplaced where a quoted word is not one word
    boolean value(String text) {
        String place = place();
        if (place != null) {
            throw new Misplaced("a value may not be written " + place);
        }
        if (text.indexOf('\n') >= 0 && documents.pending()) {
            throw new Misplaced("a value of several lines may not stand beside a here-document");
        }
        Frame frame = top();
        String word = frame.word.toString();
        boolean force =
                OPEN_NAME.matcher(word).matches()
                        || (frame.commandStart && !ASSIGNMENT.matcher(word).matches());
        frame.word.append('\0');
        afterValue = true;
        return force;
    }

    /// Asks whether a document may be written here: in a here-document whose delimiter is quoted,
    /// at the start of a line.
    void document(String text) {
        documents.document(text);
    }

    /// Asks whether the place is inside a comment.
    void comment() {
        if (!comment) {
            throw new Misplaced("a comment's text may be written only after a #");
        }
    }

    /// Checks that everything was closed.
    void end() {
        String open = place();
        if (open != null && !comment && !open.startsWith("right")) {
            throw new Misplaced("the template ends " + open);
        }
        if (documents.pending() || frames.size() > 1) {
            throw new Misplaced("the template ends before what it opened is closed");
        }
        wordEnd(top());
        if (top().cases != 0) {
            throw new Misplaced("the template ends before esac");
        }
    }

    private @Nullable String place() {
        if (documents.inBody()) {
            return "inside a here-document";
        } else if (comment) {
            return "inside a comment";
        } else if (single) {
            return "inside single quotes";
        } else if (escape) {
            return "right after a backslash";
        } else if (documents.inDelimiter()) {
            return "as the delimiter of a here-document";
        } else if (dollar) {
            return "right after a $";
        }
        return switch (top().kind) {
            case DOUBLE -> "inside double quotes";
            case BACKQUOTE -> "inside backquotes";
            case BRACE -> "inside ${}";
            case ARITHMETIC -> "inside $(())";
            case CODE, PAREN, COMMAND ->
                    top().word.toString().endsWith("~") ? "right after a ~" : null;
        };
    }

    private Frame top() {
        return frames.getFirst();
    }

    private void token(char c) {
        if (dollar) {
            dollar = false;
            if (c == '(') {
                frames.push(new Frame(Kind.COMMAND));
                return;
            } else if (c == '{') {
                frames.push(new Frame(Kind.BRACE));
                return;
            } else if (c == '\'' && top().kind.code()) {
                throw new Misplaced("$'...' is not POSIX shell");
            }
        }
        Frame frame = top();
        if (frame.kind == Kind.COMMAND && c == '(' && before == '(' && frame.word.isEmpty()) {
            frames.pop();
            frames.push(new Frame(Kind.ARITHMETIC));
        } else if (c == '\\') {
            escape = true;
        } else if (c == '$') {
            dollar = true;
            frame.word.append('$');
        } else if (c == '`') {
            quote(frame, Kind.BACKQUOTE);
        } else if (frame.kind.code()) {
            code(c, frame);
        } else {
            enclosed(c, frame);
        }
    }

    private void quote(Frame frame, Kind kind) {
        if (frame.kind == kind) {
            frames.pop();
        } else {
            frame.word.append('\0');
            frames.push(new Frame(kind));
        }
    }

    private void enclosed(char c, Frame frame) {
        if (c == '"' && frame.kind != Kind.BACKQUOTE) {
            quote(frame, Kind.DOUBLE);
        } else if (c == '}' && frame.kind == Kind.BRACE) {
            frames.pop();
        } else if (c == '\'' && frame.kind == Kind.BRACE && !underDouble()) {
            single = true;
        } else if (frame.kind == Kind.ARITHMETIC && (c == '(' || c == ')')) {
            frame.depth += c == '(' ? 1 : -1;
            if (frame.depth == 0) {
                frames.pop();
            }
        }
    }

    private boolean underDouble() {
        return frames.stream().anyMatch(f -> f.kind == Kind.DOUBLE);
    }

    private void code(char c, Frame frame) {
        switch (c) {
            case '\'' -> {
                frame.word.append('\0');
                single = true;
            }
            case '"' -> quote(frame, Kind.DOUBLE);
            case '#' -> {
                if (frame.word.isEmpty()) {
                    comment = true;
                } else {
                    frame.word.append(c);
                }
            }
            case ' ', '\t' -> wordEnd(frame);
            case '\n' -> {
                commandEnd(frame);
                documents.next();
            }
            case ';', '&', '|' -> commandEnd(frame);
            case '(' -> {
                commandEnd(frame);
                frames.push(new Frame(Kind.PAREN));
            }
            case ')' -> close(frame);
            case '<' -> {
                if (before == '<') {
                    documents.open();
                } else {
                    wordEnd(frame);
                }
            }
            case '>' -> wordEnd(frame);
            default -> frame.word.append(c);
        }
    }

    private void close(Frame frame) {
        wordEnd(frame);
        if (frame.cases > 0) {
            frame.commandStart = true;
        } else if (frames.size() > 1) {
            frames.pop();
            if (frame.kind == Kind.PAREN) {
                top().commandStart = true;
            }
        } else {
            throw new Misplaced("a ) that closes nothing");
        }
    }

    private void commandEnd(Frame frame) {
        wordEnd(frame);
        frame.commandStart = true;
    }

    private static void wordEnd(Frame frame) {
        if (frame.word.isEmpty()) {
            return;
        }
        String word = frame.word.toString();
        frame.word.setLength(0);
        if (frame.commandStart && word.equals("case")) {
            frame.cases++;
        } else if (frame.commandStart && word.equals("esac")) {
            frame.cases--;
        }
        frame.commandStart =
                OPENERS.contains(word)
                        || (frame.commandStart && ASSIGNMENT.matcher(word).matches());
    }

    /// A place where a value cannot be made safe, or shell text that the lexer does not follow.
    static final class Misplaced extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Misplaced(String message) {
            super(message);
        }

        private Misplaced(String message, Throwable place) {
            super(message, place);
        }

        /// The same, with the place in the template that is being written.
        Misplaced at(@Nullable Environment environment) {
            return environment == null
                    ? this
                    : new Misplaced(
                            String.valueOf(getMessage()), new TemplateException(environment));
        }
    }
}
