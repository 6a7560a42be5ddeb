package nsfleet.playbook;

import nsfleet.diagnostics.Span;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A play as written.
///
/// @param span where it begins
/// @param name null when it has none; then it names its lab
/// @param lab null when it is made from the name
/// @param hosts a pattern, or a list of them
/// @param vars null for none
/// @param varsFiles the maps of the files that it names; a later one wins
/// @param tags for all its steps and checks; null for none
/// @param serial the sizes of batches of hosts; null for all at once
/// @param firewallBackend auto, iptables or nft; null for auto
/// @param existing namespaces that are there already; null for none
public record Play(
        Span span,
        @Nullable Scalar name,
        @Nullable Scalar lab,
        YamlNode hosts,
        @Nullable Mapping vars,
        List<Mapping> varsFiles,
        @Nullable YamlNode tags,
        @Nullable YamlNode serial,
        @Nullable Scalar maxFailPercentage,
        @Nullable Scalar anyErrorsFatal,
        @Nullable Scalar become,
        @Nullable Scalar becomeUser,
        @Nullable Scalar firewallBackend,
        @Nullable YamlNode existing,
        List<Item> steps,
        List<Item> verify) {
    public Play {
        varsFiles = List.copyOf(varsFiles);
        steps = List.copyOf(steps);
        verify = List.copyOf(verify);
    }
}
