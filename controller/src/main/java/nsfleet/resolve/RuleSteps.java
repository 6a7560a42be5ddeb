package nsfleet.resolve;

import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.Rule;
import nsfleet.resource.Step;
import nsfleet.yaml.Mapping;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// `rule`.
final class RuleSteps {
    private final StepReader steps;

    RuleSteps(StepReader steps) {
        this.steps = steps;
    }

    void read(Item.Task task, Mapping body, Place place) {
        var keys = new Keys(body, task.span(), place);
        Netns netns = steps.netns(task, keys);
        Long priority = keys.number("priority", 1, 0xffffffffL);
        String table = keys.read("table", Texts::table);
        String action = keys.choice("action", List.of("blackhole", "unreachable", "prohibit"));
        boolean not = keys.bool("not", false);
        Cidr from = network(keys, "from");
        Cidr to = network(keys, "to");
        InterfaceName iif = keys.dev("iif");
        InterfaceName oif = keys.dev("oif");
        String fwmark = keys.read("fwmark", Texts::mark);
        String proto = keys.read("proto", Texts::protocol);
        String sport = keys.read("sport", text -> Texts.range(text, 65_535, false));
        String dport = keys.read("dport", text -> Texts.range(text, 65_535, false));
        String uidrange = keys.read("uidrange", text -> Texts.range(text, 0xfffffffeL, true));
        Integer suppress = keys.integer("suppress_prefixlength", 0, 128);
        steps.declaredDev(netns, iif, keys, "iif");
        steps.declaredDev(netns, oif, keys, "oif");
        outcome(keys);
        List<Family> families = families(keys, from, to);
        if (priority == null) {
            return;
        }
        for (Family family : families) {
            var rule =
                    new Rule(
                            netns, family, priority, not, from, to, iif, oif, fwmark, proto, sport,
                            dport, uidrange, table, action, suppress);
            String identity =
                    "rule "
                            + netns.prefix()
                            + (family == Family.V6 ? "-6 " : "")
                            + priority
                            + " "
                            + rule.selector();
            Step step = steps.make(task, keys, identity, netns);
            if (step != null) {
                steps.lab.want(step, rule, keys.span("priority"), StepReader.problems(keys));
            }
        }
    }

    private static @Nullable Cidr network(Keys keys, String key) {
        Cidr cidr = keys.destination(key);
        return cidr == null ? null : cidr.network();
    }

    private static void outcome(Keys keys) {
        if (keys.has("table") == keys.has("action")) {
            keys.wrong(
                    "missing-key",
                    keys.span(),
                    keys.has("table")
                            ? "the rule has both \"table\" and \"action\""
                            : "the rule needs \"table\" or \"action\"",
                    null);
        }
        if (keys.has("suppress_prefixlength") && keys.has("action")) {
            keys.wrong("suppress_prefixlength", "\"suppress_prefixlength\" goes with \"table\"");
        }
    }

    private static List<Family> families(Keys keys, @Nullable Cidr from, @Nullable Cidr to) {
        String named = keys.choice("family", List.of("ipv4", "ipv6"));
        if (from != null && to != null && from.family() != to.family()) {
            keys.wrong("family", keys.span("to"), "\"from\" and \"to\" are of two families", null);
        }
        Cidr address = from != null ? from : to;
        if (address != null) {
            if (named != null && named.equals("ipv6") != address.v6()) {
                keys.wrong("family", keys.span("family"), address + " is not of this family", null);
            }
            return List.of(address.family());
        }
        if (named == null) {
            return List.of(Family.V4, Family.V6);
        }
        return List.of(named.equals("ipv6") ? Family.V6 : Family.V4);
    }
}
