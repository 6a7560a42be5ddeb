package nsfleet.plan;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.LabName;
import nsfleet.net.Mac;
import nsfleet.net.Netns;
import nsfleet.resource.Address;
import nsfleet.resource.Desired;
import nsfleet.resource.Filter;
import nsfleet.resource.Key;
import nsfleet.resource.Link;
import nsfleet.resource.LinkKind;
import nsfleet.resource.Masquerade;
import nsfleet.resource.NetnsResource;
import nsfleet.resource.Resource;
import nsfleet.resource.Route;
import nsfleet.resource.Rule;
import nsfleet.resource.Step;
import nsfleet.resource.Sysctl;
import nsfleet.resource.Want;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes desired states in few words.
final class LabBuilder {
    final LabName lab;
    final List<Step> steps = new ArrayList<>();
    final List<Wanted> wanted = new ArrayList<>();
    final List<Netns> existing = new ArrayList<>();
    String playbook = "lab.yml";
    String host = "box1";
    boolean adopt;
    boolean selected = true;

    LabBuilder(String lab) {
        this.lab = LabName.of(lab);
    }

    static LabBuilder lab() {
        return new LabBuilder("t");
    }

    Desired desired() {
        return new Desired(
                lab, new Desired.Origin(playbook, host), steps, wanted, List.of(), existing);
    }

    LabBuilder adopt() {
        adopt = true;
        return this;
    }

    /// Whether the steps that follow have their turn.
    LabBuilder selected(boolean now) {
        selected = now;
        return this;
    }

    LabBuilder existing(String name) {
        existing.add(Netns.of(name));
        return this;
    }

    LabBuilder step(String type, String identity, Resource... resources) {
        Netns netns = resources[0].key().netns();
        Step step =
                new Step(
                        steps.size(),
                        identity,
                        type,
                        netns,
                        null,
                        null,
                        adopt,
                        false,
                        selected,
                        Step.DEFAULT_TIMEOUT);
        steps.add(step);
        for (Resource r : resources) {
            wanted.add(new Wanted(step, r));
        }
        return this;
    }

    LabBuilder netns(String name) {
        return step("netns", "netns " + name, new NetnsResource(Netns.of(name), true));
    }

    /// One end, or a bridge, or an interface: `[NS/]NAME` and attributes `mtu=1400 mac=.. up=no
    /// master=br0 alias=x ADDRESS...`; `addresses=any` leaves them alone.
    record End(Link link, List<Address> addresses) {}

    static End end(LinkKind kind, String text) {
        String[] words = text.split(" ");
        Netns netns = place(words[0]);
        InterfaceName name = name(words[0]);
        Want<Integer> mtu = Want.any();
        Want<Mac> mac = Want.any();
        Want<Boolean> up = kind.made() ? Want.exactly(true) : Want.any();
        Want<InterfaceName> master = kind.made() ? Want.none() : Want.any();
        Want<String> alias = Want.any();
        boolean managed = kind.made();
        List<Address> addresses = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            switch (pair[0]) {
                case "mtu" -> mtu = Want.exactly(Integer.valueOf(pair[1]));
                case "mac" -> mac = Want.exactly(Mac.of(pair[1]));
                case "up" -> up = Want.exactly(pair[1].equals("yes"));
                case "master" -> master = Want.exactly(InterfaceName.of(pair[1]));
                case "alias" -> alias = Want.exactly(pair[1]);
                case "addresses" -> managed = pair[1].equals("exact");
                default -> addresses.add(new Address(netns, name, Cidr.of(words[i])));
            }
        }
        return new End(
                new Link(netns, name, kind, mtu, mac, up, master, alias, managed), addresses);
    }

    static Netns place(String label) {
        int slash = label.indexOf('/');
        return slash < 0 ? Netns.HOST : Netns.of(label.substring(0, slash));
    }

    static InterfaceName name(String label) {
        return InterfaceName.of(label.substring(label.indexOf('/') + 1));
    }

    LabBuilder veth(String first, String second) {
        String here = first.split(" ")[0];
        String there = second.split(" ")[0];
        End a = end(new LinkKind.Veth(place(there), name(there), true), first);
        End b = end(new LinkKind.Veth(place(here), name(here), false), second);
        List<Resource> all = new ArrayList<>(List.of(a.link, b.link));
        all.addAll(a.addresses);
        all.addAll(b.addresses);
        return step("veth", "veth " + here, all.toArray(Resource[]::new));
    }

    LabBuilder bridge(String text, Map<String, Long> options) {
        var texts = new TreeMap<String, String>();
        options.forEach((key, value) -> texts.put(key, value.toString()));
        return virtual("bridge", text, null, null, texts);
    }

    /// @param lower `[NS/]NAME` of the device it sits on; null for none
    /// @param underlay null for that of `lower`, or else its own namespace
    LabBuilder virtual(
            String kind,
            String text,
            @Nullable String lower,
            @Nullable String underlay,
            Map<String, String> options) {
        Netns under =
                underlay != null
                        ? Netns.of(underlay)
                        : lower != null ? place(lower) : place(text.split(" ")[0]);
        return made(
                kind,
                new LinkKind.Virtual(
                        kind, under, lower == null ? null : name(lower), new TreeMap<>(options)),
                text);
    }

    LabBuilder anInterface(String text, @Nullable String from) {
        return made(
                "interface",
                new LinkKind.Existing(from == null ? null : InterfaceName.of(from)),
                text);
    }

    private LabBuilder made(String type, LinkKind kind, String text) {
        End end = end(kind, text);
        List<Resource> all = new ArrayList<>(List.of(end.link));
        all.addAll(end.addresses);
        return step(type, type + " " + text.split(" ")[0], all.toArray(Resource[]::new));
    }

    LabBuilder address(String dev, String address) {
        return step(
                "address",
                "address " + dev + " " + address,
                new Address(place(dev), name(dev), Cidr.of(address)));
    }

    /// `NS TO [via X] [dev X] [src X] [metric N] [table N] [type T]`; NS is `host` or a name.
    LabBuilder route(String text) {
        Route route = aRoute(text);
        return step("route", "route " + text.split(" ")[0] + " " + route.key(), route);
    }

    static Route aRoute(String text) {
        String[] w = text.split(" ");
        Ip via = null;
        InterfaceName dev = null;
        Ip src = null;
        long metric = 0;
        String table = "main";
        String type = "unicast";
        for (int i = 2; i + 1 < w.length; i += 2) {
            switch (w[i]) {
                case "via" -> via = Ip.of(w[i + 1]);
                case "dev" -> dev = InterfaceName.of(w[i + 1]);
                case "src" -> src = Ip.of(w[i + 1]);
                case "metric" -> metric = Long.parseLong(w[i + 1]);
                case "table" -> table = w[i + 1];
                case "type" -> type = w[i + 1];
                default -> throw new IllegalArgumentException(text);
            }
        }
        return new Route(
                Netns.parse(w[0]).orThrow(),
                Cidr.of(w[1]),
                table,
                metric,
                type,
                via,
                dev,
                src,
                false,
                null,
                null,
                List.of());
    }

    LabBuilder rule(String netns, long priority, String from, String table) {
        Rule rule = aRule(netns, priority, from, table);
        return step("rule", "rule " + netns + " " + rule.key(), rule);
    }

    static Rule aRule(String netns, long priority, String from, String table) {
        Cidr source = Cidr.of(from);
        return new Rule(
                Netns.parse(netns).orThrow(),
                source.family(),
                priority,
                false,
                source,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                table,
                null,
                null);
    }

    LabBuilder sysctl(String netns, String name, String value) {
        Netns ns = Netns.parse(netns).orThrow();
        return step("sysctl", "sysctl " + ns.prefix() + name, new Sysctl(ns, name, value));
    }

    /// A step of the packet filter; it is called as its key is.
    LabBuilder filter(Filter filter) {
        String key =
                filter.key() instanceof Key.OfFilter(Netns _, var type, var text)
                        ? type + " " + filter.netns().prefix() + text
                        : String.valueOf(filter.key());
        return step(key.split(" ")[0], key, filter);
    }

    LabBuilder masquerade(String netns, String source, @Nullable String out) {
        Netns ns = Netns.parse(netns).orThrow();
        return step(
                "masquerade",
                "masquerade " + ns.prefix() + source + (out == null ? "" : " out " + out),
                new Masquerade(
                        ns, Cidr.of(source), out == null ? null : InterfaceName.of(out), null));
    }
}
