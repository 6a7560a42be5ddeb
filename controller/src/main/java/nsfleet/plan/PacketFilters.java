package nsfleet.plan;

import nsfleet.filter.Backend;
import nsfleet.filter.Hook;
import nsfleet.filter.Line;
import nsfleet.filter.Policy;
import nsfleet.filter.Ruleset;
import nsfleet.net.Family;
import nsfleet.net.LabName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed;
import nsfleet.probe.Observed.FilterAt;
import nsfleet.probe.Observed.FilterTable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The packet filters in the model of the kernel.
final class PacketFilters {
    private final Map<FilterAt, FilterTable> tables;
    private final Map<Netns, Observed.Firewalls> firewalls;

    PacketFilters(Observed seen) {
        tables = new HashMap<>(seen.filters());
        firewalls = new HashMap<>(seen.firewalls());
    }

    Map<FilterAt, FilterTable> tables() {
        return Map.copyOf(tables);
    }

    Map<Netns, Observed.Firewalls> firewalls() {
        return Map.copyOf(firewalls);
    }

    @Nullable FilterTable table(FilterAt at) {
        return tables.get(at);
    }

    @Nullable FilterTable table(Netns netns, Family family, String table) {
        return tables.get(new FilterAt(netns, family, table));
    }

    Observed.@Nullable Firewalls firewalls(Netns netns) {
        return firewalls.get(netns);
    }

    /// A namespace is gone.
    void forget(Netns netns) {
        tables.keySet().removeIf(at -> at.netns().equals(netns));
        firewalls.remove(netns);
    }

    /// What a lab has there.
    ///
    /// @param hooks whose policies matter: iptables has one for each in any case; of nft it is all
    ///   that drop, for the chain is ours
    Ruleset of(LabName lab, Netns netns, Family family, Backend backend, Set<Hook> hooks) {
        Map<Hook, List<Line>> chains = new TreeMap<>();
        Map<Hook, Policy> policies = new TreeMap<>();
        for (Hook hook : Hook.values()) {
            FilterTable table = table(at(lab, netns, family, backend, hook));
            String chain = backend == Backend.NFT ? hook.nftChain() : Chains.name(lab, hook);
            if (table == null) {
                if (backend == Backend.IPTABLES && hooks.contains(hook)) {
                    policies.put(hook, Policy.ACCEPT);
                }
                continue;
            }
            List<Line> lines = table.own().get(chain);
            boolean nft = backend == Backend.NFT;
            Policy policy = policy(table.policies().get(nft ? chain : hook.chain()));
            if (nft ? policy == Policy.DROP : hooks.contains(hook)) {
                policies.put(hook, policy == null ? Policy.ACCEPT : policy);
            }
            if (nft && lines != null && policy == null) {
                chains.put(hook, List.of(MISPLACED));
            } else if (lines != null && !lines.isEmpty()) {
                chains.put(hook, lines);
            } else if (lines != null && !(nft && policy == Policy.DROP)) {
                chains.put(hook, List.of(EMPTY));
            }
        }
        if (backend == Backend.NFT) {
            strangers(lab, netns, family, chains);
        }
        return new Ruleset(chains, policies);
    }

    private static final Line EMPTY = new Line.Strange("(empty)");
    private static final Line MISPLACED = new Line.Strange("(not hooked here)");

    /// Chains in our table of nft that have no name of ours.
    private void strangers(LabName lab, Netns netns, Family family, Map<Hook, List<Line>> chains) {
        FilterTable table = table(at(lab, netns, family, Backend.NFT, Hook.INPUT));
        if (table == null) {
            return;
        }
        Set<String> known = new TreeSet<>();
        for (Hook hook : Hook.values()) {
            known.add(hook.nftChain());
        }
        for (String chain : table.own().keySet()) {
            if (!known.contains(chain)) {
                List<Line> lines = new ArrayList<>(chains.getOrDefault(Hook.INPUT, List.of()));
                lines.add(new Line.Strange("chain " + chain));
                chains.put(Hook.INPUT, lines);
            }
        }
    }

    private static @Nullable Policy policy(@Nullable String word) {
        return word == null ? null : word.equals("DROP") ? Policy.DROP : Policy.ACCEPT;
    }

    /// The table that holds what a lab has for a hook.
    static FilterAt at(LabName lab, Netns netns, Family family, Backend backend, Hook hook) {
        return new FilterAt(
                netns,
                family,
                backend,
                backend == Backend.NFT ? Chains.nftTable(lab) : hook.table());
    }

    void apply(Operation.FilterReplace op) {
        switch (op.backend()) {
            case IPTABLES -> {
                for (String name : op.tables()) {
                    tables.compute(
                            new FilterAt(op.netns(), op.family(), name),
                            (_, have) -> iptables(have, op, name));
                }
            }
            case NFT ->
                    tables.put(
                            new FilterAt(op.netns(), op.family(), Backend.NFT, op.nftTable()),
                            nft(op));
        }
    }

    private static FilterTable iptables(
            @Nullable FilterTable have, Operation.FilterReplace op, String name) {
        var chains = new TreeMap<String, List<String>>();
        var own = new TreeMap<String, List<Line>>();
        Map<String, String> policies = new HashMap<>();
        if (have != null) {
            have.chains().forEach((chain, rules) -> chains.put(chain, new ArrayList<>(rules)));
            own.putAll(have.own());
            policies.putAll(have.policies());
        }
        for (Operation.Jump jump : op.stale()) {
            List<String> rules = chains.get(jump.chain());
            if (jump.table().equals(name) && rules != null) {
                rules.remove(jump.rule());
            }
        }
        op.gone().stream()
                .filter(hook -> hook.table().equals(name))
                .forEach(hook -> own.remove(op.chain(hook)));
        op.wanted()
                .chains()
                .forEach(
                        (hook, lines) -> {
                            if (hook.table().equals(name)) {
                                own.put(op.chain(hook), lines);
                                chains.computeIfAbsent(op.anchor(hook), _ -> new ArrayList<>())
                                        .addFirst(Chains.jump(op.tag(), op.chain(hook)));
                                policies.putIfAbsent(hook.chain(), Policy.ACCEPT.name());
                            }
                        });
        op.wanted()
                .policies()
                .forEach(
                        (hook, policy) -> {
                            if (hook.table().equals(name)) {
                                chains.computeIfAbsent(hook.chain(), _ -> new ArrayList<>());
                                policies.put(hook.chain(), policy.name());
                            }
                        });
        return new FilterTable(chains, policies, own);
    }

    private static FilterTable nft(Operation.FilterReplace op) {
        var own = new TreeMap<String, List<Line>>();
        Map<String, String> policies = new HashMap<>();
        for (Hook hook : Hook.values()) {
            Policy policy = op.wanted().policies().get(hook);
            if (policy != null || op.wanted().chains().containsKey(hook)) {
                own.put(hook.nftChain(), op.wanted().lines(hook));
                policies.put(hook.nftChain(), (policy == null ? Policy.ACCEPT : policy).name());
            }
        }
        return new FilterTable(new TreeMap<>(), policies, own);
    }
}
