package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.record.RecordFormat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/// What must hold for every lab, every state and every record. A failure names its seed.
class PlanPropertyTest {
    private static final int CASES = Integer.getInteger("nsfleet.cases", 250);

    @Test
    void thePlanOfTheStateAfterThePlanIsEmpty() {
        int applied = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Run run = earlier(seed);
            hand(run, new Random(seed + 7919L));
            LabBuilder lab = new RandomLab(new Random(seed)).make();
            Plan plan = run.apply(lab);
            if (!plan.refusals().isEmpty()) {
                continue;
            }
            applied++;
            Plan again = run.plan(lab);
            assertThat(again.refusals()).as("seed %d", seed).isEmpty();
            assertThat(Run.operations(again)).as("seed %d", seed).isEmpty();
            assertThat(again.next()).as("seed %d", seed).isEqualTo(run.record);
            assertThat(again.claims()).as("seed %d", seed).isEqualTo(run.claims);
        }
        assertThat(applied).as("cases that were not refused").isGreaterThan(CASES / 2);
    }

    @Test
    void destroyAfterApplyGivesTheStateBefore() {
        Observed base = Hosts.plain();
        for (int seed = 0; seed < CASES; seed++) {
            Run run = Run.plain();
            Plan plan = run.apply(new RandomLab(new Random(seed)).make());
            assertThat(plan.refusals()).as("seed %d", seed).isEmpty();
            if (seed % 2 == 0) {
                run.options = new Options(true, false, false, null, null);
                run.apply(new RandomLab(new Random(seed + 1_000_000L)).make());
                run.options = Options.NONE;
            }
            Plan gone = run.apply(run.destroyed());
            assertThat(gone.refusals()).as("seed %d", seed).isEmpty();
            assertThat(State.lines(run.seen, true))
                    .as("seed %d", seed)
                    .isEqualTo(State.lines(base, true));
            assertThat(State.settings(run.seen, base))
                    .as("seed %d", seed)
                    .isEqualTo(State.settings(base, base));
            assertThat(run.record.entries()).as("seed %d", seed).isEmpty();
            assertThat(run.claims.claims()).as("seed %d", seed).isEmpty();
            assertThat(Run.operations(run.destroyed())).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void whatLeavesThePlaybookLeavesTheHost() {
        int compared = 0;
        for (int seed = 0; seed < CASES; seed++) {
            LabBuilder small = new RandomLab(new Random(seed)).make();
            if (small.steps.isEmpty()) {
                continue;
            }
            Run direct = Run.plain();
            direct.apply(small);
            Run pruned = Run.plain();
            pruned.apply(new RandomLab(new Random(seed + 1_000_000L)).make());
            Plan plan = pruned.apply(small);
            assertThat(plan.refusals()).as("seed %d", seed).isEmpty();
            TreeSet<String> want = State.lines(direct.seen, false);
            assertThat(State.lines(pruned.seen, false)).as("seed %d", seed).isEqualTo(want);
            assertThat(State.settings(pruned.seen, Hosts.plain()))
                    .as("seed %d", seed)
                    .isEqualTo(State.settings(direct.seen, Hosts.plain()));
            compared++;
        }
        assertThat(compared).isGreaterThan(CASES / 2);
    }

    @Test
    void theRecordIsReadBackAsWritten() {
        for (int seed = 0; seed < CASES; seed++) {
            Run run = Run.plain();
            Plan plan = run.apply(new RandomLab(new Random(seed)).make());
            for (var record : List.of(plan.intent(), plan.next())) {
                assertThat(
                                RecordFormat.read(record.lab(), RecordFormat.write(record, "1.0"))
                                        .orThrow())
                        .as("seed %d", seed)
                        .isEqualTo(record);
            }
            assertThat(RecordFormat.readClaims(RecordFormat.write(plan.claims(), "1.0")).orThrow())
                    .as("seed %d", seed)
                    .isEqualTo(plan.claims());
        }
    }

    @Test
    void aFailureHalfWayLeavesARecordThatCanGoOnAndCanBeDestroyed() {
        Observed base = Hosts.plain();
        for (int seed = 0; seed < CASES; seed++) {
            Run run = Run.plain();
            LabBuilder lab = new RandomLab(new Random(seed)).make();
            Plan plan = run.plan(lab);
            List<Operation> all = Run.operations(plan);
            int done = all.isEmpty() ? 0 : new Random(seed).nextInt(all.size());
            run.seen = Planner.after(run.seen, all.subList(0, done));
            run.record = Planner.afterFailure(plan, run.seen);
            run.claims = plan.intentClaims();
            if (seed % 2 == 0) {
                assertThat(run.apply(lab).refusals()).as("seed %d", seed).isEmpty();
            }
            Plan gone = run.apply(run.destroyed());
            assertThat(gone.refusals()).as("seed %d", seed).isEmpty();
            assertThat(State.lines(run.seen, true))
                    .as("seed %d", seed)
                    .isEqualTo(State.lines(base, true));
        }
    }

    /// A host on which, for most seeds, another version of the lab is already.
    private static Run earlier(int seed) {
        Run run = Run.plain();
        if (seed % 4 > 0) {
            run.apply(new RandomLab(new Random(seed + 1_000_000L)).make());
        }
        return run;
    }

    /// Somebody breaks things: only those that the lab made.
    private static void hand(Run run, Random random) {
        for (int i = random.nextInt(4); i > 0; i--) {
            List<Operation> possible = damage(run, random);
            if (!possible.isEmpty()) {
                run.hand(possible.get(random.nextInt(possible.size())));
            }
        }
    }

    private static List<Operation> damage(Run run, Random random) {
        List<Operation> all = new ArrayList<>();
        run.seen
                .namespaces()
                .forEach(
                        (netns, space) -> {
                            boolean ours = netns.name().startsWith("n");
                            if (ours && random.nextInt(4) == 0) {
                                all.add(new Operation.NetnsDelete(netns));
                            }
                            space.links()
                                    .forEach(
                                            (name, link) -> {
                                                if (name.value().startsWith("v")
                                                        || name.value().startsWith("br")) {
                                                    breakLink(all, netns, name, link, random);
                                                }
                                            });
                            space.routes().stream()
                                    .filter(r -> ours)
                                    .forEach(r -> all.add(new Operation.RouteDelete(r.route())));
                        });
        all.add(
                new Operation.SysctlWrite(
                        Netns.HOST, "net.ipv4.ip_forward", String.valueOf(random.nextInt(2))));
        return all;
    }

    private static void breakLink(
            List<Operation> all,
            Netns netns,
            InterfaceName name,
            Observed.LinkState link,
            Random random) {
        all.add(new Operation.LinkUp(netns, name, !link.up()));
        all.add(new Operation.LinkMtu(netns, name, 1000 + random.nextInt(500)));
        all.add(new Operation.LinkMaster(netns, name, null));
        all.add(new Operation.LinkDelete(netns, name));
        all.add(
                new Operation.AddressAdd(
                        netns, name, nsfleet.net.Cidr.of("10.66.0." + random.nextInt(9) + "/24")));
        link.addresses()
                .forEach(a -> all.add(new Operation.AddressDelete(netns, name, a.address())));
    }
}
