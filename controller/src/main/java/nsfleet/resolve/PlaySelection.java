package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problems;
import nsfleet.inventory.HostPattern;
import nsfleet.inventory.Inventory;
import nsfleet.net.LabName;
import nsfleet.playbook.Play;
import nsfleet.playbook.Playbook;
import nsfleet.vars.Scope;
import nsfleet.vars.Value;
import nsfleet.yaml.Scalar;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Finds out which hosts take part in which plays.
final class PlaySelection {
    private final Inventory inventory;
    private final @Nullable Set<String> limit;
    private final boolean allowEmpty;
    private final Problems problems;

    /// @param limit the hosts to keep; null for all
    PlaySelection(
            Inventory inventory,
            @Nullable Set<String> limit,
            boolean allowEmpty,
            Problems problems) {
        this.inventory = inventory;
        this.limit = limit;
        this.allowEmpty = allowEmpty;
        this.problems = problems;
    }

    /// @param nobody what a play's own keys can see, before there is a host
    List<Selected> select(List<Playbook> playbooks, Function<Play, Scope> nobody) {
        var selected = new ArrayList<Selected>();
        for (Playbook playbook : playbooks) {
            for (Play play : playbook.plays()) {
                Optional<LabName> lab = lab(play);
                if (nobody.apply(play).evaluate(play.hosts(), problems)
                                instanceof Value.Known(var hosts)
                        && lab.isPresent()) {
                    HostPattern.parse(hosts, problems)
                            .map(pattern -> selected(playbook, play, lab.get(), pattern))
                            .ifPresent(selected::add);
                }
            }
        }
        return selected;
    }

    private Selected selected(Playbook playbook, Play play, LabName lab, HostPattern pattern) {
        List<String> all = pattern.select(inventory, problems, allowEmpty);
        Set<String> hosts = new LinkedHashSet<>(all);
        if (limit != null) {
            hosts.retainAll(limit);
        }
        String name = playbook.source().name();
        return new Selected(
                play,
                lab,
                name.substring(name.lastIndexOf('/') + 1),
                all,
                pattern.plain(inventory),
                hosts);
    }

    private Optional<LabName> lab(Play play) {
        Scalar written = play.lab() != null ? play.lab() : play.name();
        if (written == null) {
            return Optional.empty();
        }
        Parsed<LabName> lab =
                play.lab() != null ? LabName.parse(written.text()) : LabName.slug(written.text());
        return switch (lab) {
            case Parsed.Good<LabName>(var name) -> Optional.of(name);
            case Parsed.Bad<LabName>(var message) -> {
                problems.error(
                        "bad-lab",
                        written.span(),
                        message,
                        play.lab() != null ? null : "give the play a \"lab\" of its own");
                yield Optional.empty();
            }
        };
    }
}
