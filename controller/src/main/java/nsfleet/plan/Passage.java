package nsfleet.plan;

import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Match;
import nsfleet.filter.Verdict;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterTable;
import nsfleet.record.LabRecord;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;
import nsfleet.resource.Link;
import nsfleet.resource.Resource;
import nsfleet.resource.Want;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// Lets the lab's traffic through a host that drops what it forwards, as hosts with Docker do; with
/// br_netfilter the frames of bridges go the same way.
final class Passage {
    /// The chain that Docker leaves to others, and asks first.
    static final String DOCKER_USER = "DOCKER-USER";

    private static final Set<String> STOPS = Set.of("DROP", "REJECT");

    private final Work work;

    Passage(Work work) {
        this.work = work;
    }

    /// Whether a lab may need it: something of it is forwarded by the host, or bridged on it.
    static boolean matters(Desired desired) {
        return desired.wanted().stream()
                .map(Wanted::resource)
                .anyMatch(r -> r.key().netns().isHost() && matters(r.key(), bridge(r)));
    }

    /// Whether it may have needed it.
    static boolean mattered(LabRecord record) {
        return record.entries().stream()
                .anyMatch(
                        e ->
                                e.key().netns().isHost()
                                        && matters(e.key(), e.type().equals("bridge")));
    }

    private static boolean bridge(Resource resource) {
        return resource instanceof Link link && link.kind().kernelName().equals("bridge");
    }

    private static boolean matters(Key key, boolean bridge) {
        return switch (key) {
            case Key.OfLink _ -> bridge;
            case Key.OfSysctl(Netns _, var name) -> name.matches(".*forward(ing)?");
            case Key.OfRuleset _, Key.OfFilter _, Key.OfMasquerade _ -> true;
            case Key.OfNetns _,
                    Key.OfAddress _,
                    Key.OfRoute _,
                    Key.OfRule _,
                    Key.OfNeighbor _,
                    Key.OfFdb _,
                    Key.OfQdisc _ ->
                    false;
        };
    }

    /// The rules of an interface: none where nothing is dropped, or where its packets are those of
    /// a bridge.
    List<Line.Rule> of(Link link, Family family) {
        boolean port = link.master() instanceof Want.Exactly<InterfaceName>;
        if (!link.netns().isHost() || !link.kind().made() || port || !drops(family)) {
            return List.of();
        }
        return List.of(
                new Line.Rule(Match.ANY.in(link.name()), new Verdict.Accept()),
                new Line.Rule(Match.ANY.out(link.name()), new Verdict.Accept()));
    }

    /// Whether the host drops what it forwards, if nobody accepts it before.
    private boolean drops(Family family) {
        FilterTable table = table(family);
        if (table == null) {
            return false;
        }
        return "DROP".equals(table.policies().get(Hook.FORWARD.chain()))
                || Chains.rules(table, Hook.FORWARD.chain()).stream()
                        .map(Chains::target)
                        .anyMatch(target -> target != null && STOPS.contains(target));
    }

    private @Nullable FilterTable table(Family family) {
        return work.seen.filters().get(new Observed.FilterAt(Netns.HOST, family, "filter"));
    }

    /// What others do that a lab cannot mend.
    void warn(boolean filters) {
        Observed.Firewalls others = work.seen.firewalls().get(Netns.HOST);
        boolean links =
                work.wanted.values().stream()
                        .map(Wanted::resource)
                        .anyMatch(
                                r -> r instanceof Link l && l.netns().isHost() && l.kind().made());
        if (others == null || !links && !filters) {
            return;
        }
        if (others.mixed()) {
            work.warnings.add(
                    "both variants of iptables (legacy and nf_tables) hold rules on this host:"
                            + " packets pass through both, and each tool shows only its own");
        }
        if (others.firewalld() || firewalld()) {
            work.warnings.add(
                    "firewalld manages this host's packet filter: it may reject what the lab"
                            + " forwards, and its reload may take the lab's rules away");
        }
        for (String chain : links ? others.forwardDrops() : List.<String>of()) {
            work.warnings.add(
                    "the chain "
                            + chain
                            + " of nft drops what this host forwards, and no other table can"
                            + " accept it: the lab's traffic passes only where that chain lets it");
        }
    }

    private boolean firewalld() {
        FilterTable table = table(Family.V4);
        return table != null && table.chains().containsKey("FORWARD_direct");
    }
}
