package nsfleet.resolve;

import nsfleet.diagnostics.Span;
import nsfleet.net.InterfaceName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.resource.Link;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Resource;
import nsfleet.resource.Step;
import nsfleet.resource.Want;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

/// Something that a lab wants, in the making: other steps may still add to it.
sealed interface Draft {
    /// As it is after all steps.
    Wanted finish();

    /// Complete from the start.
    record Done(Wanted wanted) implements Draft {
        Done(Step step, Resource resource) {
            this(new Wanted(step, resource));
        }

        @Override
        public Wanted finish() {
            return wanted;
        }
    }

    /// An interface: ports of bridges set its master, address steps join its addresses.
    final class OfLink implements Draft {
        final Step step;
        final Netns netns;
        final InterfaceName name;
        final LinkKind kind;
        final Want<Integer> mtu;
        final Want<Mac> mac;
        final Want<Boolean> up;
        final Want<String> alias;
        final Span span;
        @Nullable InterfaceName master;
        @Nullable Span masterSpan;
        boolean addressesManaged;

        OfLink(Step step, Span span, LinkSpec spec, LinkKind kind) {
            this.step = step;
            this.span = span;
            this.netns = spec.netns();
            this.name = spec.name();
            this.kind = kind;
            boolean made = kind.made();
            Integer wanted = spec.mtu();
            this.mtu =
                    wanted == null && kind instanceof LinkKind.Veth
                            ? Want.exactly(1500)
                            : Want.ofNullable(wanted);
            this.mac = Want.ofNullable(spec.mac());
            this.up = made && spec.up() == null ? Want.exactly(true) : Want.ofNullable(spec.up());
            this.alias = made && spec.alias() == null ? Want.none() : Want.ofNullable(spec.alias());
            this.master = spec.master();
            this.masterSpan = spec.masterSpan();
            this.addressesManaged = spec.addresses() != null;
        }

        @Override
        public Wanted finish() {
            InterfaceName wanted = master;
            Want<InterfaceName> over =
                    wanted != null ? Want.exactly(wanted) : kind.made() ? Want.none() : Want.any();
            return new Wanted(
                    step, new Link(netns, name, kind, mtu, mac, up, over, alias, addressesManaged));
        }
    }
}
