package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.ProblemPrinter;
import nsfleet.diagnostics.Problems;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// Inventory programs that misbehave. What good ones mean is held against Ansible.
class ProgramInventoryTest {
    @TempDir Path directory;
    private final Problems problems = new Problems();
    private Path program = Path.of("");

    @BeforeEach
    void place() {
        program = directory.resolve("run");
    }

    private Inventory read(String text) throws IOException {
        Files.writeString(program, text);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return InventoryReader.read(List.of(program.toString()), problems);
    }

    private String told() {
        return new ProblemPrinter(false).print(problems.all()).replace(directory + "/", "");
    }

    @Test
    void one_that_fails_is_told_with_its_last_words() throws IOException {
        read("#!/bin/sh\necho 'no cloud here' >&2\nexit 3\n");
        assertThat(told())
                .isEqualTo(
                        """
                        error: `run --list` failed: exit code 3 [inventory-program]
                          = no cloud here
                        """);
    }

    @Test
    void one_that_complains_is_a_warning() throws IOException {
        Inventory inventory =
                read(
                        "#!/bin/sh\necho 'old API' >&2\n"
                                + "echo '{\"a\": [\"h1\"], \"_meta\": {\"hostvars\": {}}}'\n");
        assertThat(inventory.hosts()).containsExactly("h1");
        assertThat(told())
                .isEqualTo(
                        """
                        warning: `run --list` complained [inventory-program]
                          = old API
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oops | this is not JSON",
                "'' | this is not JSON: there is no value",
                "[1] | the answer of an inventory program must be a JSON object",
                "{\"a\": {\"hosts\": \"h1\"}} | the hosts of group `a` must be a list of names",
                "{\"a\": [1]} | the hosts of group `a` must be a list of names",
                "{\"a\": {\"vars\": []}} | variables of group `a` must be a JSON object",
                "{\"a\": {\"children\": {}}} | the children of group `a` must be a list of names",
                "{\"a\": [\"-oProxyCommand=x\"]} | is not a host name: it begins with `-`",
                "{\"a\": [\"x y\"]} | is not a host name: it contains ` `",
                "{\"a\": [\"$(id)\"]} | is not a host name: it contains `$`",
                "{\" \": []} | a group must have a name",
                "{\"a\": {\"children\": [\"a\"]}} | group `a` would be below itself",
                "{\"a\": [], \"a\": []} | duplicate key `a`",
                "{\"a\": [\"h\"], \"_meta\": {\"hostvars\": []}} | `_meta.hostvars` must be a JSON",
                "{\"a\": [\"h\"], \"_meta\": {\"hostvars\": {\"h\": 1}}} | variables of host `h`"
            })
    void a_bad_answer_is_told_where_it_is(String answer, String message) throws IOException {
        read("#!/bin/sh\ncat <<'END'\n" + answer + "\nEND\n");
        assertThat(problems.hasErrors()).isTrue();
        Problem problem = problems.all().getFirst();
        assertThat(problem.message()).contains(message);
        assertThat(String.valueOf(problem.span())).contains("run --list, line=");
    }

    @Test
    void hosts_are_asked_for_one_by_one_where_there_is_no_meta() throws IOException {
        read(
                """
                #!/bin/sh
                case $1$2 in
                --list) echo '{"a": ["h1", "h2", "h3"]}' ;;
                --hosth1) echo '{"x": 1}' ;;
                --hosth2) echo 'nonsense' ;;
                --hosth3) exit 4 ;;
                esac
                """);
        assertThat(problems.all())
                .extracting(Problem::message)
                .satisfiesExactly(
                        one -> assertThat(one).contains("this is not JSON"),
                        two -> assertThat(two).endsWith("run --host h3` failed: exit code 4"));
    }

    @Test
    void an_answer_must_be_utf8_and_a_program_must_be_runnable() throws IOException {
        read("#!/bin/sh\nprintf '{\"a\": [\"\\377\"]}'\n");
        read("#!/no/such/interpreter\n");
        Files.writeString(program, "#!/bin/sh\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rw-r--r--"));
        InventoryReader.read(List.of(program.toString()), problems);
        assertThat(problems.all())
                .extracting(Problem::message)
                .satisfiesExactly(
                        one -> assertThat(one).endsWith("does not answer in UTF-8"),
                        two -> assertThat(two).contains("No such file or directory"),
                        three -> assertThat(three).endsWith("but it may not be executed"));
    }

    @Test
    void an_executable_text_is_never_run() throws IOException {
        Path trace = directory.resolve("trace");
        Inventory inventory = read("h1\n[web]\nh2\n# touch " + trace + "\n");
        assertThat(inventory.hosts()).containsExactly("h1", "h2");
        read("touch " + trace + "\n");
        assertThat(trace).doesNotExist();
    }

    @Test
    void much_output_on_both_streams_does_not_hang() throws IOException {
        Inventory inventory =
                read(
                        """
                        #!/bin/sh
                        i=0
                        while [ $i -lt 3000 ]; do echo "complaint complaint complaint $i" >&2; i=$((i + 1)); done
                        printf '{"a": ["h0"'
                        i=0
                        while [ $i -lt 20000 ]; do printf ', "h%d"' $i; i=$((i + 1)); done
                        echo '], "_meta": {"hostvars": {}}}'
                        """);
        assertThat(inventory.hosts()).hasSize(20000);
        assertThat(problems.all())
                .singleElement()
                .matches(p -> String.valueOf(p.hint()).lines().count() == 10);
    }
}
