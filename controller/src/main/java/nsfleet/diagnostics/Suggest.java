package nsfleet.diagnostics;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// "Did you mean": the name that a user most likely wanted to type.
public final class Suggest {
    private static final int LONGEST = 80;

    private Suggest() {}

    /// The nearest of the known names, if one is near: by Damerau-Levenshtein distance (insertions,
    /// deletions, substitutions and swaps of neighbours), letter case and `-` against `_` for free.
    /// One mistake is allowed in every three characters. Of equally near ones the first wins.
    public static Optional<String> near(String text, Collection<String> known) {
        String wanted = plain(text);
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(wanted, plain(candidate));
            boolean near = distance <= allowed(wanted.length(), candidate.length());
            if (near && distance < least && !candidate.equals(text)) {
                best = candidate;
                least = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /// The hint for a problem: "did you mean `x`?", or null when nothing is near.
    public static @org.jspecify.annotations.Nullable String hint(
            String text, Collection<String> known) {
        return near(text, known).map(name -> "did you mean `" + name + "`?").orElse(null);
    }

    private static String plain(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return cut.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /// Names of one or two letters must agree in one at least: `a` is not near `b`.
    private static int allowed(int wanted, int candidate) {
        int shorter = Math.min(wanted, candidate);
        int longer = Math.max(wanted, candidate);
        return shorter <= 1 ? (longer == 2 ? 1 : 0) : Math.max(1, longer / 3);
    }

    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
                Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
