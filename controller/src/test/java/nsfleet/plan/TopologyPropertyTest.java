package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.probe.Observed;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

/// The properties of [PlanPropertyTest] for labs of every shape, also such as a plan refuses: those
/// are left out, and most must not be.
class TopologyPropertyTest {
    private static final int CASES = Integer.getInteger("nsfleet.cases", 250);

    @Test
    void thePlanOfTheStateAfterThePlanIsEmpty() {
        int applied = 0;
        for (int seed = 0; seed < CASES; seed++) {
            Run run = Run.plain();
            for (long version : new long[] {seed, seed + 1_000_000L}) {
                LabBuilder lab = lab(version);
                if (run.apply(lab).refusals().isEmpty()) {
                    applied++;
                    Plan again = run.plan(lab);
                    assertThat(again.refusals()).as("seed %d", seed).isEmpty();
                    assertThat(Run.operations(again)).as("seed %d", seed).isEmpty();
                    assertThat(again.next()).as("seed %d", seed).isEqualTo(run.record);
                    assertThat(again.claims()).as("seed %d", seed).isEqualTo(run.claims);
                }
            }
        }
        assertThat(applied).isGreaterThan(CASES);
    }

    @Test
    void destroyAfterApplyGivesTheStateBefore() {
        Observed base = Hosts.plain();
        for (int seed = 0; seed < CASES; seed++) {
            Run run = Run.plain();
            run.apply(lab(seed));
            run.apply(lab(seed + 1_000_000L));
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
        }
    }

    @Test
    void whatWasThereBeforeTheLabChangedLeavesNoTrace() {
        int compared = 0;
        for (int seed = 0; seed < CASES; seed++) {
            LabBuilder last = lab(seed);
            Run direct = Run.plain();
            Run changed = Run.plain();
            changed.apply(lab(seed + 1_000_000L));
            if (direct.apply(last).refusals().isEmpty()
                    && changed.apply(last).refusals().isEmpty()) {
                assertThat(lines(changed.seen)).as("seed %d", seed).isEqualTo(lines(direct.seen));
                assertThat(State.settings(changed.seen, Hosts.plain()))
                        .as("seed %d", seed)
                        .isEqualTo(State.settings(direct.seen, Hosts.plain()));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(CASES / 2);
    }

    /// A bridge whose mtu nobody gives any more keeps the last one: the kernel has no way back to
    /// following the ports.
    private static List<String> lines(Observed seen) {
        return State.lines(seen, false).stream()
                .map(line -> line.replaceAll("( bridge up=\\w+) mtu=\\d+", "$1"))
                .toList();
    }

    private static LabBuilder lab(long seed) {
        return new RandomTopology(new Random(seed), true).make();
    }
}
