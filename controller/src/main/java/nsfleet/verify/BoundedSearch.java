package nsfleet.verify;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Looks for a regular expression with a limit on its steps: some need time that doubles with every
/// character, and the text comes from a host.
final class BoundedSearch {
    /// Characters looked at; more than a hundred times what a plain search of the longest output
    /// needs.
    private static final int STEPS = 50_000_000;

    private BoundedSearch() {}

    /// What came of it.
    sealed interface Outcome {
        /// It is there.
        record Found(String text) implements Outcome {}

        /// It is not there.
        record Absent() implements Outcome {}

        /// Nobody knows.
        record Unclear(String why) implements Outcome {}
    }

    /// Searches anywhere in the text; `^` and `$` stand for the ends of lines, as in grep(1).
    static Outcome find(String pattern, String text) {
        try {
            Matcher matcher =
                    Pattern.compile(pattern, Pattern.MULTILINE).matcher(new Counted(text));
            return matcher.find()
                    ? new Outcome.Found(text.substring(matcher.start(), matcher.end()))
                    : new Outcome.Absent();
        } catch (PatternSyntaxException e) {
            return new Outcome.Unclear(
                    "/" + pattern + "/ is not a regular expression: " + e.getDescription());
        } catch (TooLong | StackOverflowError e) {
            return new Outcome.Unclear(
                    "/" + pattern + "/ takes too long on this output: write it simpler");
        }
    }

    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// A text that counts how often it is looked at.
    private static final class Counted implements CharSequence {
        private final String text;
        private int left = STEPS;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (left-- <= 0) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
