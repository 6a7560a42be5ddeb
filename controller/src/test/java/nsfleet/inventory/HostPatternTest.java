package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.ProblemPrinter;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.vault.Vault;
import nsfleet.yaml.Yaml;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class HostPatternTest {
    private static final String HOSTS =
            """
            loner
            [web]
            w[1:4]
            [db]
            d1
            w2
            d2.example.com
            [lab:children]
            web
            db
            [six]
            2001:db8::1
            [loner2]
            [same]
            w1
            """;
    private final Problems problems = new Problems();
    private final Inventory inventory = inventory(HOSTS);

    private Inventory inventory(String text) {
        var draft = new Draft(problems);
        new IniInventory(draft, problems).read(new Source("hosts", text));
        draft.check();
        return draft.build(List.of(), List.of(), Vault.closed());
    }

    private HostPattern pattern(String text) {
        Span span = new Span(new Source("--limit", text), 1, 1, text.length());
        return HostPattern.parse(text, span, problems).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all | loner 2001:db8::1 w1 w2 w3 w4 d1 d2.example.com",
                "* | loner 2001:db8::1 w1 w2 w3 w4 d1 d2.example.com",
                "web | w1 w2 w3 w4",
                "web:db | w1 w2 w3 w4 d1 d2.example.com",
                "db,web | d1 w2 d2.example.com w1 w3 w4",
                "web:&db | w2",
                "!web:all:!loner | 2001:db8::1 d1 d2.example.com",
                "&db:web | w2",
                "!web,!six | loner d1 d2.example.com",
                "&web | w1 w2 w3 w4",
                "web[0] | w1",
                "web[-1] | w4",
                "web[1:2] | w2 w3",
                "web[2:] | w3 w4",
                "web[:1] | w1 w2",
                "web[-2:] | w3 w4",
                "web[1:99] | w2 w3 w4",
                "w* | w1 w2 w3 w4",
                "w[13]* | w1 w3",
                "w[!13] | w2 w4",
                "w? | w1 w2 w3 w4",
                "*.example.com | d2.example.com",
                "~d.$ | d1 w2 d2.example.com",
                "~w[12],loner | w1 w2 loner",
                "2001:db8::1 | 2001:db8::1",
                "2001:db8::1,w1 | 2001:db8::1 w1",
                "w[2-3] | w2 w3",
                "w[1,3-4],d1 | w1 w3 w4 d1",
                "ungrouped | loner",
                "lab:!web[0] | w2 w3 w4 d1 d2.example.com",
                "d2.example.com : w1 | d2.example.com w1"
            })
    void selects_as_ansible_does(String text, String hosts) {
        List<String> selected = pattern(text).select(inventory, problems, false);
        assertThat(new ProblemPrinter(false).print(problems.all())).isEmpty();
        assertThat(String.join(" ", selected)).isEqualTo(hosts);
    }

    @Test
    void the_plain_items_are_what_index_counts_over() {
        HostPattern pattern = pattern("web:!w1:&db");
        assertThat(pattern.plain(inventory)).containsExactly("w1", "w2", "w3", "w4");
        assertThat(pattern.select(inventory, problems, false)).containsExactly("w2");
    }

    @Test
    void allow_empty_relaxes() {
        assertThat(pattern("nope:web[9]:!gone").select(inventory, problems, true)).isEmpty();
        assertThat(problems.all()).isEmpty();
        assertThat(pattern("nope").select(inventory, problems, false)).isEmpty();
        assertThat(problems.hasErrors()).isTrue();
    }

    @Test
    void hosts_of_a_play_may_be_a_list_and_errors_point_into_it() {
        var source = new Source("p.yml", "[web, '!w1', \"nope:db\"]");
        HostPattern pattern =
                HostPattern.parse(Yaml.read(source, problems).orElseThrow(), problems)
                        .orElseThrow();
        assertThat(pattern.select(inventory, problems, true))
                .containsExactly("w2", "w3", "w4", "d1", "d2.example.com");
        pattern.select(inventory, problems, false);
        assertThat(new ProblemPrinter(false).print(problems.all()))
                .contains("p.yml:1:15: error: there is no host and no group `nope`")
                .contains("^^^^\n");
    }

    @Test
    void limit_reads_files(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("retry");
        Files.writeString(file, "# failed\nw1\n\n  w3  \nnope\n");
        HostPattern limit =
                LimitReader.read("--limit", "@" + file + ",d1,!w1", problems).orElseThrow();
        assertThat(limit.select(inventory, problems, false)).containsExactly("w3", "d1");
        assertThat(problems.all())
                .singleElement()
                .satisfies(
                        p -> {
                            assertThat(p.message()).contains("`nope`");
                            assertThat(String.valueOf(p.span())).contains("line=5");
                        });
        assertThat(LimitReader.read("--limit", "@" + directory.resolve("gone"), problems))
                .isEmpty();
        assertThat(
                        LimitReader.read("--limit", "web:!w1", new Problems())
                                .orElseThrow()
                                .select(inventory, problems, false))
                .containsExactly("w2", "w3", "w4");
    }
}
