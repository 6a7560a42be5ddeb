package nsfleet.filter;

/// What stands in a chain of ours.
public sealed interface Line {
    /// For people.
    String text();

    /// A rule.
    record Rule(Match match, Verdict verdict) implements Line {
        @Override
        public String text() {
            String match = match().text();
            return match.isEmpty() ? verdict.text() : match + " " + verdict.text();
        }
    }

    /// Something that we would not have written: somebody else did.
    ///
    /// @param text as it is listed
    record Strange(String text) implements Line {}
}
