package nsfleet.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Parsed;
import nsfleet.diagnostics.ProblemPrinter;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.net.Ip;
import nsfleet.playbook.Playbook;
import nsfleet.playbook.PlaybookReader;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Every mistake that a playbook can have, as pairs of files: NAME.yml and what is said of it,
/// NAME.txt. Run with `-Dgolden.write=DIR` to write the texts anew.
class PlaybookErrorsTest {
    private static final Path FOLDER =
            Path.of(
                    PlaybookErrorsTest.class
                            .getClassLoader()
                            .getResource("playbook-errors")
                            .getPath());

    @TestFactory
    Stream<DynamicTest> everyPair() throws IOException {
        return playbooks().map(path -> DynamicTest.dynamicTest(name(path), () -> compare(path)));
    }

    @Test
    void thereAreMany() throws IOException {
        assertThat(playbooks()).hasSizeGreaterThan(40);
    }

    private static Stream<Path> playbooks() throws IOException {
        return Files.list(FOLDER).filter(p -> p.toString().endsWith(".yml")).sorted();
    }

    private static String name(Path path) {
        return path.getFileName().toString().replace(".yml", "");
    }

    private static void compare(Path path) {
        try {
            String said = said(Files.readString(path));
            String write = System.getProperty("golden.write");
            if (write != null) {
                Files.writeString(Path.of(write, name(path) + ".txt"), said);
                return;
            }
            assertThat(said).isEqualTo(Files.readString(FOLDER.resolve(name(path) + ".txt")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Parsed<Source> file(Source from, String name) {
        try {
            return Parsed.good(
                    new Source(name, Files.readString(FOLDER.resolve("files").resolve(name))));
        } catch (IOException e) {
            return Parsed.bad(name + ": cannot be read: no such file");
        }
    }

    private static Parsed<Ip> lookup(String name) {
        return name.equals("box3")
                ? Parsed.bad("no address is known for box3")
                : Ip.parse("192.0.2." + name.replace("box", ""));
    }

    // First without facts, as before any host is touched; then with the facts of a host that has
    // no uplink.
    private static String said(String text) {
        var problems = new Problems();
        List<Playbook> playbooks =
                PlaybookReader.read(new Source("lab.yml", text), PlaybookErrorsTest::file, problems)
                        .map(List::of)
                        .orElse(List.of());
        var resolver =
                new Resolver(
                        Fleet.inventory(),
                        playbooks,
                        List.of(),
                        Resolver.Selection.ALL,
                        PlaybookErrorsTest::lookup,
                        problems);
        for (String host : resolver.hosts()) {
            resolver.resolve(host, null, problems);
            resolver.resolve(host, Map.of("hostname", host, "kernel", "6.1"), problems);
        }
        return new ProblemPrinter(false).print(problems.all());
    }
}
