package nsfleet.resolve;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Span;
import nsfleet.filter.Backend;
import nsfleet.net.InterfaceName;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.resource.Check;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Resource;
import nsfleet.resource.Step;
import nsfleet.resource.Wanted;
import nsfleet.yaml.Scalar;

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
    private @Nullable String backendWord;
    private @Nullable Span backendSpan;

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
        enrich(problems);
        return new Desired(
                lab,
                origin,
                steps,
                drafts.values().stream().map(Draft::finish).toList(),
                List.copyOf(checks.values()),
                List.copyOf(existing),
                backend());
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

    private void enrich(Problems problems) {
        var forwarding = new Forwarding(drafts, places);
        forwarding.throughLoopback();
        if (!partial) {
            forwarding.warn(problems);
        }
    }

    /// What a play says of the packet filter; all plays of a lab must say the same.
    void backend(@Nullable Scalar written, Problems problems) {
        String word = written == null ? "auto" : written.text();
        Span span = written == null ? null : written.span();
        if (backendWord == null) {
            backendWord = word;
            backendSpan = span;
            return;
        }
        if (backendWord.equals(word)) {
            return;
        }
        Problem problem =
                Problem.error(
                        "two-values",
                        span,
                        "lab "
                                + lab
                                + " has firewall_backend "
                                + word
                                + " here and "
                                + backendWord
                                + " in a play before");
        problems.add(backendSpan == null ? problem : problem.see("first here", backendSpan));
    }

    private @Nullable Backend backend() {
        return switch (backendWord == null ? "auto" : backendWord) {
            case "iptables" -> Backend.IPTABLES;
            case "nft" -> Backend.NFT;
            default -> null;
        };
    }
}
