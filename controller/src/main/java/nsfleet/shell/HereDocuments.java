package nsfleet.shell;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;

/// The here-documents of a shell text (POSIX.1-2017, XCU 2.7.4): announced by `<<` in one line,
/// they follow it in the order in which they were announced.
final class HereDocuments {
    private record Document(String delimiter, boolean quoted, boolean tabs) {}

    private final Deque<Document> pending = new ArrayDeque<>();
    private @Nullable Document body;
    private final StringBuilder line = new StringBuilder();

    // The delimiter while it is read.
    private @Nullable StringBuilder word;
    private boolean quoted;
    private boolean tabs;
    private char quote;

    /// After `<<`: a delimiter follows.
    void open() {
        word = new StringBuilder();
        quoted = false;
        tabs = false;
        quote = 0;
    }

    boolean inDelimiter() {
        return word != null;
    }

    boolean inBody() {
        return body != null;
    }

    /// Whether a document was announced whose text has not begun.
    boolean pending() {
        return !pending.isEmpty();
    }

    /// Takes a character of a delimiter.
    ///
    /// @return false if it is none any more
    boolean delimiter(char c, char before) {
        StringBuilder delimiter = word;
        if (delimiter == null) {
            return false;
        } else if (quote != 0) {
            if (c == quote) {
                quote = 0;
            } else {
                delimiter.append(c);
            }
        } else if (c == '<') {
            throw new ShellLexer.Misplaced("<<< is not POSIX shell");
        } else if (c == '\'' || c == '"') {
            quote = c;
            quoted = true;
        } else if (c == '\\') {
            quoted = true;
        } else if (c == '-' && delimiter.isEmpty() && before == '<') {
            tabs = true;
        } else if (" \t\n;&|<>()".indexOf(c) < 0) {
            delimiter.append(c);
        } else if (!delimiter.isEmpty() || quoted || c == '\n') {
            pending.add(new Document(delimiter.toString(), quoted, tabs));
            word = null;
            return false;
        }
        return true;
    }

    /// After a line: the text of the next document begins, if there is one.
    void next() {
        body = pending.poll();
        line.setLength(0);
    }

    /// Takes a character of a document's text.
    void body(char c) {
        Document document = body;
        if (c != '\n') {
            line.append(c);
        } else if (document != null) {
            String text = line.toString();
            line.setLength(0);
            if ((document.tabs ? text.replaceFirst("^\t+", "") : text).equals(document.delimiter)) {
                next();
            }
        }
    }

    /// Notes whole lines in a document's text.
    ///
    /// @throws ShellLexer.Misplaced where the shell would change them, or they would end it
    void document(String lines) {
        Document document = body;
        if (document == null || !document.quoted || !line.isEmpty()) {
            throw new ShellLexer.Misplaced(
                    "lines may be written only in a here-document with a quoted delimiter, at the"
                            + " start of a line");
        }
        if (document.tabs || lines.lines().anyMatch(document.delimiter::equals)) {
            throw new ShellLexer.Misplaced("the lines contain the end of their here-document");
        }
        line.append('\0');
    }
}
