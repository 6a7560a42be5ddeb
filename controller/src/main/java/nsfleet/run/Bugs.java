package nsfleet.run;

import java.util.Arrays;

/// What is told of an exception that nobody should see.
final class Bugs {
    static final String HINT =
            "this is a bug in nsfleet: please report it with this message and the command line";

    private Bugs() {}

    static String describe(Throwable bug) {
        String where =
                Arrays.stream(bug.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("nsfleet."))
                        .limit(3)
                        .map(StackTraceElement::toString)
                        .reduce((a, b) -> a + " < " + b)
                        .orElse("");
        return bug + (where.isEmpty() ? "" : " at " + where);
    }
}
