package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.ProblemPrinter;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Golden pairs under `inventory-errors/`: an inventory (`hosts` or `hosts.yml`, or what `sources`
/// names), host patterns to select with (`patterns`, one a line), and what is told of them
/// (`expected.txt`). `-Dgolden.write=DIRECTORY` writes what is told now to there.
class InventoryErrorsTest {
    static Stream<Path> cases() throws IOException, URISyntaxException {
        Path root = Path.of(InventoryErrorsTest.class.getResource("/inventory-errors").toURI());
        List<Path> found;
        try (Stream<Path> all = Files.list(root)) {
            found = all.sorted().toList();
        }
        assertThat(found).hasSizeGreaterThan(15);
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tells_what_is_wrong(Path directory) throws IOException {
        String told = told(directory).replace(directory + "/", "");
        String write = System.getProperty("golden.write");
        if (write != null) {
            Files.writeString(
                    Path.of(write, directory.getFileName().toString(), "expected.txt"), told);
        }
        assertThat(told).isEqualTo(Files.readString(directory.resolve("expected.txt")));
    }

    private static String told(Path directory) throws IOException {
        var problems = new Problems();
        Inventory inventory = InventoryReader.read(sources(directory), problems);
        Path patterns = directory.resolve("patterns");
        if (Files.exists(patterns)) {
            for (String pattern : Files.readAllLines(patterns)) {
                Span span = new Span(new Source("--limit", pattern), 1, 1, pattern.length());
                HostPattern.parse(pattern, span, problems)
                        .ifPresent(p -> p.select(inventory, problems, false));
            }
        }
        return new ProblemPrinter(false).print(problems.all());
    }

    private static List<String> sources(Path directory) throws IOException {
        Path sources = directory.resolve("sources");
        if (Files.exists(sources)) {
            return Files.readAllLines(sources).stream()
                    .map(s -> s.contains(",") ? s : directory.resolve(s).toString())
                    .toList();
        }
        Path yaml = directory.resolve("hosts.yml");
        return List.of((Files.exists(yaml) ? yaml : directory.resolve("hosts")).toString());
    }
}
