package nsfleet.verify;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes the output of `templates/verify/all.sh.ftl` apart. Whatever does not carry the nonce is
/// output of a check, however it looks.
final class RawResults {
    private final String mark;
    private final int cap;
    private final Map<Integer, Raw> results = new HashMap<>();
    private final Set<Integer> late = new HashSet<>();

    private RawResults(String nonce, int cap) {
        this.mark = "\n@" + Pattern.quote(nonce);
        this.cap = cap;
    }

    /// The results by index of their check; those cut off in mid-result are missing.
    ///
    /// @param cap the bytes that were kept of each stream
    static Map<Integer, Raw> read(String text, String nonce, int cap) {
        var reader = new RawResults(nonce, cap);
        reader.read("\n" + text + "\n");
        return Map.copyOf(reader.results);
    }

    private void read(String text) {
        Matcher expired = Pattern.compile(mark + " T (\\d{1,6})(?=\n)").matcher(text);
        while (expired.find()) {
            late.add(Integer.valueOf(expired.group(1)));
        }
        Matcher begin =
                Pattern.compile(mark + " K (\\d{1,6}) ([0-9.]{1,20}) ([0-9.]{1,20})\n")
                        .matcher(text);
        int from = 0;
        while (begin.find(from)) {
            int index = Integer.parseInt(begin.group(1));
            Matcher end = Pattern.compile(mark + " Z " + index + "\n").matcher(text);
            // A marker shares the line feed before it with what ends there.
            if (!end.find(begin.end() - 1)) {
                break;
            }
            String body = text.substring(begin.end() - 1, end.start());
            results.put(index, raw(index, body, took(begin.group(2), begin.group(3))));
            from = end.end() - 1;
        }
        for (int index : late) {
            results.putIfAbsent(
                    index, new Raw(null, "", "", true, false, null, null, Duration.ZERO));
        }
    }

    private Raw raw(int index, String body, Duration took) {
        Matcher split = Pattern.compile(mark + " O (\\d{1,9})\n").matcher(body + "\n");
        boolean complete = split.find();
        String output = complete ? body.substring(Math.min(split.end(), body.length())) : "";
        boolean cut = complete && Integer.parseInt(split.group(1)) >= cap;
        var notes = new Notes(complete ? body.substring(0, split.start()) + "\n" : body + "\n");
        Optional<String> status = notes.take("R (\\d{1,3})");
        Optional<String> obstacle = notes.take("X ([^\n]*)");
        Optional<String> tool = notes.take("C ([^\n]*)");
        cut |= notes.text.getBytes(StandardCharsets.UTF_8).length >= cap;
        return new Raw(
                status.map(Integer::valueOf).orElse(null),
                output.replaceFirst("\n+$", ""),
                notes.text.strip(),
                late.contains(index),
                cut,
                obstacle.orElse(null),
                tool.orElse(null),
                took);
    }

    private static Duration took(String begun, String ended) {
        try {
            BigDecimal seconds = new BigDecimal(ended).subtract(new BigDecimal(begun));
            return Duration.ofMillis(Math.max(0, seconds.movePointRight(3).longValue()));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    /// Standard error with our own lines among it.
    private final class Notes {
        private String text;

        Notes(String text) {
            this.text = text;
        }

        /// The line of ours with this content, which is taken out.
        Optional<String> take(String pattern) {
            Matcher matcher = Pattern.compile(mark + " " + pattern + "(?=\n)").matcher(text);
            if (!matcher.find()) {
                return Optional.empty();
            }
            @Nullable String found = matcher.group(1);
            text = text.substring(0, matcher.start()) + text.substring(matcher.end());
            return Optional.ofNullable(found);
        }
    }
}
