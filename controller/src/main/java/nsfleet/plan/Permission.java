package nsfleet.plan;

import nsfleet.resource.Desired;

/// Whether this playbook, under this host name, may go on with what the record says.
final class Permission {
    private Permission() {}

    static void check(Work work, boolean leaving) {
        if (leaving && work.wanted.isEmpty()) {
            work.refuse(
                    null,
                    "this would remove all of lab " + work.ledger.lab() + " from the host",
                    "use destroy");
        }
        Desired.Origin first = work.ledger.record().origin();
        Desired.Origin now = work.desired.source();
        if (first == null || work.options.takeOver()) {
            return;
        }
        if (!first.playbook().equals(now.playbook())) {
            work.refuse(
                    null,
                    "lab "
                            + work.ledger.lab()
                            + " was applied by playbook "
                            + first.playbook()
                            + ", not by "
                            + now.playbook(),
                    "give this play a lab: of its own, or use --take-over");
        } else if (!first.host().equals(now.host())) {
            work.refuse(
                    null,
                    "this machine is also "
                            + first.host()
                            + " in the inventory, and lab "
                            + work.ledger.lab()
                            + " was applied to it under that name",
                    "keep one of the two names, or use --take-over");
        }
    }
}
