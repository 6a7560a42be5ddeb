package nsfleet.inventory;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Ansible itself, where it is installed: the judge of what an inventory means.
final class Ansible {
    /// What Python's JSON may hold: NaN and Infinity too.
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private static final int UNKNOWN_VERSION = 77;

    /// A command to run in a directory.
    record Request(String directory, List<String> arguments) {}

    /// What it said.
    record Answer(int status, String out, String err) {}

    private Ansible() {}

    /// Runs all of them; without Ansible the test is skipped, and says so.
    static List<Answer> ask(List<Request> requests, Path home)
            throws IOException, InterruptedException, URISyntaxException {
        Optional<String> python = python();
        if (python.isEmpty()) {
            skip("ansible-core is not installed");
        }
        Path script = Path.of(Ansible.class.getResource("/ansible/reference.py").toURI());
        Path input = home.resolve("requests.json");
        Path output = home.resolve("answers.json");
        Path errors = home.resolve("errors");
        Path config = Files.createFile(home.resolve("ansible.cfg"));
        JSON.writeValue(input.toFile(), requests);
        var builder =
                new ProcessBuilder(python.orElseThrow(), script.toString())
                        .redirectInput(input.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ANSIBLE_"));
        builder.environment()
                .putAll(
                        Map.of(
                                "HOME",
                                home.toString(),
                                "ANSIBLE_CONFIG",
                                config.toString(),
                                "ANSIBLE_LOCAL_TEMP",
                                home.resolve("tmp").toString(),
                                "LC_ALL",
                                "C.UTF-8"));
        int status = builder.start().waitFor();
        if (status == UNKNOWN_VERSION) {
            skip("this ansible-core is newer than 2.18");
        }
        if (status != 0) {
            throw new IOException(Files.readString(errors));
        }
        return JSON.readValue(output.toFile(), new TypeReference<List<Answer>>() {});
    }

    private static void skip(String why) {
        String skipped = why + ": inventories are NOT compared with Ansible";
        System.err.println("\n*** SKIPPED: " + skipped + " ***\n");
        Assumptions.abort(skipped);
    }

    /// The Python that `ansible-inventory` runs in.
    private static Optional<String> python() throws IOException {
        for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin").split(":")) {
            Path program = Path.of(folder, "ansible-inventory");
            if (Files.isExecutable(program)) {
                try (Stream<String> lines = Files.lines(program)) {
                    return lines.findFirst()
                            .filter(line -> line.startsWith("#!") && line.contains("python"))
                            .map(line -> line.substring(2).strip());
                }
            }
        }
        return Optional.empty();
    }
}
