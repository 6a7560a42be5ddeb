package nsfleet.transport.ssh;

import nsfleet.shell.Script;
import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Frame;
import nsfleet.transport.Target;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A controller of its own process, to be killed or stopped: takes the lock and runs one program.
final class HeldLock {
    private HeldLock() {}

    /// @param arguments port, client key, known hosts, seconds between signs of life, program
    public static void main(String[] arguments) {
        var target =
                new Target(
                        "box1",
                        "127.0.0.1",
                        Integer.parseInt(arguments[0]),
                        false,
                        "root",
                        null,
                        List.of(Path.of(arguments[1])),
                        List.of(Path.of(arguments[2])),
                        false,
                        null,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(Long.parseLong(arguments[3])));
        var connector = new SshConnector(Path.of("/nowhere"), null, Prompter.none());
        var connection = connector.connect(target, OpenSsh.changing("run-held", Duration.ZERO));
        if (!(connection instanceof Connection.Open open)) {
            throw new IllegalStateException(connection.toString());
        }
        System.out.println(
                open.session()
                        .run(
                                Frame.changing(
                                        "hold", Script.of(arguments[4]), Duration.ofMinutes(5))));
    }

    /// Of a test runner's own class loader too, which the property does not tell.
    private static String classPath() {
        return Stream.of(
                        HeldLock.class,
                        SshConnector.class,
                        net.schmizz.sshj.SSHClient.class,
                        com.hierynomus.asn1.ASN1InputStream.class,
                        freemarker.template.Configuration.class,
                        org.slf4j.Logger.class,
                        org.jspecify.annotations.Nullable.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .distinct()
                .collect(Collectors.joining(":"));
    }

    static Process start(OpenSsh server, int keepAlive, String program) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath(),
                        HeldLock.class.getName(),
                        Integer.toString(server.port),
                        server.clientKey.toString(),
                        server.knownHosts.toString(),
                        Integer.toString(keepAlive),
                        program)
                .redirectErrorStream(true)
                .redirectOutput(server.directory.resolve("held.log").toFile())
                .start();
    }
}
