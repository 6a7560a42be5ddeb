package nsfleet.yaml;

import nsfleet.diagnostics.Span;

/// A piece of YAML with its place. What an alias (`*name`) stands for keeps the place where it was
/// written first; the same node may therefore occur more than once in a tree.
public sealed interface YamlNode permits Scalar, Sequence, Mapping {
    /// Where it is: a scalar's text, a mapping's first key, a sequence's first dash; of one in
    /// braces or brackets all that stands on the first line.
    Span span();
}
