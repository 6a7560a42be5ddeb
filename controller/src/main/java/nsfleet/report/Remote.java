package nsfleet.report;

import nsfleet.diagnostics.Visible;
import nsfleet.inventory.HostNames;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Text that came from hosts, made harmless for a terminal.
final class Remote {
    private static final int MOST_LINES = 40;

    private Remote() {}

    /// Names of hosts, folded: an inventory script may have made them up.
    static String hosts(Collection<String> names) {
        return Visible.text(HostNames.fold(names));
    }

    /// One line, whatever it holds.
    static String line(String text) {
        return Visible.text(text.strip());
    }

    /// Its lines without those that are empty at the start and the end; the middle of very many is
    /// left out.
    static List<String> lines(String text) {
        List<String> all =
                new ArrayList<>(
                        text.lines()
                                .map(
                                        line ->
                                                Visible.text(
                                                        line.stripTrailing().replace("\t", "    ")))
                                .toList());
        while (!all.isEmpty() && all.getFirst().isEmpty()) {
            all.removeFirst();
        }
        while (!all.isEmpty() && all.getLast().isEmpty()) {
            all.removeLast();
        }
        if (all.size() <= MOST_LINES) {
            return all;
        }
        List<String> some = new ArrayList<>(all.subList(0, MOST_LINES / 2));
        some.add("... " + (all.size() - MOST_LINES) + " lines more ...");
        some.addAll(all.subList(all.size() - MOST_LINES / 2, all.size()));
        return some;
    }
}
