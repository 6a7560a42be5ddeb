package nsfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.cli.InProcess.Result;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a user sees who asks for help, and who mistypes.
class CommandLineTest {
    // A command in a list: two spaces, its name, and what it does.
    private static final Pattern LISTED = Pattern.compile("(?m)^  ([a-z]+) {2,}[A-Z]");

    @TestFactory
    Stream<DynamicTest> everyCommandHelpsWithAnExample() {
        return commands(List.of()).stream()
                .map(words -> DynamicTest.dynamicTest(String.join(" ", words), () -> help(words)));
    }

    @Test
    void theReadmeNamesEveryCommand() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        assertThat(commands(List.of()))
                .hasSizeGreaterThan(10)
                .allSatisfy(words -> assertThat(readme).contains(words.getLast()));
    }

    @Test
    void theReadmesOptionsExist() throws IOException {
        String readme = Files.readString(Path.of("../README.md"));
        StringBuilder helps = new StringBuilder();
        commands(List.of()).forEach(words -> helps.append(run(words, "--help").out()));
        Pattern.compile("(?<![\\w-])--[a-z][a-z-]+")
                .matcher(readme)
                .results()
                .forEach(option -> assertThat(helps).contains(option.group()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pln             | nsfleet: there is no command or argument 'pln' here",
                "sandbox upp     | nsfleet: there is no command or argument 'upp' here",
                "plan            | nsfleet: Missing required parameter: 'PLAYBOOK'",
                "plan --limt x p | nsfleet: Unknown option: '--limt'",
                "render p        | nsfleet: Missing required option: '--host=HOST'",
                "plan -f many p  | nsfleet: Invalid value for option '--forks': 'many' is not an"
                        + " int",
                "plan -o xml p   | nsfleet: Invalid value for option '--output': expected one of",
                "demo now        | nsfleet: there is no command or argument 'now' here",
                "destroy         | nsfleet: name either playbooks or --lab NAME",
                "inventory       | nsfleet: no command given: inventory list, graph, show HOST or",
                "inventory show  | nsfleet: Missing required parameter: 'HOST'",
                "inventory explain box1 | nsfleet: Missing required parameter: 'VAR'",
                "sandbox         | nsfleet: Missing required subcommand",
                "sandbox stop    | nsfleet: Missing required parameter: 'BOX'"
            })
    void aMistakeOfTheCommandLineIsToldWithWhereHelpIs(String line, String message) {
        Result result = InProcess.run(List.of(line.split(" ")));
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith(message).contains("--help'");
    }

    @Test
    void mistakesOfFormAndOfValuesAreToldTogether(@TempDir Path folder) throws IOException {
        Path playbook =
                Files.writeString(
                        folder.resolve("lab.yml"),
                        """
                        - name: Lab
                          hosts: all
                          steps:
                            - netnss: ns1
                            - address: { netns: ns1, dev: lo, address: 10.0.0.1/33 }
                            - bridge: { name: br0, mtu: big }
                          verify:
                            - listening: { port: 99999 }
                        """);
        Result result =
                InProcess.run(List.of("check", "-i", "box1,", playbook.toString(), "--no-color"));
        assertThat(result.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(result.err())
                .contains("lab.yml:4:7: error: \"netnss\" is neither")
                .contains("lab.yml:5:")
                .contains("lab.yml:6:")
                .contains("lab.yml:8:")
                .doesNotContain("no step before makes")
                .contains("nsfleet: 4 errors; no host was touched.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "facts bxo1 -i box1,box2,          | PATTERN:1:1: error: there is no host | bxo1",
                "labs box1:!bxo2 -i box1,box2,     | PATTERN:1:6: error: there is no host |"
                        + " box1:!bxo2",
                "facts -l bxo1 -i box1,box2,       | --limit:1:1: error: there is no host | bxo1",
                "render --host bxo1 -i box1,box2, P | --host:1:1: error: there is no host | bxo1",
                "render --host box* -i box1,box2, P | --host:1:1: error: a program is for one host,"
                        + " and these are box[1-2] | box*"
            })
    void aWrongHostIsShownAsItWasTyped(
            String line, String message, String typed, @TempDir Path folder) throws IOException {
        String playbook = lab(folder, "- netns: ns1").toString();
        List<String> words =
                Stream.of(line.split(" ")).map(word -> word.equals("P") ? playbook : word).toList();
        Result result = InProcess.run(words);
        assertThat(result.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(result.err())
                .startsWith(message)
                .contains("1 | " + typed + "\n")
                .contains("no host was touched");
    }

    @Test
    void renderIsForOneHostAndTakesNoLimit(@TempDir Path folder) throws IOException {
        Path playbook = lab(folder, "- netns: ns1");
        Result result =
                InProcess.run(
                        List.of(
                                "render",
                                "-i",
                                "box1,",
                                playbook.toString(),
                                "--host",
                                "box1",
                                "--limit",
                                "box1"));
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("--host names it");
    }

    @Test
    void aBugIsSaidToBeOneAndHidesPasswords(@TempDir Path folder) throws IOException {
        List<String> words =
                List.of("plan", "-K", "-i", "box1,", lab(folder, "- netns: ns1").toString());
        Result result =
                InProcess.run(
                        words,
                        prompt -> {
                            throw new IllegalStateException("ansible_become_password=hunter2 oops");
                        });
        assertThat(result.code()).isEqualTo(ExitCode.BUG);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("nsfleet: internal error: java.lang.IllegalStateException")
                .contains("at nsfleet.cli.")
                .contains("This is a bug in nsfleet: please report it")
                .doesNotContain("hunter2");
    }

    private static Path lab(Path folder, String step) throws IOException {
        return Files.writeString(
                folder.resolve("lab.yml"),
                "- name: Lab\n  hosts: all\n  steps:\n    " + step + "\n");
    }

    private static void help(List<String> words) {
        Result result = run(words, "--help");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("Example").contains("nsfleet " + words.getFirst());
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
    }

    private static List<List<String>> commands(List<String> above) {
        List<List<String>> all = new ArrayList<>();
        String help = run(above, "--help").out();
        int list = help.indexOf("\nCommands:\n");
        if (list >= 0) {
            String names = help.substring(list);
            LISTED.matcher(names.substring(0, names.indexOf("\n\n")))
                    .results()
                    .forEach(
                            name -> {
                                List<String> words = new ArrayList<>(above);
                                words.add(name.group(1));
                                all.add(words);
                                all.addAll(commands(words));
                            });
        }
        return all;
    }

    private static Result run(List<String> words, String last) {
        List<String> line = new ArrayList<>(words);
        line.add(last);
        return InProcess.run(line);
    }
}
