package nsfleet.report;

import nsfleet.diagnostics.Visible;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Folds host names for people: `box[01-38,40],gw`.
final class Names {
    // The last number of a name: box07, rack1-node12.lab
    private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]{1,12})([^0-9]*)");

    private Names() {}

    /// What stays the same in the names of one bracket.
    private record Frame(String before, String after, int width) {}

    static String fold(Collection<String> hosts) {
        Map<Object, TreeSet<BigInteger>> numbers = new LinkedHashMap<>();
        for (String host : hosts) {
            Matcher matcher = NUMBERED.matcher(host);
            if (matcher.matches()) {
                String digits = matcher.group(2);
                boolean padded = digits.length() > 1 && digits.startsWith("0");
                var frame =
                        new Frame(
                                matcher.group(1),
                                matcher.group(3),
                                width(numbers, matcher, padded));
                numbers.computeIfAbsent(frame, _ -> new TreeSet<>()).add(new BigInteger(digits));
            } else {
                numbers.computeIfAbsent(host, _ -> new TreeSet<>());
            }
        }
        List<String> parts = new ArrayList<>();
        numbers.forEach(
                (key, values) ->
                        parts.add(
                                key instanceof Frame frame
                                        ? bracket(frame, values)
                                        : String.valueOf(key)));
        return Visible.text(String.join(",", parts));
    }

    /// 0 for numbers without leading zeros; 12 belongs to 01 to 11, where there are such.
    private static int width(
            Map<Object, TreeSet<BigInteger>> numbers, Matcher matcher, boolean padded) {
        int length = matcher.group(2).length();
        var withZeros = new Frame(matcher.group(1), matcher.group(3), length);
        return padded || numbers.containsKey(withZeros) ? length : 0;
    }

    private static String bracket(Frame frame, TreeSet<BigInteger> values) {
        List<String> ranges = new ArrayList<>();
        BigInteger first = values.getFirst();
        BigInteger last = first;
        for (BigInteger value : values.tailSet(first, false)) {
            if (!value.equals(last.add(BigInteger.ONE))) {
                ranges.add(range(frame, first, last));
                first = value;
            }
            last = value;
        }
        ranges.add(range(frame, first, last));
        boolean single = values.size() == 1;
        String inside = String.join(",", ranges);
        return frame.before + (single ? inside : "[" + inside + "]") + frame.after;
    }

    private static String range(Frame frame, BigInteger first, BigInteger last) {
        String from = padded(frame, first);
        return first.equals(last) ? from : from + "-" + padded(frame, last);
    }

    private static String padded(Frame frame, BigInteger value) {
        String digits = value.toString();
        return "0".repeat(Math.max(0, frame.width - digits.length())) + digits;
    }
}
