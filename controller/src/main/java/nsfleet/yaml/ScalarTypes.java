package nsfleet.yaml;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;

/// What an unquoted scalar means: the implicit types of YAML 1.1 with the patterns of PyYAML 6
/// (`resolver.py`), without sexagesimal numbers and timestamps.
final class ScalarTypes {
    private static final Set<String> TRUE =
            Set.of("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern INTEGER =
            Pattern.compile(
                    "[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+");
    private static final Pattern FLOAT =
            Pattern.compile(
                    "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
                            + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?");
    private static final Pattern INFINITY = Pattern.compile("[-+]?\\.(?:inf|Inf|INF)");
    private static final Pattern NAN = Pattern.compile("\\.(?:nan|NaN|NAN)");

    private ScalarTypes() {}

    static @Nullable Object resolve(String text) {
        if (NULL.contains(text)) {
            return null;
        }
        char first = text.charAt(0);
        boolean number =
                first >= '0' && first <= '9' || first == '.' || first == '-' || first == '+';
        return number
                ? number(text)
                : TRUE.contains(text) ? true : FALSE.contains(text) ? false : text;
    }

    private static Object number(String text) {
        if (INTEGER.matcher(text).matches()) {
            return integer(text);
        }
        if (FLOAT.matcher(text).matches()) {
            return Double.valueOf(text.replace("_", ""));
        }
        if (INFINITY.matcher(text).matches()) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return NAN.matcher(text).matches() ? (Object) Double.NaN : text;
    }

    private static Object integer(String text) {
        String digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        digits = negative || digits.startsWith("+") ? digits.substring(1) : digits;
        int radix = 10;
        if (digits.startsWith("0b") || digits.startsWith("0x")) {
            radix = digits.charAt(1) == 'b' ? 2 : 16;
            digits = digits.substring(2);
        } else if (digits.startsWith("0")) {
            radix = 8;
        }
        if (digits.isEmpty()) {
            return text;
        }
        BigInteger value = new BigInteger(digits, radix);
        value = negative ? value.negate() : value;
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }
}
