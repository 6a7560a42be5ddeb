package nsfleet.resolve;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.resource.Check;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Masquerade;
import nsfleet.resource.Resource;
import nsfleet.resource.Step;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One lab on one host in the making: its steps in order, and what they want, merged by kernel
/// identity.
final class LabDraft {
    /// A port that a bridge step names.
    private record Port(
            Step step, Netns netns, InterfaceName port, InterfaceName bridge, Span span) {}

    private final LabName lab;
    private final Desired.Origin origin;
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Span> identities = new HashMap<>();
    private final Map<Key, Draft> drafts = new LinkedHashMap<>();
    private final Map<Key, Span> places = new HashMap<>();
    private final List<Port> ports = new ArrayList<>();
    private final Map<String, Check> checks = new LinkedHashMap<>();
    private final Set<Netns> existing = new LinkedHashSet<>();
    // A step that could not be read, or not yet: what is missing may stand there.
    boolean partial;

    LabDraft(LabName lab, Desired.Origin origin) {
        this.lab = lab;
        this.origin = origin;
    }

    LabName lab() {
        return lab;
    }

    void existing(Netns netns) {
        existing.add(netns);
    }

    /// The number that the next step has.
    int next() {
        return steps.size();
    }

    /// Takes a step; one that is there already is told with both places.
    boolean add(Step step, Span span, Problems problems) {
        Span first = identities.putIfAbsent(step.identity(), span);
        if (first != null) {
            problems.add(
                    Problem.error(
                                    "duplicate-step",
                                    span,
                                    "\"" + step.identity() + "\" is wanted twice")
                            .see("first here", first));
            return false;
        }
        steps.add(step);
        return true;
    }

    /// Takes what a step wants. Two steps may want the same of one thing, not different ones.
    void want(Step step, Resource resource, Span span, Problems problems) {
        Draft before = drafts.putIfAbsent(resource.key(), new Draft.Done(step, resource));
        Span first = places.putIfAbsent(resource.key(), span);
        if (before == null
                || first == null
                || before instanceof Draft.Done(Wanted wanted)
                        && wanted.resource().equals(resource)) {
            return;
        }
        problems.add(
                Problem.error(
                                "two-values",
                                span,
                                "\""
                                        + step.identity()
                                        + "\" wants another value than a step before")
                        .see("first here", first));
    }

    /// Takes a member of a set: that two steps want it is no mistake.
    void share(Step step, Resource resource, Span span) {
        drafts.putIfAbsent(resource.key(), new Draft.Done(step, resource));
        places.putIfAbsent(resource.key(), span);
    }

    /// Takes an interface.
    void link(Draft.OfLink link, Problems problems) {
        var key = new Key.OfLink(link.netns, link.name);
        Span first = places.putIfAbsent(key, link.span);
        if (first != null) {
            problems.add(
                    Problem.error(
                                    "duplicate-step",
                                    link.span,
                                    "the interface "
                                            + link.netns.label(link.name.value())
                                            + " is wanted twice")
                            .see("first here", first));
            return;
        }
        drafts.put(key, link);
    }

    /// The steps say which addresses this interface has.
    void addressesManaged(Netns netns, InterfaceName dev) {
        if (drafts.get(new Key.OfLink(netns, dev)) instanceof Draft.OfLink link) {
            link.addressesManaged = true;
        }
    }

    void port(Step step, Netns netns, InterfaceName port, InterfaceName bridge, Span span) {
        ports.add(new Port(step, netns, port, bridge, span));
    }

    void check(Check check, Span span, Problems problems) {
        Check before = checks.putIfAbsent(check.identity(), check);
        if (before != null) {
            Problem problem =
                    Problem.error(
                                    "duplicate-check",
                                    span,
                                    "the check \"" + check.identity() + "\" is there twice")
                            .hint("give one of them a name of its own");
            Span first = before.where();
            problems.add(first == null ? problem : problem.see("first here", first));
        }
    }

    /// The interfaces so far.
    List<Draft.OfLink> links() {
        return drafts.values().stream()
                .filter(Draft.OfLink.class::isInstance)
                .map(Draft.OfLink.class::cast)
                .toList();
    }

    /// The desired state, after what concerns all steps was checked.
    Desired finish(Problems problems) {
        ports.forEach(port -> enslave(port, problems));
        forwarding(problems);
        return new Desired(
                lab,
                origin,
                steps,
                drafts.values().stream().map(Draft::finish).toList(),
                List.copyOf(checks.values()),
                List.copyOf(existing));
    }

    private void enslave(Port port, Problems problems) {
        var key = new Key.OfLink(port.netns, port.port);
        if (!(drafts.get(key) instanceof Draft.OfLink link)) {
            var spec =
                    new LinkSpec(
                            port.netns,
                            port.port,
                            null,
                            null,
                            null,
                            port.bridge,
                            port.span,
                            null,
                            null);
            link(
                    new Draft.OfLink(port.step, port.span, spec, new LinkKind.Existing(null)),
                    problems);
            return;
        }
        Span before = link.masterSpan;
        if (link.master != null && before != null && !link.master.equals(port.bridge)) {
            problems.add(
                    Problem.error(
                                    "two-values",
                                    port.span,
                                    port.netns.label(port.port.value())
                                            + " is to be a port of "
                                            + port.bridge
                                            + " and of "
                                            + link.master)
                            .see("first here", before));
            return;
        }
        link.master = port.bridge;
        link.masterSpan = port.span;
    }

    // Packets that are masqueraded are forwarded ones.
    private void forwarding(Problems problems) {
        if (partial) {
            return;
        }
        for (Draft draft : List.copyOf(drafts.values())) {
            if (draft instanceof Draft.Done(Wanted wanted)
                    && wanted.resource() instanceof Masquerade masquerade
                    && !forwards(masquerade)) {
                @Nullable Span span = places.get(masquerade.key());
                String key =
                        masquerade.source().v6()
                                ? "net.ipv6.conf.all.forwarding"
                                : "net.ipv4.ip_forward";
                Netns netns = masquerade.netns();
                problems.add(
                        Problem.warning(
                                        "no-forwarding",
                                        span,
                                        "no step turns on forwarding "
                                                + (netns.isHost() ? "on the host" : "in " + netns)
                                                + ", where packets are to be masqueraded")
                                .hint(
                                        "- sysctl: { "
                                                + (netns.isHost() ? "" : "netns: " + netns + ", ")
                                                + key
                                                + ": 1 }"));
            }
        }
    }

    private boolean forwards(Masquerade masquerade) {
        String family = masquerade.source().v6() ? "net.ipv6." : "net.ipv4.";
        return drafts.values().stream()
                .anyMatch(
                        draft ->
                                draft instanceof Draft.Done(Wanted wanted)
                                        && wanted.resource() instanceof Sysctl sysctl
                                        && sysctl.netns().equals(masquerade.netns())
                                        && sysctl.name().startsWith(family)
                                        && (sysctl.name().endsWith(".forwarding")
                                                || sysctl.name().endsWith("ip_forward"))
                                        && !sysctl.value().equals("0"));
    }
}
