package nsfleet.resource;

/// A resource and the step that wants it. A veth step wants two links and their addresses; all
/// carry the same step.
public record Wanted(Step step, Resource resource) {}
