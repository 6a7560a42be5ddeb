package nsfleet.vars;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.InventoryReader;
import nsfleet.shell.Secret;
import nsfleet.vault.Vault;
import nsfleet.yaml.Mapping;
import nsfleet.yaml.Scalar;
import nsfleet.yaml.Yaml;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/// Values of inventories as expressions see them: Jinja2 is not evaluated, answers of programs are
/// data, what comes out of a vault is a secret.
class InventoryValuesTest {
    /// `s3cret-word`, by `ansible-vault encrypt_string` with the password `swordfish`.
    private static final String VAULTED =
            """
            $ANSIBLE_VAULT;1.1;AES256
            39346666356131383865386639666437353135646337363432386133623834336138646133613437
            6365323330353531633262316239386466333432636330630a633530366235623365313862653666
            37326563343333666335326630383532323162333365623835623461306664383464613230333335
            6637623265633430380a646665373232636634353264636331356637313132336265613935663935
            6237
            """;

    @TempDir Path directory;
    private final Problems problems = new Problems();
    private final Vault vault =
            new Vault(List.of(new Vault.Password("default", "swordfish", "pass")));

    private Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private @Nullable Object value(String text) {
        Inventory inventory =
                InventoryReader.read(
                        List.of(directory.resolve("hosts").toString()), List.of(), vault, problems);
        var world = new World(inventory, Map.of("all", inventory.hosts()), Map.of());
        var view = new HostView("box1", inventory.hosts(), inventory.hosts(), null);
        var source = new Source("play.yml", "x: \"" + text + "\"");
        Mapping map = (Mapping) Yaml.read(source, problems).orElseThrow();
        Scope scope = new Expressions().scope(world, view);
        return scope.evaluate(map.entries().getFirst().value(), problems)
                        instanceof Value.Known(Scalar scalar)
                ? scalar.value()
                : null;
    }

    @Test
    void jinja_is_an_error_where_it_is_needed_and_text_elsewhere() throws IOException {
        write("hosts", "box1\n");
        write(
                "host_vars/box1.yml",
                """
                needed: "{{ other | default('x') }}/24"
                behind: ${needed}
                hard: "{% if a %}b{% endif %}"
                inside: {deep: "{{ x.y }}"}
                data: !unsafe "{{ x }}"
                fine: 1
                """);
        assertThat(value("${fine}")).isEqualTo(1L);
        assertThat(value("${data}")).isEqualTo("{{ x }}");
        assertThat(problems.all()).isEmpty();
        for (String text : List.of("${needed}", "a-${needed}", "${behind}", "${needed?length}")) {
            assertThat(value(text)).isNull();
        }
        assertThat(problems.all())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.code()).isEqualTo("jinja");
                            assertThat(String.valueOf(problem.span()))
                                    .contains("box1.yml, line=1, column=10");
                            assertThat(problem.hint()).isEqualTo("write ${other!'x'}/24");
                        });
        assertThat(value("${hard}")).isNull();
        assertThat(value("${inside.deep}")).isNull();
        assertThat(problems.all())
                .extracting(Problem::hint)
                .contains("write ${x.y}")
                .anyMatch(hint -> hint.contains("FreeMarker"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{{ a }}; ${a}",
                "{{a.b['c'][0]}}; ${a.b['c'][0]}",
                "x{{- a -}}y{{ b }}; x${a}y${b}",
                "{{ a | upper | trim }}; ${a?upper_case?trim}",
                "{{ a | default(80) }}; ${a!80}",
                "{{ a | d('x') | int }}; ${a!'x'?number}",
                "{{ a | join(',') }}; ${a?join(',')}",
                "{{ a | length }}; ${a?size}",
                "{{ a | default(b) }}; ",
                "{{ a | ipaddr('net') }}; ",
                "{{ a + 1 }}; ",
                "{{ lookup('env', 'X') }}; ",
                "{% if a %}b{% endif %}; ",
                "{{ 'a' }}; "
            })
    void what_can_be_translated_is(String jinja, @Nullable String ours) {
        assertThat(Jinja.translated(jinja).orElse(null)).isEqualTo(ours);
    }

    @Test
    void what_ansible_sets_for_every_host_is_there_unless_it_is_overridden() throws IOException {
        write("hosts", "box1\nbox1.lab.example\n");
        assertThat(value("${inventory_dir}/key")).isEqualTo(directory + "/key");
        assertThat(value("${inventory_file}")).isEqualTo(directory + "/hosts");
        assertThat(value("${inventory_hostname_short}")).isEqualTo("box1");
        assertThat(value("${hostvars['box1.lab.example'].inventory_hostname_short}"))
                .isEqualTo("box1");
        write("group_vars/all.yml", "inventory_dir: /else\n");
        assertThat(value("${inventory_dir}")).isEqualTo("/else");
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void answers_of_programs_are_data() throws IOException {
        Path program =
                write(
                        "hosts",
                        """
                        #!/bin/sh
                        echo '{"web": {"hosts": ["box1"], "vars": {"g": "${inventory_hostname}"}},'
                        echo '"_meta": {"hostvars": {"box1": {"h": "{{ x }}", "m": {"k": "${x}"}}}}}'
                        """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(value("${g}")).isEqualTo("${inventory_hostname}");
        assertThat(value("${h} ${m.k}")).isEqualTo("{{ x }} ${x}");
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void what_comes_out_of_a_vault_is_a_secret_and_so_is_what_is_made_of_it() throws IOException {
        write("hosts", "box1\n");
        write(
                "host_vars/box1.yml",
                "pw: !vault |\n" + VAULTED.indent(2) + "user: root\nurl: \"${user}:${pw}\"\n");
        assertThat(value("${pw}")).isEqualTo("s3cret-word");
        assertThat(value("${url}")).isEqualTo("root:s3cret-word");
        assertThat(value("${pw?upper_case} ${pw?length}")).isEqualTo("S3CRET-WORD 11");
        assertThat(value("${(pw == 'x')?then('the same', 'no')} ${user}")).isEqualTo("no root");
        assertThat(problems.all()).isEmpty();
        assertThat(Secret.mask("root:s3cret-word S3CRET-WORD 11 no root user", vault.secrets()))
                .isEqualTo("<secret pw> <secret pw> 11 no root user");
    }

    @Test
    void all_of_an_encrypted_file_is_secret_and_none_of_its_lines_is_shown() throws IOException {
        write("hosts", "box1\n");
        write("host_vars/box1.yml", VAULTED);
        assertThat(value("x")).isEqualTo("x");
        assertThat(problems.all())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.code()).isEqualTo("bad-vars");
                            assertThat(new nsfleet.diagnostics.ProblemPrinter(false).print(problem))
                                    .doesNotContain("s3cret");
                        });
    }
}
