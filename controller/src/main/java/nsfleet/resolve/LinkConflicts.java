package nsfleet.resolve;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Want;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Tells of interfaces of one host that cannot be beside each other, or should not: what the kernel
/// would refuse only once half of the lab is made, and ends of one cable that do not match.
final class LinkConflicts {
    private LinkConflicts() {}

    /// @param links of all labs of the host
    static void check(Collection<Draft.OfLink> links, Problems problems) {
        Map<String, Draft.OfLink> numbers = new HashMap<>();
        for (Draft.OfLink link : links) {
            switch (link.kind) {
                case LinkKind.Virtual kind -> {
                    String number = number(kind);
                    Draft.OfLink first =
                            number.isEmpty() ? null : numbers.putIfAbsent(number, link);
                    if (first != null) {
                        problems.add(
                                Problem.error(
                                                "duplicate-number",
                                                link.span,
                                                number + " is there twice")
                                        .see("first here", first.span));
                    }
                }
                case LinkKind.Veth veth when veth.first() -> mtu(link, veth, links, problems);
                case LinkKind.Veth _, LinkKind.Existing _ -> {}
            }
        }
    }

    /// What must be unique: the number of a VLAN on its device (vlan_check_real_dev), that of a
    /// VXLAN on its port and in its namespace (vxlan_vni_in_use).
    private static String number(LinkKind.Virtual kind) {
        Map<String, String> options = kind.options();
        Netns under = kind.underlay();
        InterfaceName link = kind.link();
        return switch (kind.kernelName()) {
            case "vlan" ->
                    "VLAN "
                            + options.get("id")
                            + " of "
                            + (link == null ? under : under.label(link.value()));
            case "vxlan" ->
                    "VXLAN "
                            + options.get("id")
                            + " on UDP port "
                            + options.get("dstport")
                            + (under.isHost() ? " of the host" : " of " + under);
            default -> "";
        };
    }

    /// Frames of the longer mtu are dropped at the other end, silently.
    private static void mtu(
            Draft.OfLink link,
            LinkKind.Veth veth,
            Collection<Draft.OfLink> links,
            Problems problems) {
        for (Draft.OfLink other : links) {
            if (other.netns.equals(veth.peerNetns())
                    && other.name.equals(veth.peer())
                    && link.mtu instanceof Want.Exactly<Integer>(var mine)
                    && other.mtu instanceof Want.Exactly<Integer>(var theirs)
                    && !mine.equals(theirs)) {
                problems.add(
                        Problem.warning(
                                        "mtu-mismatch",
                                        other.span,
                                        "the ends of this veth have different mtus: "
                                                + mine
                                                + " and "
                                                + theirs)
                                .see("the other end", link.span)
                                .hint("what is longer than the smaller one is lost on the way"));
            }
        }
    }
}
