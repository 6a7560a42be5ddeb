package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.filter.Protocol;
import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.Dnat;
import nsfleet.resource.Filter;
import nsfleet.resource.Masquerade;
import nsfleet.resource.Snat;
import nsfleet.resource.Step;
import nsfleet.yaml.Mapping;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// `masquerade`, `snat` and `dnat`.
final class NatSteps {
    private static final List<String> DNAT_PROTOCOLS = List.of("tcp", "udp", "sctp");
    private static final List<Cidr> LOOPBACKS = List.of(Cidr.of("127.0.0.0/8"), Cidr.of("::1/128"));

    private final StepReader steps;

    NatSteps(StepReader steps) {
        this.steps = steps;
    }

    void read(Item.Task task, Mapping body, Place place) {
        var keys = new Keys(body, task.span(), place);
        Netns netns = steps.netns(task, keys);
        String type = task.type().name();
        Filter wanted = type.equals("dnat") ? dnat(keys, netns) : source(keys, netns, type);
        if (wanted == null) {
            steps.lab.partial = true;
            return;
        }
        String words =
                switch (wanted) {
                    case Dnat d -> d.words();
                    case Snat s -> s.words();
                    case Masquerade m -> m.words();
                    case nsfleet.resource.FirewallRule _,
                            nsfleet.resource.Mark _,
                            nsfleet.resource.ChainPolicy _ ->
                            throw new IllegalStateException("not of this class: " + wanted);
                };
        Step step = steps.make(task, keys, type + " " + netns.prefix() + words, netns);
        if (step != null) {
            String key = type.equals("dnat") ? "port" : "source";
            steps.lab.want(step, wanted, keys.span(key), place.problems());
        }
    }

    private @Nullable Filter source(Keys keys, Netns netns, String type) {
        var match = new MatchKeys(steps, keys);
        Cidr source = match.net("source");
        InterfaceName out = match.dev(netns, "out");
        Cidr destination = match.net("destination");
        match.oneFamily("destination", destination, source);
        if (type.equals("masquerade")) {
            return source == null ? null : new Masquerade(netns, source, out, destination);
        }
        Ip to = keys.ip("to");
        match.oneFamily("to", to == null ? null : Cidr.of(to), source);
        return source == null || to == null ? null : new Snat(netns, source, out, destination, to);
    }

    private @Nullable Dnat dnat(Keys keys, Netns netns) {
        var match = new MatchKeys(steps, keys);
        String proto = keys.choice("proto", DNAT_PROTOCOLS);
        Integer port = keys.integer("port", 1, 65535);
        Texts.Endpoint to = keys.read("to", Texts::endpoint);
        InterfaceName in = match.dev(netns, "in");
        Cidr destination = match.net("destination");
        Ip target = to == null ? null : target(keys, to.host());
        if (target != null && destination != null && target.family() != destination.family()) {
            keys.wrong(
                    "family",
                    keys.span("destination"),
                    "\"to\" and \"destination\" are of two families",
                    null);
        }
        return proto == null || port == null || to == null || target == null
                ? null
                : new Dnat(
                        netns,
                        Protocol.number(proto).orElseThrow(),
                        port,
                        target,
                        to.port(),
                        in,
                        destination,
                        null);
    }

    private static @Nullable Ip target(Keys keys, String host) {
        return switch (Ip.parse(host)) {
            case Parsed.Good<Ip>(var ip) when LOOPBACKS.stream().anyMatch(l -> l.contains(ip)) -> {
                keys.wrong(
                        "bad-value",
                        keys.span("to"),
                        "what comes from outside cannot be led to " + ip,
                        "name another address of the namespace, and let the service listen there");
                yield null;
            }
            case Parsed.Good<Ip>(var ip) -> ip;
            case Parsed.Bad<Ip>(var message) -> {
                keys.wrong("to", message);
                yield null;
            }
        };
    }
}
