package nsfleet.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/// Which hosts of a run have their steps done: checks of a host with wires wait for the hosts at
/// the other ends, and are told of those that failed.
final class Neighbours {
    private final Map<String, CompletableFuture<Boolean>> hosts = new HashMap<>();
    private final Semaphore places;

    /// @param places the hosts at work at a time: who waits gives its place to others, or they
    ///   would never come to their turn
    Neighbours(List<HostJob> jobs, Semaphore places) {
        this.places = places;
        jobs.forEach(job -> hosts.put(job.host(), new CompletableFuture<>()));
    }

    /// Notes that a host's steps are done, or will not be. The first word counts.
    void done(String host, boolean good) {
        CompletableFuture<Boolean> future = hosts.get(host);
        if (future != null) {
            future.complete(good);
        }
    }

    /// Waits for the hosts at the other ends, as far as they take part in the run.
    ///
    /// @return what is missing, in words, one for each host that failed
    List<String> await(HostJob job) {
        List<String> missing = new ArrayList<>();
        if (job.neighbours().keySet().stream().noneMatch(hosts::containsKey)) {
            return missing;
        }
        places.release();
        try {
            job.neighbours()
                    .forEach(
                            (host, wires) -> {
                                CompletableFuture<Boolean> other = hosts.get(host);
                                if (other != null && !other.join()) {
                                    missing.add(
                                            (wires.size() == 1 ? "wire " : "wires ")
                                                    + String.join(", ", wires)
                                                    + ": the other end is on "
                                                    + host
                                                    + ", whose steps were not done");
                                }
                            });
        } finally {
            places.acquireUninterruptibly();
        }
        return missing;
    }
}
