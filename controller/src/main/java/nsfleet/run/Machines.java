package nsfleet.run;

import nsfleet.probe.Facts;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The machines of one run: two names of the inventory may mean one, and its labs would then be
/// made twice over.
final class Machines {
    private final Map<List<Object>, String> names = new ConcurrentHashMap<>();

    /// The name under which this machine takes part already; null when it is new. A container has
    /// its host's boot id and often its machine id: the network namespace tells them apart.
    @Nullable String before(String host, Facts facts) {
        String inode = facts.netnsInode();
        if (inode == null || facts.bootId().isEmpty()) {
            return null;
        }
        String machine = facts.machineId() == null ? "" : facts.machineId();
        String first = names.putIfAbsent(List.of(machine, facts.bootId(), inode), host);
        return host.equals(first) ? null : first;
    }
}
