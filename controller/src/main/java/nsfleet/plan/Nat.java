package nsfleet.plan;

import nsfleet.net.Family;
import nsfleet.net.InterfaceName;
import nsfleet.net.Netns;
import nsfleet.probe.Observed.FilterAt;
import nsfleet.probe.Observed.FilterTable;
import nsfleet.record.LabRecord;
import nsfleet.resource.Desired;
import nsfleet.resource.Key;
import nsfleet.resource.Masquerade;
import nsfleet.resource.Wanted;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes the lab's own chain as wanted. The object is the chain, compared as text; a step is
/// pending for its own rule only, the first of a chain for the jump, the last for what is too much.
final class Nat {
    private final Work work;
    private final Things things;
    private final String chain;

    Nat(Work work, Things things) {
        this.work = work;
        this.things = things;
        this.chain = Chains.name(work.ledger.lab());
    }

    void masquerade(Masquerade want, Todo todo) {
        if (work.model.space(want.netns()) == null) {
            things.missing(want.netns(), InterfaceName.LO, todo.step);
            return;
        }
        if (!work.facts.iptables()) {
            work.refuse(
                    todo.step,
                    "masquerade needs iptables, and this host has none",
                    "install the package iptables on it");
            return;
        }
        if (want.source().isDefault() && !work.options.confirm()) {
            work.refuse(
                    todo.step,
                    "masquerade of every source also catches the host's own traffic",
                    "name the lab's subnet as source, or use --confirm");
            return;
        }
        FilterAt at = at(want.netns(), want.source().family());
        List<Masquerade> all = all(at);
        List<String> wanted = all.stream().map(Chains::rule).toList();
        FilterTable table = work.model.filter(at);
        List<String> have = Chains.rules(table, chain);
        String mine = Chains.rule(want);
        if (!have.contains(mine)) {
            todo.create("rule", mine);
            replace(
                    at,
                    wanted.stream().filter(r -> r.equals(mine) || have.contains(r)).toList(),
                    todo);
        } else if (want.equals(all.getFirst())
                && !Chains.jumpRight(table, Chains.POSTROUTING, chain)) {
            todo.update("jump", jumps(table), "1, first in " + Chains.POSTROUTING);
            replace(at, have, todo);
        }
        List<String> now = Chains.rules(work.model.filter(at), chain);
        boolean last = want.equals(all.getLast());
        if (last && !now.equals(wanted) && now.containsAll(wanted)) {
            todo.update("rules", now, wanted);
            replace(at, wanted, todo);
        }
    }

    private String jumps(@Nullable FilterTable table) {
        int count = Chains.jumps(table, Chains.POSTROUTING, chain);
        return count == 0 ? "none" : count == 1 ? "1, behind other rules" : String.valueOf(count);
    }

    static FilterAt at(Netns netns, Family family) {
        return new FilterAt(netns, family, Chains.NAT);
    }

    /// Where a lab wants a chain of its own.
    static Set<FilterAt> places(Desired desired) {
        Set<FilterAt> places = new HashSet<>();
        for (Wanted w : desired.wanted()) {
            if (w.resource() instanceof Masquerade nat) {
                places.add(at(nat.netns(), nat.source().family()));
            }
        }
        return places;
    }

    private List<Masquerade> all(FilterAt at) {
        List<Masquerade> all = new ArrayList<>();
        for (Wanted w : work.wanted.values()) {
            if (w.resource() instanceof Masquerade nat
                    && nat.netns().equals(at.netns())
                    && nat.source().family() == at.family()) {
                all.add(nat);
            }
        }
        return all;
    }

    private void replace(FilterAt at, List<String> rules, Todo todo) {
        FilterTable table = work.model.filter(at);
        todo.run(
                new Operation.ChainReplace(
                        at.netns(),
                        at.family(),
                        at.table(),
                        Chains.POSTROUTING,
                        chain,
                        rules,
                        Ownership.tag(work.ledger.lab(), null),
                        Chains.jumps(table, Chains.POSTROUTING, chain)));
    }

    /// The step is gone, and so is its rule; the last one takes the chain along.
    void remove(Key.OfMasquerade key, Todo todo) {
        if (!work.facts.iptables()) {
            work.refuse(
                    todo.step,
                    "this rule is still in the kernel, and cannot be taken out without iptables,"
                            + " which this host no longer has",
                    "install the package iptables on it, or restart it: rules do not outlive that");
            return;
        }
        String rule = Chains.rule(masquerade(key));
        FilterAt at = at(key.netns(), key.source().family());
        List<String> have = Chains.rules(work.model.filter(at), chain);
        List<String> rest = have.stream().filter(r -> !r.equals(rule)).toList();
        if (rest.stream().noneMatch(known(at)::contains)) {
            removeChain(at, todo);
        } else if (rest.size() < have.size()) {
            todo.remove("rule", rule);
            replace(at, rest, todo);
        }
    }

    /// The rules that some step of the lab wants or wanted.
    private List<String> known(FilterAt at) {
        List<String> rules = new ArrayList<>(all(at).stream().map(Chains::rule).toList());
        for (LabRecord.Entry entry : work.ledger.entries()) {
            if (entry.key() instanceof Key.OfMasquerade nat) {
                rules.add(Chains.rule(masquerade(nat)));
            }
        }
        return rules;
    }

    private static Masquerade masquerade(Key.OfMasquerade key) {
        return new Masquerade(key.netns(), key.source(), key.out(), key.destination());
    }

    void removeChain(FilterAt at, Todo todo) {
        FilterTable table = work.model.filter(at);
        if (Chains.exists(table, chain) || Chains.jumps(table, Chains.POSTROUTING, chain) > 0) {
            todo.remove("chain", chain);
            replace(at, List.of(), todo);
        }
    }

    /// Forwarding is needed for what is masqueraded to get through at all.
    void warnWithoutForwarding() {
        for (Wanted w : work.wanted.values()) {
            if (w.resource() instanceof Masquerade nat) {
                boolean v6 = nat.source().v6();
                String name = v6 ? Settings.ALL6 : Settings.IP_FORWARD;
                if ("0".equals(work.model.sysctl(nat.netns(), name))) {
                    work.warnings.add(
                            w.step().identity()
                                    + ": "
                                    + name
                                    + " is 0"
                                    + (nat.netns().isHost() ? "" : " in " + nat.netns())
                                    + ": nothing is forwarded");
                }
            }
        }
    }
}
