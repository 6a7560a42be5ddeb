package nsfleet.inventory;

import nsfleet.diagnostics.Parsed;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Host names with ranges: `node[01:50]`, `[a:f]`, `[1:9:2]` as Ansible has them, `[1-50]` and
/// `[1,5-7]` as ClusterShell has. Several ranges make all combinations.
final class HostRange {
    private static final int MOST = 100_000;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final Pattern NUMBERS = Pattern.compile("(\\d*)[:-](\\d+)(?:[:/](\\d+))?");
    private static final Pattern LETTER =
            Pattern.compile("([a-zA-Z])[:-]([a-zA-Z])(?:[:/](\\d+))?");

    private HostRange() {}

    /// Whether what stands in brackets is a range, and not an address.
    static boolean isRange(String content) {
        return NUMBERS.matcher(content).matches() || LETTER.matcher(content).matches();
    }

    /// All names that a text stands for, in order; one without brackets for itself.
    static Parsed<List<String>> expand(String text) {
        int open = text.indexOf('[');
        if (open < 0) {
            return text.indexOf(']') < 0
                    ? Parsed.good(List.of(text))
                    : Parsed.bad("`" + text + "` has a `]` without `[`");
        }
        int close = text.indexOf(']', open);
        if (close < 0) {
            return Parsed.bad("`" + text + "` has a `[` without `]`");
        }
        String head = text.substring(0, open);
        return values(text.substring(open + 1, close))
                .then(
                        values ->
                                expand(text.substring(close + 1))
                                        .then(tails -> combined(text, head, values, tails)));
    }

    private static Parsed<List<String>> combined(
            String text, String head, List<String> values, List<String> tails) {
        if ((long) values.size() * tails.size() > MOST) {
            return Parsed.bad("`" + text + "` stands for more than " + MOST + " hosts");
        }
        List<String> names = new ArrayList<>();
        for (String value : values) {
            tails.forEach(tail -> names.add(head + value + tail));
        }
        return Parsed.good(names);
    }

    private static Parsed<List<String>> values(String set) {
        List<String> all = new ArrayList<>();
        for (String range : set.split(",", -1)) {
            boolean single = set.contains(",") && range.matches("\\d+");
            switch (single ? Parsed.good(List.of(range)) : range(range)) {
                case Parsed.Good<List<String>>(var some) -> all.addAll(some);
                case Parsed.Bad<List<String>>(var message) -> {
                    return Parsed.bad(message);
                }
            }
        }
        return Parsed.good(all);
    }

    private static Parsed<List<String>> range(String text) {
        Matcher letters = LETTER.matcher(text);
        if (letters.matches()) {
            int begin = LETTERS.indexOf(letters.group(1));
            int end = LETTERS.indexOf(letters.group(2));
            return steps(text, begin, end, letters.group(3))
                    .then(at -> Parsed.good(at.stream().map(i -> letter(i)).toList()));
        }
        Matcher numbers = NUMBERS.matcher(text);
        if (!numbers.matches()) {
            return Parsed.bad(
                    "`["
                            + text
                            + "]` is not a range: [BEGIN:END] or [BEGIN:END:STEP], of numbers or"
                            + " letters");
        }
        String begin = numbers.group(1).isEmpty() ? "0" : numbers.group(1);
        String end = numbers.group(2);
        boolean padded = begin.length() > 1 && begin.startsWith("0");
        if (padded && begin.length() != end.length()) {
            return Parsed.bad(
                    "`[" + text + "]`: with leading zeros, begin and end must be equally long");
        }
        if (begin.length() > 9 || end.length() > 9) {
            return Parsed.bad("`[" + text + "]`: the numbers are too long");
        }
        String format = padded ? "%0" + begin.length() + "d" : "%d";
        return steps(text, Integer.parseInt(begin), Integer.parseInt(end), numbers.group(3))
                .then(at -> Parsed.good(at.stream().map(i -> format.formatted(i)).toList()));
    }

    private static String letter(int index) {
        return String.valueOf(LETTERS.charAt(index));
    }

    private static Parsed<List<Integer>> steps(
            String text, int begin, int end, @org.jspecify.annotations.Nullable String by) {
        int step = by == null ? 1 : by.length() > 9 ? 0 : Integer.parseInt(by);
        if (step < 1) {
            return Parsed.bad("`[" + text + "]`: the step must be at least 1");
        }
        if (begin > end) {
            return Parsed.bad("`[" + text + "]` is reversed: it would stand for no host");
        }
        if ((end - begin) / step >= MOST) {
            return Parsed.bad("`[" + text + "]` stands for more than " + MOST + " hosts");
        }
        List<Integer> values = new ArrayList<>();
        for (int i = begin; i <= end; i += step) {
            values.add(i);
        }
        return Parsed.good(values);
    }
}
