package nsfleet.cli;

import nsfleet.sandbox.Sandbox;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// `nsfleet sandbox`: simulated hosts on this machine, to rehearse playbooks on.
@Command(
        name = "sandbox",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        description = {
            "Simulated hosts on this machine: namespaces with a real SSH server each.",
            "Needs root. Nothing is left behind after 'down'."
        },
        footer = {
            "",
            "Example:",
            "  nsfleet sandbox up 3",
            "  nsfleet sandbox inventory > boxes.ini",
            "  nsfleet apply -i boxes.ini playbooks/nat-lab.yml",
            "  nsfleet sandbox exec box1 ip netns",
            "  nsfleet sandbox down"
        })
final class SandboxCommand {
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "which sandbox, of several side by side (or NSFLEET_SANDBOX)",
            defaultValue = "${env:NSFLEET_SANDBOX:-" + Sandbox.DEFAULT_NAME + "}")
    private String name = Sandbox.DEFAULT_NAME;

    SandboxCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    /// The command, ready to be added to another.
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        var line = new CommandLine(new SandboxCommand(out, err));
        // `exec box1 ip -br link`: what follows the host is the host's business
        Objects.requireNonNull(line.getSubcommands().get("exec")).setStopAtPositional(true);
        return line;
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Start hosts, so that box1 to boxN are running; a larger N later adds.",
            footer = {"", "Example: nsfleet sandbox up 3"})
    int up(@Parameters(paramLabel = "N", description = "how many") String hosts) {
        return tell("up", hosts);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "End all hosts and clear away.",
            footer = {"", "Example: nsfleet sandbox down"})
    int down() {
        return tell("down");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "List the hosts.",
            footer = {"", "Example: nsfleet sandbox status"})
    int status() {
        return tell("status");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Print an inventory of the hosts, in INI form.",
            footer = {"", "Example: nsfleet sandbox inventory > boxes.ini"})
    int inventory(@Option(names = "--yaml", description = "in YAML form") boolean yaml) {
        return yaml ? tell("inventory", "--yaml") : tell("inventory");
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Turn hosts off, as with the power switch.",
            footer = {"", "Example: nsfleet sandbox stop box2 box3"})
    int stop(
            @Parameters(paramLabel = "BOX", arity = "1..*", description = "which hosts")
                    List<String> boxes) {
        return tell("stop", boxes);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Turn hosts on: same files, address and key, fresh network.",
            footer = {"", "Example: nsfleet sandbox start box2"})
    int start(
            @Parameters(paramLabel = "BOX", arity = "1..*", description = "which hosts")
                    List<String> boxes) {
        return tell("start", boxes);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Reboot hosts.",
            footer = {"", "Example: nsfleet sandbox restart box1"})
    int restart(
            @Parameters(paramLabel = "BOX", arity = "1..*", description = "which hosts")
                    List<String> boxes) {
        return tell("restart", boxes);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Run a shell command on a host as root, without SSH.",
            footer = {"", "Example: nsfleet sandbox exec box1 ip -br address"})
    int exec(
            @Parameters(paramLabel = "BOX", index = "0", description = "which host") String box,
            @Parameters(
                            paramLabel = "COMMAND",
                            index = "1..*",
                            arity = "1..*",
                            description = "its words are joined, as ssh(1) does")
                    List<String> command) {
        out.flush();
        return new Sandbox(name).attached(words("exec", box, command));
    }

    private int tell(String command, List<String> boxes) {
        return tell(words(command, boxes).toArray(String[]::new));
    }

    private int tell(String... words) {
        var answer = new Sandbox(name).ask(Arrays.asList(words));
        out.print(answer.output());
        err.print(answer.error());
        out.flush();
        err.flush();
        return answer.status();
    }

    private static List<String> words(Object... parts) {
        var words = new ArrayList<String>();
        for (var part : parts) {
            if (part instanceof List<?> several) {
                several.forEach(word -> words.add(String.valueOf(word)));
            } else {
                words.add(part.toString());
            }
        }
        return words;
    }
}
