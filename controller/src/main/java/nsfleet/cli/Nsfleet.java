package nsfleet.cli;

import nsfleet.diagnostics.Visible;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.util.List;

/// The command line.
@Command(
        name = "nsfleet",
        mixinStandardHelpOptions = true,
        versionProvider = Nsfleet.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description =
                "Network-namespace labs on many Linux boxes, over SSH: planned, applied, proven,"
                        + " verified, destroyed.",
        subcommands = {
            PlanCommand.class,
            ApplyCommand.class,
            VerifyCommand.class,
            DestroyCommand.class,
            RenderCommand.class,
            CheckCommand.class,
            FactsCommand.class,
            LabsCommand.class,
            InventoryCommand.class,
            DemoCommand.class
        },
        footer = {
            "",
            "Start with: nsfleet demo",
            "Example:    nsfleet plan -i hosts.yml playbooks/nat-lab.yml",
            "",
            "Exit codes: 0 fine, 2 something failed, 3 differences, 4 unreachable, 5 usage, 6"
                    + " configuration, 7 locked."
        })
final class Nsfleet implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    /// Parses and runs.
    static int execute(Terminal terminal, String... args) {
        CommandLine line = new CommandLine(Nsfleet.class, factory(terminal));
        line.addSubcommand(SandboxCommand.commandLine(terminal.out(), terminal.err()));
        line.setOut(terminal.out());
        line.setErr(terminal.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        // `-e @FILE` and `--limit @FILE` are ours to read: a file's lines are no words of the
        // command
        line.setExpandAtFiles(false);
        line.registerConverter(
                ConnectionOptions.HostKeyChecking.class,
                text ->
                        switch (text) {
                            case "strict" -> ConnectionOptions.HostKeyChecking.strict;
                            case "accept-new" -> ConnectionOptions.HostKeyChecking.accept_new;
                            default ->
                                    throw new CommandLine.TypeConversionException(
                                            "'" + text + "' is neither strict nor accept-new");
                        });
        line.setParameterExceptionHandler(Nsfleet::usage);
        line.setExecutionExceptionHandler((e, command, result) -> bug(terminal, e));
        return line.execute(args);
    }

    private static IFactory factory(Terminal terminal) {
        return new IFactory() {
            @Override
            public <K> K create(Class<K> type) throws Exception {
                for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                    List<Class<?>> wants = List.of(constructor.getParameterTypes());
                    if (wants.equals(List.of(Terminal.class))) {
                        return type.cast(constructor.newInstance(terminal));
                    }
                    if (wants.equals(List.of(PrintWriter.class, PrintWriter.class))) {
                        return type.cast(constructor.newInstance(terminal.out(), terminal.err()));
                    }
                    if (wants.equals(List.of(PrintWriter.class))) {
                        return type.cast(constructor.newInstance(terminal.err()));
                    }
                }
                return CommandLine.defaultFactory().create(type);
            }
        };
    }

    private static int usage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        var err = command.getErr();
        err.println("nsfleet: " + Visible.text(Passwords.starred(message(e))));
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static String message(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
                ? "there is no command or argument '"
                        + unmatched.getUnmatched().getFirst()
                        + "' here"
                : String.valueOf(e.getMessage());
    }

    private static int bug(Terminal terminal, Exception e) {
        terminal.err().println("nsfleet: internal error: " + Passwords.starred(e.toString()));
        for (StackTraceElement frame : e.getStackTrace()) {
            if (frame.getClassName().startsWith("nsfleet.")) {
                terminal.err().println("    at " + frame);
            }
        }
        terminal.err()
                .println(
                        "This is a bug in nsfleet: please report it with these lines and the"
                                + " command line.");
        return ExitCode.BUG;
    }

    static String version() {
        String version = Nsfleet.class.getPackage().getImplementationVersion();
        return version == null ? "0-unpackaged" : version;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /// The jar's version.
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"nsfleet " + version()};
        }
    }
}
