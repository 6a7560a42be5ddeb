package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.acceptance.Boxes;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.plan.SimulatedHost.Sight;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.LinkState;
import nsfleet.probe.Observed.NetnsState;
import nsfleet.resource.Desired;
import nsfleet.resource.LinkOption;
import nsfleet.resource.LinkOptions;
import nsfleet.run.Event;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/// The model held against the real kernel, over the real pipeline: random labs are applied to a
/// simulated host over SSH, changed into others, broken by hand, repaired and destroyed. After each
/// step a probe sees what the plan foretold, settings and filters included, and the next plan is
/// empty; at the end the host is as it was.
class KernelModelIT {
    private static final int CASES = Integer.getInteger("nsfleet.model.cases", 12);
    private static final int FIRST = Integer.getInteger("nsfleet.model.first", 0);

    private static final boolean TELL = Boolean.getBoolean("nsfleet.model.tell");

    /// After how many failures, each on a fresh host then, to stop.
    private static final int FAILURES = Integer.getInteger("nsfleet.model.failures", 1);

    @Test
    void whatAProbeSeesAfterAnApplyIsWhatThePlanForetold() throws Exception {
        int applied = 0;
        List<String> failures = new ArrayList<>();
        int seed = FIRST;
        while (seed < FIRST + CASES && failures.size() < FAILURES) {
            int known = failures.size();
            try (SimulatedHost host = SimulatedHost.up()) {
                String before = host.snapshot();
                for (; seed < FIRST + CASES && failures.size() == known; seed++) {
                    Case one = new Case(host, seed, before);
                    Optional<String> trouble = one.run();
                    trouble.ifPresent(failures::add);
                    if (TELL) {
                        System.out.println(trouble.orElse("seed " + seed + ": good"));
                    }
                    applied += one.applied;
                }
            }
        }
        assertThat(failures).isEmpty();
        assertThat(applied).as("applies that were not refused").isGreaterThan(CASES);
    }

    @Test
    void whatIsMadeInANewNamespaceIsLookedAtThereToo() throws Exception {
        Desired desired =
                LabBuilder.lab()
                        .netns("n1")
                        .masquerade("n1", "10.0.0.0/8", null)
                        .sysctl("n1", "net.ipv4.ip_forward", "1")
                        .desired();
        try (SimulatedHost host = SimulatedHost.up()) {
            Case.went(host.apply(desired));
            assertThat(Run.operations(host.look(desired).plan(desired))).isEmpty();
        }
    }

    /// One seed.
    private static final class Case {
        private final SimulatedHost host;
        private final int seed;
        private final String before;
        private final StringBuilder story = new StringBuilder();
        int applied;

        Case(SimulatedHost host, int seed, String before) {
            this.host = host;
            this.seed = seed;
            this.before = before;
        }

        /// What was wrong, with the whole story.
        Optional<String> run() {
            story.append("\n=== seed ").append(seed).append('\n');
            try {
                Desired first = lab(seed);
                Desired second = lab(seed + 1_000_000L);
                Desired last = apply("first", first) ? first : null;
                last = apply("second", second) ? second : last;
                if (last != null) {
                    String damage =
                            RandomDamage.of(host.look(last).seen(), last, new Random(seed + 7919L));
                    story.append("--- by hand\n").append(damage);
                    host.hand(damage);
                    apply("repair", last);
                    destroy(last);
                }
                return Optional.empty();
            } catch (AssertionError | RuntimeException e) {
                return Optional.of(story + "\n" + e.getMessage() + "\n");
            }
        }

        private Desired lab(long number) {
            return new RandomTopology(new Random(number), host.bridgesKnowVlans()).make().desired();
        }

        private boolean apply(String name, Desired desired) {
            story.append("--- ").append(name).append('\n').append(RandomTopology.tell(desired));
            Sight sight = host.look(desired);
            Plan plan = sight.plan(desired);
            if (!plan.refusals().isEmpty()) {
                story.append("refused: ").append(plan.refusals()).append('\n');
                return false;
            }
            Run.operations(plan).forEach(op -> story.append("    ").append(op).append('\n'));
            went(host.apply(desired));
            same(sight, plan, host.look(desired));
            Plan again = host.look(desired).plan(desired);
            assertThat(again.refusals()).as("the next plan's refusals").isEmpty();
            assertThat(Run.operations(again)).as("the next plan").isEmpty();
            applied++;
            return true;
        }

        private void destroy(Desired last) {
            story.append("--- destroy\n");
            Sight sight = host.look(last);
            Plan plan = sight.destroy();
            Run.operations(plan).forEach(op -> story.append("    ").append(op).append('\n'));
            went(host.destroy(last.lab()));
            assertThat(Boxes.difference(before, host.snapshot())).as("what destroy left").isEmpty();
        }

        private static void went(List<Event> events) {
            for (Event event : events) {
                if (event instanceof Event.Warning(_, _, var text)) {
                    assertThat(text).doesNotContain("model-gap");
                } else if (event instanceof Event.StepDone step) {
                    assertThat(step.status())
                            .as("%s: %s %s", step.step(), step.message(), step.output())
                            .isNotEqualTo(Event.StepStatus.FAILED);
                } else if (event instanceof Event.HostDone done) {
                    assertThat(done.message()).isEmpty();
                }
            }
        }

        private static void same(Sight before, Plan plan, Sight now) {
            Observed foretold = Planner.after(before.seen(), Run.operations(plan));
            List<String> unsure = unsure(before.seen(), plan);
            compare(lines(now.seen(), unsure), lines(foretold, unsure));
            Map<String, String> wrong = new TreeMap<>();
            Map<Observed.SysctlAt, String> have = now.seen().sysctls();
            new HashMap<>(foretold.sysctls())
                    .forEach(
                            (at, value) -> {
                                String real = have.get(at);
                                if (real != null
                                        && !real.equals(value)
                                        && !followsPerhaps(before.seen(), plan, at)) {
                                    wrong.put(at.toString(), "is " + real + ", foretold " + value);
                                }
                            });
            assertThat(wrong).as("settings").isEmpty();
        }

        /// Whether a device follows a default that the plan writes. The kernel knows whether
        /// somebody ever wrote its own, or the default before it was made; a probe does not.
        private static boolean followsPerhaps(Observed before, Plan plan, Observed.SysctlAt at) {
            InterfaceName dev = Settings.device(at.name());
            return dev != null
                    && before.namespaces().containsKey(at.netns())
                    && Run.operations(plan).stream()
                            .anyMatch(
                                    op ->
                                            op
                                                            instanceof
                                                            Operation.SysctlWrite(
                                                                    var netns,
                                                                    var name,
                                                                    _)
                                                    && netns.equals(at.netns())
                                                    && Settings.reachesDevices(name)
                                                    && Settings.ipv4(dev, Settings.defaultKey(name))
                                                            .equals(at.name()));
        }

        private static void compare(TreeSet<String> have, TreeSet<String> want) {
            TreeSet<String> extra = new TreeSet<>(have);
            extra.removeAll(want);
            TreeSet<String> missing = new TreeSet<>(want);
            missing.removeAll(have);
            assertThat(extra).as("there, not foretold; missing: %s", missing).isEmpty();
            assertThat(missing).as("foretold, not there").isEmpty();
        }

        /// Bridges that the plan leaves as they were, or not. A probe does not show whether one
        /// follows the mtu of its ports.
        private static List<String> unsure(Observed before, Plan plan) {
            List<String> bridges = new ArrayList<>();
            before.namespaces()
                    .forEach(
                            (netns, space) ->
                                    space.links().values().stream()
                                            .filter(link -> link.kind().equals("bridge"))
                                            .filter(link -> !setsMtu(plan, netns, link.name()))
                                            .forEach(
                                                    link ->
                                                            bridges.add(
                                                                    netns + "/" + link.name())));
            return bridges;
        }

        private static boolean setsMtu(Plan plan, Netns netns, InterfaceName name) {
            return Run.operations(plan).stream()
                    .anyMatch(
                            op ->
                                    op instanceof Operation.LinkMtu(var where, var link, _)
                                            && where.equals(netns)
                                            && link.equals(name));
        }

        /// As lines; of a link's options only those that a playbook can set.
        private static TreeSet<String> lines(Observed seen, List<String> unsure) {
            TreeMap<Netns, NetnsState> spaces = new TreeMap<>();
            TreeSet<String> secondaries = new TreeSet<>();
            seen.namespaces()
                    .forEach(
                            (netns, space) -> {
                                TreeMap<InterfaceName, LinkState> links = new TreeMap<>();
                                space.links()
                                        .forEach(
                                                (name, link) ->
                                                        links.put(
                                                                name,
                                                                known(
                                                                        link,
                                                                        unsure.contains(
                                                                                netns + "/"
                                                                                        + name))));
                                spaces.put(
                                        netns,
                                        new NetnsState(links, space.routes(), space.rules()));
                                links.values()
                                        .forEach(
                                                link ->
                                                        link.addresses().stream()
                                                                .filter(a -> a.secondary())
                                                                .forEach(
                                                                        a ->
                                                                                secondaries.add(
                                                                                        "secondary "
                                                                                                + netns
                                                                                                + "/"
                                                                                                + link
                                                                                                        .name()
                                                                                                + " "
                                                                                                + a
                                                                                                        .address())));
                            });
            TreeSet<String> lines =
                    State.lines(new Observed(spaces, Map.of(), seen.filters()), false);
            lines.addAll(secondaries);
            return lines;
        }

        private static LinkState known(LinkState link, boolean unsure) {
            Map<String, String> options = new TreeMap<>();
            for (LinkOption option : LinkOptions.of(link.kind())) {
                String value = option.seen(link.options());
                // not every kernel has VLANs on bridges; plans compare it
                if (value != null && !option.word().equals("vlan_default_pvid")) {
                    options.put(option.word(), value);
                }
            }
            return new LinkState(
                    link.name(),
                    link.index(),
                    link.kind(),
                    link.up(),
                    unsure ? 0 : link.mtu(),
                    link.mac(),
                    link.master(),
                    link.alias(),
                    link.peer(),
                    link.lower(),
                    options,
                    link.addresses());
        }
    }
}
