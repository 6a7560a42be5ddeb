package nsfleet.vars;

import nsfleet.yaml.YamlNode;

/// What came of evaluating something.
public sealed interface Value {
    /// A value without any expression left in it; what an expression gave has the expression's
    /// place.
    record Known(YamlNode node) implements Value {}

    /// It needs facts of the host, and nobody looked yet.
    record NotYet() implements Value {}

    /// It was wrong; the problem is told.
    record Wrong() implements Value {}
}
