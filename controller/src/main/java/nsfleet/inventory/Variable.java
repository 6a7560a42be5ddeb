package nsfleet.inventory;

import nsfleet.yaml.YamlNode;

/// A variable of a host, a group, a play or the command line.
///
/// @param value with its place
/// @param template whether `${...}` in it is evaluated; false for data from outside (`-e`, answers
///   of inventory scripts), which never is
public record Variable(String name, YamlNode value, boolean template) {}
