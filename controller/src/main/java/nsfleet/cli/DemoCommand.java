package nsfleet.cli;

import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// `nsfleet demo`, as far as Java has a part in it: its help. The launcher runs it, since it must
/// install a JDK where there is none.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Plays the NAT lab from start to end on three simulated hosts, over real SSH.",
            "Shows the command line of every step. Installs what is missing, after saying what and"
                    + " why, and leaves the machine otherwise as it was. Needs root."
        },
        footer = {"", "Example:", "  ./nsfleet demo"})
final class DemoCommand implements Callable<Integer> {
    private static final int USAGE = 5;

    private final PrintWriter err;

    DemoCommand(PrintWriter err) {
        this.err = err;
    }

    @Override
    public Integer call() {
        err.println("The demo is run by the launcher of a checkout: ./nsfleet demo");
        err.flush();
        return USAGE;
    }
}
