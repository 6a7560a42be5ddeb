package nsfleet.resolve;

import nsfleet.filter.Hook;
import nsfleet.filter.Match;
import nsfleet.filter.Policy;
import nsfleet.filter.Verdict;
import nsfleet.net.Netns;
import nsfleet.playbook.Item;
import nsfleet.resource.ChainPolicy;
import nsfleet.resource.Filter;
import nsfleet.resource.FirewallRule;
import nsfleet.resource.Mark;
import nsfleet.resource.Step;
import nsfleet.yaml.Mapping;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// `firewall` and `mark`.
final class FirewallSteps {
    /// What the log's prefix takes, less the colon and blank (xt_LOG.h).
    private static final int PREFIX = 27;

    private final StepReader steps;

    FirewallSteps(StepReader steps) {
        this.steps = steps;
    }

    void read(Item.Task task, Mapping body, Place place) {
        var keys = new Keys(body, task.span(), place);
        Netns netns = steps.netns(task, keys);
        boolean mark = task.type().name().equals("mark");
        Filter wanted = mark ? mark(keys, netns) : firewall(keys, netns);
        if (wanted == null) {
            steps.lab.partial = true;
            return;
        }
        String identity = identity(wanted, StepReader.name(task, place));
        Step step = steps.make(task, keys, identity, netns);
        if (step != null) {
            steps.lab.want(step, wanted, task.span(), place.problems());
        }
    }

    /// A firewall rule's own name, if it has one, lasts when the rule changes.
    private static String identity(Filter wanted, @Nullable String name) {
        return switch (wanted) {
            case FirewallRule r ->
                    "firewall "
                            + r.netns().prefix()
                            + (name == null ? r.words() : r.hook().chain() + " " + name);
            case ChainPolicy p ->
                    "firewall "
                            + p.netns().prefix()
                            + p.hook().chain()
                            + " "
                            + (name == null ? "policy" : name);
            case Mark m -> "mark " + m.netns().prefix() + m.words();
            case nsfleet.resource.Masquerade _, nsfleet.resource.Snat _, nsfleet.resource.Dnat _ ->
                    throw new IllegalStateException("not of this class: " + wanted);
        };
    }

    private @Nullable Filter mark(Keys keys, Netns netns) {
        Match match = new MatchKeys(steps, keys).read(netns);
        Verdict.Mark set = keys.read("set", Texts::setMark);
        return set == null ? null : new Mark(netns, match, set);
    }

    private @Nullable Filter firewall(Keys keys, Netns netns) {
        String chain = keys.choice("chain", List.of("INPUT", "FORWARD", "OUTPUT"));
        String action = keys.choice("action", List.of("accept", "drop", "reject", "log"));
        String policy = keys.choice("policy", List.of("accept", "drop"));
        if (keys.has("action") == keys.has("policy")) {
            keys.wrong(
                    "missing-key",
                    keys.has("policy") ? keys.span("policy") : keys.span(),
                    keys.has("policy")
                            ? "a step is a rule with \"action\" or a \"policy\", not both"
                            : "the firewall step needs \"action\" or \"policy\"",
                    null);
            return null;
        }
        if (chain != null && policy != null) {
            return policy(keys, netns, Hook.valueOf(chain), policy);
        }
        Match match = new MatchKeys(steps, keys).read(netns);
        wrongWay(keys, chain, "INPUT", "out");
        wrongWay(keys, chain, "OUTPUT", "in");
        return chain == null || action == null
                ? null
                : new FirewallRule(netns, Hook.valueOf(chain), match, verdict(action));
    }

    private @Nullable Filter policy(Keys keys, Netns netns, Hook hook, String policy) {
        for (Mapping.Entry entry : keys.map().entries()) {
            String key = entry.key().text();
            if (!List.of("chain", "policy", "netns").contains(key)) {
                keys.wrong(
                        "unknown-key",
                        entry.key().span(),
                        "a policy is about all packets of its chain: \"" + key + "\" is for rules",
                        null);
            }
        }
        return new ChainPolicy(netns, hook, Policy.valueOf(policy.toUpperCase(Locale.ROOT)));
    }

    /// What is for the namespace itself leaves by no interface, what it sends came in by none.
    private static void wrongWay(Keys keys, @Nullable String chain, String which, String key) {
        if (which.equals(chain) && keys.has(key)) {
            keys.wrong(
                    "bad-value",
                    keys.span(key),
                    "packets of "
                            + which
                            + (key.equals("out")
                                    ? " leave by no interface"
                                    : " came in by no interface"),
                    "FORWARD has those that do both");
        }
    }

    private Verdict verdict(String action) {
        return switch (action) {
            case "accept" -> new Verdict.Accept();
            case "drop" -> new Verdict.Drop();
            case "reject" -> new Verdict.Reject();
            default -> new Verdict.Log(prefix());
        };
    }

    private String prefix() {
        String text = "nsfleet " + steps.lab.lab();
        return text.substring(0, Math.min(text.length(), PREFIX)) + ": ";
    }
}
