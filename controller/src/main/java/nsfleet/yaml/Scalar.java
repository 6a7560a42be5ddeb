package nsfleet.yaml;

import nsfleet.diagnostics.Span;

import org.jspecify.annotations.Nullable;

/// A single value.
///
/// @param span the text as it stands in the source, quotes included
/// @param text the content as written: without quotes, escapes resolved, but `0644`, `no` and
///   `1_000` as they are
/// @param value what it means: String, Long, BigInteger, Double, Boolean or null. See [#of]
/// @param plain written without quotes and not as a block
/// @param kind what its text is
public record Scalar(Span span, String text, @Nullable Object value, boolean plain, Kind kind)
        implements YamlNode {
    /// What a scalar's text is: Ansible's tags say so.
    public enum Kind {
        /// What the user means; `${...}` in it are expressions.
        ORDINARY,
        /// `!unsafe`, and what came of an expression: data, in which nothing is an expression.
        DATA,
        /// `!vault`: encrypted; what is in it is a secret, and data.
        ENCRYPTED
    }

    /// An ordinary one.
    public Scalar(Span span, String text, @Nullable Object value, boolean plain) {
        this(span, text, value, plain, Kind.ORDINARY);
    }

    /// An unquoted scalar, with the meaning that YAML 1.1 as read by PyYAML gives it, save that
    /// sexagesimal numbers and dates stay text.
    public static Scalar of(Span span, String text) {
        return new Scalar(span, text, ScalarTypes.resolve(text), true);
    }

    /// A scalar that is text whatever it looks like.
    public static Scalar string(Span span, String text) {
        return new Scalar(span, text, text, false);
    }

    /// The place of a part of the content.
    ///
    /// Exact for plain and quoted scalars on one line, escapes counted as they are written; in a
    /// block or in a scalar over several lines it is the right line, and as near as can be there.
    ///
    /// @param offset in [#text()], in Java chars
    /// @param length in Java chars, at least 0
    public Span part(int offset, int length) {
        return Written.place(this, offset, length);
    }
}
