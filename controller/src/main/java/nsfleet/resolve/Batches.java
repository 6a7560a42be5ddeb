package nsfleet.resolve;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.playbook.Play;
import nsfleet.vars.Scope;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.YamlNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts the hosts of a run into batches, as the plays say. A host is in the batch of the first play
/// that it is in; plays that say nothing are worked on together.
final class Batches {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(%?)");

    private final Function<Play, Scope> nobody;
    private final Problems problems;
    private final Set<String> placed = new LinkedHashSet<>();
    private final List<Batch> batches = new ArrayList<>();

    /// What a play says of its batches.
    private record Policy(
            List<String> serial, @Nullable Double maxFailPercentage, boolean anyErrorsFatal) {}

    private Batches(Function<Play, Scope> nobody, Problems problems) {
        this.nobody = nobody;
        this.problems = problems;
    }

    static List<Batch> of(List<Selected> plays, Function<Play, Scope> nobody, Problems problems) {
        var cutter = new Batches(nobody, problems);
        Map<String, Selected> first = new HashMap<>();
        for (Selected play : plays) {
            Policy policy = cutter.policy(play.play());
            for (String host : play.hosts()) {
                Selected other = first.putIfAbsent(host, play);
                if (other != null && !cutter.policy(other.play()).equals(policy)) {
                    cutter.differ(host, other, play);
                    break;
                }
            }
            cutter.cut(play, policy);
        }
        return cutter.batches;
    }

    private void differ(String host, Selected first, Selected second) {
        problems.add(
                Problem.error(
                                "two-values",
                                second.play().span(),
                                host
                                        + " is in two plays that differ in serial,"
                                        + " max_fail_percentage or any_errors_fatal")
                        .see("the first", first.play().span())
                        .hint("all plays of a host are applied to it at one time"));
    }

    private void cut(Selected play, Policy policy) {
        List<String> hosts = play.hosts().stream().filter(placed::add).toList();
        if (hosts.isEmpty()) {
            return;
        }
        if (policy.serial.isEmpty()) {
            Batch only = batches.size() == 1 ? batches.getFirst() : null;
            if (only != null
                    && policy.maxFailPercentage == null
                    && only.maxFailPercentage() == null
                    && policy.anyErrorsFatal == only.anyErrorsFatal()) {
                List<String> all = new ArrayList<>(only.hosts());
                all.addAll(hosts);
                batches.set(0, new Batch(all, null, policy.anyErrorsFatal));
            } else {
                batches.add(new Batch(hosts, policy.maxFailPercentage, policy.anyErrorsFatal));
            }
            return;
        }
        int at = 0;
        for (int i = 0; at < hosts.size(); i++) {
            String size = policy.serial.get(Math.min(i, policy.serial.size() - 1));
            int next = Math.min(hosts.size(), at + count(size, hosts.size()));
            batches.add(
                    new Batch(
                            hosts.subList(at, next),
                            policy.maxFailPercentage,
                            policy.anyErrorsFatal));
            at = next;
        }
    }

    /// Of a percentage at least one; 0 is all, as in Ansible.
    private static int count(String size, int all) {
        boolean percent = size.endsWith("%");
        int number = Integer.parseInt(percent ? size.substring(0, size.length() - 1) : size);
        if (percent) {
            return Math.max(1, (int) (number / 100.0 * all));
        }
        return number == 0 ? all : number;
    }

    private Policy policy(Play play) {
        var place = new Place(nobody.apply(play), null, Tags.NONE, true, problems);
        var entries = new ArrayList<Mapping.Entry>();
        add(entries, "serial", play.serial());
        add(entries, "max_fail_percentage", play.maxFailPercentage());
        add(entries, "any_errors_fatal", play.anyErrorsFatal());
        var keys = new Keys(new Mapping(play.span(), entries), play.span(), place);
        List<String> serial =
                keys.several("serial", Batches::size).stream().map(Keys.Located::value).toList();
        Double most = keys.read("max_fail_percentage", Batches::percent);
        return new Policy(serial, most, keys.bool("any_errors_fatal", false));
    }

    private static void add(List<Mapping.Entry> entries, String key, @Nullable YamlNode value) {
        if (value != null) {
            entries.add(new Mapping.Entry(Scalar.string(value.span(), key), value));
        }
    }

    private static Parsed<String> size(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        return matcher.matches()
                ? Parsed.good(text.strip())
                : Parsed.bad("\"" + text + "\" is neither a number of hosts nor a percentage");
    }

    private static Parsed<Double> percent(String text) {
        try {
            double value = Double.parseDouble(text.strip().replaceAll("%$", ""));
            return value >= 0 && value <= 100
                    ? Parsed.good(value)
                    : Parsed.bad(text + " is not between 0 and 100");
        } catch (NumberFormatException e) {
            return Parsed.bad("\"" + text + "\" is not a percentage");
        }
    }
}
