package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.TreeMap;
import java.util.stream.Stream;

/// Ansible itself, where it is installed: the judge of what an inventory means.
final class Ansible {
    /// What Python's JSON may hold: NaN and Infinity too.
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private static final int UNKNOWN_VERSION = 77;

    static final Answer NONE = new Answer(-1, "", "");

    /// A command to run in a directory.
    record Request(String directory, List<String> arguments) {
        /// What it is recorded as: the same on every machine.
        String key() {
            return Path.of(directory).getFileName() + ": " + String.join(" ", arguments);
        }
    }

    /// What it said.
    record Answer(int status, String out, String err) {
        boolean known() {
            return status >= 0;
        }

        /// Skips the test when there is no answer, fails it when Ansible did.
        void orSkip() {
            Assumptions.assumeTrue(known(), "SKIPPED: no Ansible, and nothing recorded");
            assertThat(status).as(err).isZero();
        }
    }

    private Ansible() {}

    /// Runs all of them. Where there is no Ansible that this knows, what ansible-core 2.14 said is
    /// taken from `ansible/recorded/NAME.json`, and that is told; `-Dansible.record=DIRECTORY`
    /// writes it anew.
    static List<Answer> ask(List<Request> requests, String name, Path home)
            throws IOException, InterruptedException, URISyntaxException {
        Optional<List<Answer>> live = live(requests, home);
        String record = System.getProperty("ansible.record");
        if (live.isPresent() && record != null) {
            record(requests, live.get(), Path.of(record, name + ".json"));
        }
        if (live.isPresent()) {
            return live.get();
        }
        System.err.println(
                "\n"
                        + "*** SKIPPED: no ansible-core from 2.14 to 2.18 here: inventories are"
                        + " compared with what it said once, those made by chance are NOT compared"
                        + " ***\n");
        Path file =
                Path.of(Ansible.class.getResource("/ansible/recorded/" + name + ".json").toURI());
        Map<String, Answer> recorded =
                JSON.readValue(file.toFile(), new TypeReference<Map<String, Answer>>() {});
        return requests.stream().map(r -> recorded.getOrDefault(r.key(), NONE)).toList();
    }

    private static void record(List<Request> requests, List<Answer> answers, Path file)
            throws IOException {
        Map<String, Answer> recorded = new TreeMap<>();
        for (int i = 0; i < requests.size(); i++) {
            Answer answer = answers.get(i);
            String key = requests.get(i).key();
            if (!key.startsWith(RandomInventory.NAME)) {
                recorded.put(key, new Answer(answer.status(), answer.out(), ""));
            }
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), recorded);
    }

    private static Optional<List<Answer>> live(List<Request> requests, Path home)
            throws IOException, InterruptedException, URISyntaxException {
        Optional<String> python = python();
        if (python.isEmpty()) {
            return Optional.empty();
        }
        Path script = Path.of(Ansible.class.getResource("/ansible/reference.py").toURI());
        Path input = home.resolve("requests.json");
        Path output = home.resolve("answers.json");
        Path errors = home.resolve("errors");
        Path config = Files.createFile(home.resolve("ansible.cfg"));
        JSON.writeValue(input.toFile(), requests);
        var builder =
                new ProcessBuilder(python.get(), script.toString())
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
        if (status != 0 && status != UNKNOWN_VERSION) {
            throw new IOException(Files.readString(errors));
        }
        return status == UNKNOWN_VERSION
                ? Optional.empty()
                : Optional.of(
                        JSON.readValue(output.toFile(), new TypeReference<List<Answer>>() {}));
    }

    /// The Python that `ansible-inventory` runs in.
    private static Optional<String> python() throws IOException {
        for (String folder : System.getProperty("ansible.path", System.getenv("PATH")).split(":")) {
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
