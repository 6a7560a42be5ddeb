package nsfleet.run;

import nsfleet.plan.Operation;
import nsfleet.plan.Plan;
import nsfleet.plan.Plan.Action;
import nsfleet.plan.Plan.Change;
import nsfleet.render.Blame;
import nsfleet.render.Rendered;
import nsfleet.render.Renderer;
import nsfleet.run.Event.StepStatus;
import nsfleet.transport.Completion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The account of one plan: which operation of which step was done, over all rounds, so that
/// partial work is told exactly.
final class Progress {
    private final Map<StepKey, Account> accounts = new LinkedHashMap<>();
    private boolean blameless;
    private boolean stopped;
    private boolean unfinished;

    /// A step may be removed and made again in one plan: two accounts.
    private record StepKey(String identity, boolean removal) {
        static StepKey of(Change change) {
            return new StepKey(change.step().identity(), change.action() == Action.REMOVE);
        }
    }

    private static final class Account {
        private Change change;
        private final Set<Operation> open;
        private boolean failed;
        private boolean began;
        private String output = "";
        private String message = "";

        Account(Change change) {
            this.change = change;
            this.open = new LinkedHashSet<>(change.operations());
        }
    }

    Progress(Plan plan) {
        plan.changes().forEach(change -> accounts.put(StepKey.of(change), new Account(change)));
    }

    /// Takes the answers of one round.
    void take(List<Rendered> rendered, List<Completion> answers) {
        unfinished = false;
        for (int i = 0; i < rendered.size(); i++) {
            take(rendered.get(i), answers.get(i));
        }
    }

    private void take(Rendered rendered, Completion answer) {
        if (answer instanceof Completion.NotRun) {
            unfinished = true;
            return;
        }
        rendered.lines().forEach(line -> account(line.change()).began = true);
        switch (Renderer.blame(rendered, answer)) {
            case Blame.Nobody _ -> rendered.lines().forEach(this::done);
            case Blame.Line(int index, var output, var message) -> {
                rendered.lines().subList(0, index).forEach(this::done);
                fail(account(rendered.lines().get(index).change()), output, message);
                unfinished = true;
            }
            case Blame.Unknown(var output, var message) -> {
                unfinished = true;
                if (answer instanceof Completion.Exited && !blameless) {
                    blameless = true;
                } else {
                    Rendered.Line first =
                            rendered.lines().stream()
                                    .filter(
                                            line ->
                                                    account(line.change())
                                                            .open
                                                            .contains(line.operation()))
                                    .findFirst()
                                    .orElse(rendered.lines().getFirst());
                    fail(account(first.change()), output, message);
                }
            }
        }
    }

    private Account account(Change change) {
        return accounts.computeIfAbsent(StepKey.of(change), _ -> new Account(change));
    }

    private void done(Rendered.Line line) {
        account(line.change()).open.remove(line.operation());
    }

    private void fail(Account account, String output, String message) {
        account.failed = true;
        account.output = output;
        account.message = message;
        stopped |= !account.change.step().ignoreErrors();
    }

    /// Whether the last round left something undone.
    boolean unfinished() {
        return unfinished;
    }

    /// Whether a batch failed that named no line: what remains is run one process each.
    boolean blameless() {
        return blameless && !stopped;
    }

    /// Whether all that failed so far was allowed to.
    boolean mayGoOn() {
        return !stopped;
    }

    /// Whether a step failed that was not allowed to.
    boolean failed() {
        return stopped;
    }

    /// What a new plan still has to run: all but the steps that failed already.
    List<Change> restOf(Plan again) {
        List<Change> rest = new ArrayList<>();
        for (Change change : again.changes()) {
            Account account = account(change);
            if (account.failed) {
                continue;
            }
            // What was open before and is not in the new plan is there already, or not needed.
            account.open.clear();
            if (change.pending()) {
                account.open.addAll(change.operations());
                rest.add(change);
            }
        }
        return rest;
    }

    /// A repair round begins: what it runs belongs to the steps that it repairs.
    Progress repairing(Plan left) {
        for (Change change : left.changes()) {
            if (change.pending()) {
                Account account = account(change);
                account.open.addAll(change.operations());
                if (!account.change.pending()) {
                    account.change = change;
                }
            }
        }
        return this;
    }

    /// After everything was run, this is still not as it should be.
    void notProven(Change change) {
        Account account = account(change);
        StringBuilder still = new StringBuilder("was run, but the host still differs:");
        change.differences()
                .forEach(
                        d ->
                                still.append(' ')
                                        .append(d.what())
                                        .append(" is ")
                                        .append(d.have())
                                        .append(','));
        still.setLength(still.length() - 1);
        fail(account, "", still.toString());
    }

    /// Tells every step, in order.
    void tell(Telling telling) {
        for (Account account : accounts.values()) {
            telling.change(account.change, status(account), account.output, message(account), null);
        }
    }

    private static StepStatus status(Account account) {
        if (account.failed) {
            return StepStatus.FAILED;
        }
        if (!account.change.pending()) {
            return StepStatus.OK;
        }
        if (!account.open.isEmpty()) {
            return StepStatus.SKIPPED;
        }
        return account.change.action() == Action.REMOVE ? StepStatus.REMOVED : StepStatus.CHANGED;
    }

    private static String message(Account account) {
        if (!account.message.isEmpty() || account.open.isEmpty()) {
            return account.message;
        }
        return account.began ? "begun, but not finished" : "not run";
    }
}
