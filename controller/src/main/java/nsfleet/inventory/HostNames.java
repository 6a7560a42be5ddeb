package nsfleet.inventory;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Many host names in few words: `box[01-38],db[1,5-7]`.
public final class HostNames {
    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    private HostNames() {}

    /// The names with runs of numbers folded, separated by commas, in the order of first sight.
    /// ClusterShell's form: sets in brackets, zero-padding kept, several dimensions
    /// (`rack[1-2]n[01-20]`).
    public static String fold(Collection<String> names) {
        List<Folded> folded = new ArrayList<>();
        for (String name : new java.util.LinkedHashSet<>(names)) {
            folded.add(Folded.of(name));
        }
        int most = folded.stream().mapToInt(f -> f.parts().size()).max().orElse(0);
        for (int position = most - 1; position >= 0; position--) {
            folded = merge(folded, position);
        }
        return folded.stream().map(Folded::toString).collect(Collectors.joining(","));
    }

    /// Joins those that differ only in the number at one position.
    private static List<Folded> merge(List<Folded> all, int position) {
        Map<String, TreeSet<Integer>> padded = new LinkedHashMap<>();
        for (Folded folded : all) {
            int width = folded.zeroPadded(position);
            if (width > 0) {
                padded.computeIfAbsent(folded.without(position), k -> new TreeSet<>()).add(width);
            }
        }
        Map<String, Folded> merged = new LinkedHashMap<>();
        for (Folded folded : all) {
            if (!folded.number(position)) {
                merged.put(folded.toString(), folded);
                continue;
            }
            String rest = folded.without(position);
            int width = folded.width(position);
            boolean fixed = padded.getOrDefault(rest, new TreeSet<>()).contains(width);
            String key = rest + '\0' + (fixed ? width : 0);
            merged.merge(key, folded, (a, b) -> a.join(b, position));
        }
        return new ArrayList<>(merged.values());
    }

    /// A name cut into texts and sets of numbers; a number keeps its digits as written.
    private record Folded(List<List<String>> parts) {
        static Folded of(String name) {
            List<List<String>> parts = new ArrayList<>();
            Matcher part = PART.matcher(name);
            while (part.find()) {
                parts.add(List.of(part.group()));
            }
            return new Folded(parts);
        }

        boolean number(int position) {
            return position < parts.size() && digits(parts.get(position).getFirst());
        }

        private static boolean digits(String text) {
            return !text.isEmpty() && text.charAt(0) >= '0' && text.charAt(0) <= '9';
        }

        int width(int position) {
            return parts.get(position).getFirst().length();
        }

        /// The width, if the number has leading zeros; else 0.
        int zeroPadded(int position) {
            boolean zero = number(position) && parts.get(position).getFirst().startsWith("0");
            return zero && width(position) > 1 ? width(position) : 0;
        }

        String without(int position) {
            var rest = new ArrayList<>(parts);
            if (position < rest.size()) {
                rest.set(position, List.of("\1"));
            }
            return rest.toString();
        }

        Folded join(Folded other, int position) {
            var joined = new ArrayList<>(parts);
            var numbers = new ArrayList<>(parts.get(position));
            numbers.addAll(other.parts.get(position));
            joined.set(position, numbers);
            return new Folded(joined);
        }

        @Override
        public String toString() {
            return parts.stream().map(Folded::shown).collect(Collectors.joining());
        }

        private static String shown(List<String> part) {
            if (part.size() == 1) {
                return part.getFirst();
            }
            List<String> sorted =
                    part.stream().sorted(java.util.Comparator.comparing(BigInteger::new)).toList();
            List<String> ranges = new ArrayList<>();
            int start = 0;
            for (int i = 1; i <= sorted.size(); i++) {
                if (i == sorted.size() || !next(sorted.get(i - 1), sorted.get(i))) {
                    String first = sorted.get(start);
                    ranges.add(start == i - 1 ? first : first + "-" + sorted.get(i - 1));
                    start = i;
                }
            }
            return "[" + String.join(",", ranges) + "]";
        }

        private static boolean next(String a, String b) {
            return new BigInteger(a).add(BigInteger.ONE).equals(new BigInteger(b));
        }
    }
}
