package nsfleet.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.time.Duration;

/// How hosts are reached.
final class ConnectionOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-f", "--forks"},
            paramLabel = "N",
            defaultValue = "100",
            description = "Hosts at one time. Default: ${DEFAULT-VALUE}")
    int forks;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "USER",
            description = "Log in as this user.")
    @Nullable String user;

    @Option(names = "--private-key", paramLabel = "FILE", description = "Log in with this key.")
    @Nullable Path privateKey;

    @Option(
            names = {"-b", "--become"},
            description =
                    "Become root on the hosts, through sudo unless ansible_become_method says"
                            + " otherwise.")
    boolean become;

    @Option(
            names = {"-K", "--ask-become-pass"},
            description = "Ask for the password that sudo wants.")
    boolean askBecomePassword;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Durations.class,
            description = "For connecting and logging in. Default: ${DEFAULT-VALUE}")
    Duration connectTimeout = Duration.ofSeconds(10);

    @Option(
            names = "--host-timeout",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "Give a host up after this time. Default: never")
    @Nullable Duration hostTimeout;

    @Option(
            names = "--lock-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Durations.class,
            description = "How long to wait for another run on a host. Default: ${DEFAULT-VALUE}")
    Duration lockTimeout = Duration.ofSeconds(30);

    @Option(
            names = "--host-key-checking",
            paramLabel = "MODE",
            defaultValue = "strict",
            description =
                    "strict: the key of every host must be known; accept-new: the key of a host"
                            + " never seen is stored. Default: ${DEFAULT-VALUE}")
    HostKeyChecking hostKeyChecking = HostKeyChecking.strict;

    /// The command that has these options: mistakes in their use are told as its own.
    CommandLine command() {
        return spec.commandLine();
    }

    /// The modes, spelled as users do.
    enum HostKeyChecking {
        strict,
        accept_new {
            @Override
            public String toString() {
                return "accept-new";
            }
        }
    }
}
