package nsfleet.report;

/// How a text report looks: handed in, so that tests and pipes get the same text every time.
///
/// @param colour whether ANSI colours may be used
/// @param progress whether standard error is a terminal, which gets a progress line
/// @param width columns of a line
/// @param verbose whether steps with nothing to do are told and the recap is never folded
/// @param commands whether every step shows its commands
public record Style(
        boolean colour, boolean progress, int width, boolean verbose, boolean commands) {
    /// Plain text, 100 columns wide, without progress.
    public static final Style PLAIN = new Style(false, false, 100, false, false);

    String good(String text) {
        return paint("32", text);
    }

    String change(String text) {
        return paint("33", text);
    }

    String bad(String text) {
        return paint("31;1", text);
    }

    String dim(String text) {
        return paint("2", text);
    }

    String strong(String text) {
        return paint("1", text);
    }

    private String paint(String code, String text) {
        return colour && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
