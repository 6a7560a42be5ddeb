package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import nsfleet.diagnostics.ProblemPrinter;
import nsfleet.diagnostics.Problems;
import nsfleet.yaml.Yaml;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Inventories under `inventories/`, each with what `ansible-inventory --list` (ansible-core 2.14)
/// says of it: same hosts, same groups, same merged variables. To make one again, in its directory:
/// `ansible-inventory -i ... --list > expected.json`, with the sources named in `sources`.
class AnsibleGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Path> inventories() throws IOException, URISyntaxException {
        Path root = Path.of(AnsibleGoldenTest.class.getResource("/inventories").toURI());
        List<Path> found;
        try (Stream<Path> all = Files.list(root)) {
            found = all.sorted().toList();
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(5);
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("inventories")
    void means_what_it_means_to_ansible(Path directory) throws IOException {
        List<String> sources =
                Files.readAllLines(directory.resolve("sources")).stream()
                        .map(s -> s.contains(",") ? s : directory.resolve(s).toString())
                        .toList();
        var problems = new Problems();
        Inventory inventory = InventoryReader.read(sources, problems);
        assertThat(new ProblemPrinter(false).print(problems.all())).isEmpty();
        JsonNode expected = JSON.readTree(directory.resolve("expected.json").toFile());
        JsonNode ours =
                sorted(JSON.valueToTree(inventory.list(h -> true, v -> Yaml.toJava(v.value()))));
        assertThat(ours.toPrettyString()).isEqualTo(sorted(expected).toPrettyString());
    }

    /// The same with the keys of variables sorted; Ansible sorts them all.
    private static JsonNode sorted(JsonNode node) throws IOException {
        Object plain = JSON.treeToValue(node, Object.class);
        return JSON.readTree(
                JSON.writer(
                                com.fasterxml.jackson.databind.SerializationFeature
                                        .ORDER_MAP_ENTRIES_BY_KEYS)
                        .writeValueAsString(plain));
    }
}
