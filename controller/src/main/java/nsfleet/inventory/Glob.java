package nsfleet.inventory;

import java.util.regex.Pattern;

/// Shell globs as Python's fnmatch has them: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`; they match whole
/// names, dots included.
final class Glob {
    private Glob() {}

    static Pattern compile(String glob) {
        var regex = new StringBuilder();
        int i = 0;
        while (i < glob.length()) {
            char c = glob.charAt(i);
            int close = c == '[' ? close(glob, i) : -1;
            if (c == '*') {
                regex.append(".*");
            } else if (c == '?') {
                regex.append('.');
            } else if (close > 0) {
                regex.append(set(glob.substring(i + 1, close)));
                i = close;
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
            i++;
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /// Where a set ends; a `]` right at its begin belongs to it.
    private static int close(String glob, int open) {
        int from = open + 1;
        from += from < glob.length() && glob.charAt(from) == '!' ? 1 : 0;
        return glob.indexOf(']', from + 1);
    }

    private static String set(String content) {
        boolean not = content.startsWith("!");
        String members =
                (not ? content.substring(1) : content).replaceAll("([\\\\\\[\\]&^])", "\\\\$1");
        return "[" + (not ? "^" : "") + members + "]";
    }
}
