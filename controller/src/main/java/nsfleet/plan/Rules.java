package nsfleet.plan;

import nsfleet.resource.Rule;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// What makes two policy routing rules the same, and when one is as wanted.
final class Rules {
    private Rules() {}

    static boolean sameKey(Rule a, Rule b) {
        return a.netns().equals(b.netns())
                && a.family() == b.family()
                && a.priority() == b.priority()
                && a.selector().equals(b.selector());
    }

    static boolean same(Rule a, Rule b) {
        return sameKey(a, b) && differences(a, b).isEmpty();
    }

    static List<Plan.Difference> differences(Rule want, Rule have) {
        List<Plan.Difference> found = new ArrayList<>();
        if (!Objects.equals(table(want), table(have))) {
            found.add(new Plan.Difference("table", table(have), table(want)));
        }
        if (!Objects.equals(want.action(), have.action())) {
            found.add(new Plan.Difference("action", have.action(), want.action()));
        }
        if (!Objects.equals(want.suppressPrefixlength(), have.suppressPrefixlength())) {
            found.add(
                    new Plan.Difference(
                            "suppress_prefixlength",
                            have.suppressPrefixlength(),
                            want.suppressPrefixlength()));
        }
        return found;
    }

    private static @Nullable String table(Rule rule) {
        return rule.table() == null ? null : Routes.table(rule.table());
    }

    /// In ip-rule(8)'s words, for people.
    static String words(Rule rule) {
        return rule.selector()
                + (rule.table() == null ? "" : " lookup " + rule.table())
                + (rule.action() == null ? "" : " " + rule.action());
    }
}
