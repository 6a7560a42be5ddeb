package nsfleet.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.RandomRules;
import nsfleet.filter.Ruleset;
import nsfleet.net.Family;
import nsfleet.net.Netns;
import nsfleet.plan.Operation;
import nsfleet.plan.Planner;
import nsfleet.probe.Look;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterAt;
import nsfleet.probe.Observed.FilterTable;
import nsfleet.probe.Observed.NetnsState;
import nsfleet.probe.Prober;
import nsfleet.probe.Query;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Rules are written, taken by a real kernel, listed, and read: they must mean what they did. And
/// the model foretells the listing.
class FilterKernelIT {
    private static final int ROUNDS = Integer.getInteger("filter.rounds", 6);
    private static final int RULES = 40;

    @TempDir Path dir;

    @ParameterizedTest
    @CsvSource({
        "iptables-nft, V4",
        "iptables-nft, V6",
        "iptables-legacy, V4",
        "iptables-legacy, V6",
        "nft, V4",
        "nft, V6"
    })
    void whatIsWrittenIsReadAgain(String tool, Family family) throws Exception {
        assumeTrue(here(tool), () -> skipped(tool));
        Backend backend = tool.equals("nft") ? Backend.NFT : Backend.IPTABLES;
        int many = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            Ruleset wanted = new RandomRules(new Random(seed), family).ruleset(RULES);
            Operation.FilterReplace op =
                    Operations.filter(Netns.HOST, family, backend, wanted, List.of());
            Observed before = seen(op, "");
            Observed after = seen(op, Renderer.command(op));
            compare(wanted, after, op, seed);
            for (List<Line> lines : wanted.chains().values()) {
                many += lines.size();
            }
            // With nft the tables of iptables are not there, and the other way round.
            Observed foretold = Planner.after(before, List.of(op));
            foretold.filters()
                    .forEach(
                            (at, table) ->
                                    assertThat(present(after, at).own())
                                            .as("%s after\n%s", at, Renderer.command(op))
                                            .isEqualTo(table.own()));
        }
        System.out.println(tool + " " + family + ": " + many + " rules");
    }

    private static void compare(
            Ruleset wanted, Observed after, Operation.FilterReplace op, int seed) {
        for (Hook hook : Hook.values()) {
            boolean nft = op.backend() == Backend.NFT;
            String chain = nft ? hook.nftChain() : op.chain(hook);
            FilterTable table = present(after, at(op, hook));
            assertThat(table.own().getOrDefault(chain, List.of()))
                    .as("seed %s: %s", seed, hook)
                    .isEqualTo(wanted.lines(hook));
            if (wanted.policies().containsKey(hook)) {
                assertThat(table.policies())
                        .as("seed %s", seed)
                        .containsEntry(nft ? chain : hook.chain(), "DROP");
            }
            if (!nft && !wanted.lines(hook).isEmpty()) {
                assertThat(table.chains().get(hook.chain()))
                        .containsExactly(
                                "-m comment --comment \"nsfleet:nat-lab\" -j " + op.chain(hook));
            }
        }
    }

    private static FilterTable present(Observed seen, FilterAt at) {
        return Objects.requireNonNull(
                seen.filters().get(at), () -> at + " of " + seen.filters().keySet());
    }

    private static FilterAt at(Operation.FilterReplace op, Hook hook) {
        return new FilterAt(
                op.netns(),
                op.family(),
                op.backend(),
                op.backend() == Backend.NFT ? op.nftTable() : hook.table());
    }

    private static String skipped(String tool) {
        String why = "no " + tool + " that works here";
        System.out.println("SKIPPED: " + why);
        return why;
    }

    /// Whether the tool is there and the kernel answers it; from then on `iptables` is this one.
    private boolean here(String tool) throws Exception {
        if (!tool.equals("nft")) {
            for (String command : List.of("iptables", "ip6tables")) {
                for (String end : List.of("", "-save", "-restore")) {
                    Path variant =
                            Path.of("/usr/sbin", command + tool.replace("iptables", "") + end);
                    if (!Files.exists(variant)) {
                        return false;
                    }
                    Path wrapper = dir.resolve(command + end);
                    Files.writeString(wrapper, "#!/bin/sh\nexec " + variant + " \"$@\"\n");
                    assertThat(wrapper.toFile().setExecutable(true)).isTrue();
                }
            }
        }
        return run((tool.equals("nft") ? "nft list tables" : "iptables -t nat -S") + " && echo yes")
                .contains("yes");
    }

    private Observed seen(Operation.FilterReplace op, String command) throws Exception {
        Set<Query> queries = new HashSet<>();
        for (Hook hook : Hook.values()) {
            queries.add(at(op, hook));
        }
        Look look = new Look(queries);
        var spaces = new TreeMap<Netns, NetnsState>();
        spaces.put(Netns.HOST, new NetnsState(new TreeMap<>(), List.of(), List.of()));
        var nothing = new Observed(spaces, new HashMap<>(), Map.of());
        String output = run(command + "\n" + Prober.second(look).text());
        assertThat(output).as("what the tool said to\n%s", command).startsWith("\n@second");
        return Prober.readSecond(nothing, look, output);
    }

    /// Runs shell in a network of its own, where `iptables` is the variant under test.
    private String run(String shell) throws IOException, InterruptedException {
        Path script = Files.writeString(dir.resolve("script.sh"), "set -e\n" + shell);
        ProcessBuilder process =
                new ProcessBuilder("unshare", "-n", "sh", script.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(dir.resolve("output").toFile());
        process.environment().merge("PATH", dir.toString(), (path, own) -> own + ":" + path);
        process.start().waitFor();
        return Files.readString(dir.resolve("output"), StandardCharsets.UTF_8);
    }
}
