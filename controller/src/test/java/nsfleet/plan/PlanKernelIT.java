package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.Family;
import nsfleet.net.Netns;
import nsfleet.probe.FirstLook;
import nsfleet.probe.Look;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterAt;
import nsfleet.probe.Prober;
import nsfleet.record.LabRecord;
import nsfleet.record.SysctlClaims;
import nsfleet.render.Rendered;
import nsfleet.render.Renderer;
import nsfleet.resource.Desired;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// The model held against the kernel: random labs are planned, rendered and run in a throw-away
/// namespace, and what a probe sees then is what the plan foretold; destroyed, all is as before.
class PlanKernelIT {
    private static final int CASES = Integer.getInteger("nsfleet.kernel.cases", 6);
    private static final int FIRST = Integer.getInteger("nsfleet.kernel.first", 0);

    private static final String BASE =
            """
            set -e
            ip link set lo up
            for i in 0 1; do ip link add name eth$i type veth peer name eth${i}x; done
            ip link set dev eth0 up; ip link set dev eth0x up
            ip address add 192.0.2.10/24 dev eth0
            ip link add name docker0 type bridge; ip link set dev docker0 up
            ip address add 172.17.0.1/16 dev docker0
            ip route add default via 192.0.2.1
            ip route add 10.200.0.0/16 via 172.17.0.9
            ip rule add priority 50 from 10.250.0.0/16 table 77
            echo 1 >/proc/sys/net/ipv4/conf/docker0/forwarding
            ip netns add foreign
            ip -n foreign link add name f0 type bridge
            iptables -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
            """;

    private @Nullable Process holder;

    @Test
    void whatTheProbeSeesAfterAnApplyIsWhatThePlanForetold() throws Exception {
        if (!Files.isWritable(Path.of("/proc/sys/net/ipv4/ip_forward"))) {
            String reason = "SKIPPED: the model is not held against the kernel: needs root";
            System.err.println(reason);
            Assumptions.abort(reason);
        }
        for (int seed = FIRST; seed < FIRST + CASES; seed++) {
            start();
            script(BASE);
            TreeSet<String> before = lines(everything(), true);
            LabRecord record = LabRecord.none(LabBuilder.lab().lab);
            SysctlClaims claims = SysctlClaims.none();
            Desired last = null;
            for (long version : new long[] {0, 1_000_000}) {
                LabBuilder lab = new RandomLab(new Random(seed + version)).make();
                if (lab.steps.isEmpty()) {
                    continue;
                }
                last = lab.desired();
                Plan plan = carryOut(seed, last, record, claims);
                record = plan.next();
                claims = plan.claims();
            }
            FirstLook first = look();
            Look look = Planner.lookForDestroy(record.lab(), first.observed(), record, claims);
            Plan gone =
                    Planner.destroy(
                            record.lab(),
                            first.facts(),
                            second(first, look),
                            record,
                            claims,
                            Options.NONE);
            assertThat(gone.refusals()).as("seed %d", seed).isEmpty();
            run(seed, gone);
            same(seed, lines(everything(), true), before);
            stop();
        }
    }

    private Plan carryOut(int seed, Desired desired, LabRecord record, SysctlClaims claims)
            throws Exception {
        FirstLook first = look();
        Observed seen = second(first, Planner.look(desired, first.observed(), record, claims));
        Plan plan = Planner.plan(desired, first.facts(), seen, record, claims, Options.NONE);
        assertThat(plan.refusals()).as("seed %d", seed).isEmpty();
        run(seed, plan);
        first = look();
        Observed now =
                second(first, Planner.look(desired, first.observed(), plan.next(), plan.claims()));
        Observed foretold = Planner.after(seen, Run.operations(plan));
        same(seed, lines(now, false), lines(foretold, false));
        Plan again =
                Planner.plan(desired, first.facts(), now, plan.next(), plan.claims(), Options.NONE);
        assertThat(Run.operations(again)).as("seed %d", seed).isEmpty();
        return plan;
    }

    private void run(int seed, Plan plan) throws Exception {
        if (Boolean.getBoolean("nsfleet.kernel.tell")) {
            Run.operations(plan).forEach(op -> System.out.println(Renderer.command(op)));
            System.out.println("--");
        }
        for (Rendered rendered : Renderer.frames(plan)) {
            String output = script(rendered.frame().script().text());
            assertThat(output).as("seed %d", seed).endsWith("rc=0\n");
        }
    }

    private static void same(int seed, TreeSet<String> have, TreeSet<String> want) {
        TreeSet<String> extra = new TreeSet<>(have);
        extra.removeAll(want);
        TreeSet<String> missing = new TreeSet<>(want);
        missing.removeAll(have);
        assertThat(extra).as("seed %d: there, not foretold; missing: %s", seed, missing).isEmpty();
        assertThat(missing).as("seed %d: foretold, not there", seed).isEmpty();
    }

    /// Options that the model does not know are left out.
    private static TreeSet<String> lines(Observed seen, boolean macs) {
        TreeSet<String> lines = new TreeSet<>();
        for (String line : State.lines(seen, macs)) {
            lines.add(line.replaceAll("\\{.*\\}", ""));
        }
        return lines;
    }

    private FirstLook look() throws Exception {
        String output = script(Prober.full().text());
        return Prober.readFirst(output.substring(0, output.lastIndexOf("rc="))).orThrow();
    }

    /// What a plan asks for, and the host's NAT in any case.
    private Observed second(FirstLook first, Look asked) throws Exception {
        Look look =
                asked.and(
                        new Look(
                                Set.of(
                                        new FilterAt(Netns.HOST, Family.V4, "nat"),
                                        new FilterAt(Netns.HOST, Family.V6, "nat"))));
        return Prober.readSecond(first.observed(), look, script(Prober.second(look).text()));
    }

    private Observed everything() throws Exception {
        return second(look(), Look.NOTHING);
    }

    /// A network, and a /run of its own.
    private void start() throws IOException {
        Process made =
                new ProcessBuilder(
                                "unshare",
                                "-n",
                                "-m",
                                "sh",
                                "-c",
                                "mount -t tmpfs tmpfs /run && echo ready && exec sleep 600")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        holder = made;
        byte[] ready = made.getInputStream().readNBytes(6);
        assertThat(new String(ready, StandardCharsets.UTF_8)).isEqualTo("ready\n");
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (holder != null) {
            holder.destroy();
            holder.waitFor(5, TimeUnit.SECONDS);
        }
    }

    private String script(String text) throws Exception {
        Path file = Files.createTempFile("nsfleet-kernel", ".sh");
        try {
            Files.writeString(file, text);
            Process process =
                    new ProcessBuilder(
                                    "nsenter",
                                    "-t",
                                    String.valueOf(Objects.requireNonNull(holder).pid()),
                                    "-n",
                                    "-m",
                                    "sh",
                                    "-c",
                                    "( . \"$1\" ) 2>&1; echo rc=$?",
                                    "sh",
                                    file.toString())
                            .start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
