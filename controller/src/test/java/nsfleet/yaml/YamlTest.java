package nsfleet.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.ProblemPrinter;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;

class YamlTest {
    private final Problems problems = new Problems();

    private YamlNode read(String text) {
        YamlNode node = Yaml.read(new Source("f.yml", text), problems).orElseThrow();
        assertThat(problems.all()).isEmpty();
        return node;
    }

    private Mapping map(String text) {
        return (Mapping) read(text);
    }

    private static YamlNode at(Mapping map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private String errors(String text) {
        Yaml.read(new Source("f.yml", text), problems);
        return new ProblemPrinter(false).print(problems.all());
    }

    private static String under(Span span) {
        String line = span.source().line(span.line());
        int start = line.offsetByCodePoints(0, span.column() - 1);
        return line.substring(start, line.offsetByCodePoints(start, span.length()));
    }

    @Test
    void scalars_mean_what_they_mean_to_ansible() {
        String text =
                """
                [yes, No, ON, off, True, FALSE, y, 010, 0o10, 0x1F, 0b101, 1_000, -12, +3, 0, 09,
                 1.5, 1., .5, 1e3, 1.0e+3, .inf, -.INF, ~, null, Null, "no", 'null', 12:30:45,
                 52:54:00:12:34:56, 2024-01-01, 10.0.0.1, 10.0.0.0/24, 99999999999999999999, 0.1.2,
                 -, =, <<, 0b, 1__0, tRue]
                """
                        .replace(" -,", " '-',");
        Object java = Yaml.toJava(read(text));
        assertThat((List<?>) java)
                .isEqualTo(
                        Arrays.asList(
                                true,
                                false,
                                true,
                                false,
                                true,
                                false,
                                "y",
                                8L,
                                "0o10",
                                31L,
                                5L,
                                1000L,
                                -12L,
                                3L,
                                0L,
                                "09",
                                1.5,
                                1.0,
                                0.5,
                                "1e3",
                                1000.0,
                                Double.POSITIVE_INFINITY,
                                Double.NEGATIVE_INFINITY,
                                null,
                                null,
                                null,
                                "no",
                                "null",
                                "12:30:45",
                                "52:54:00:12:34:56",
                                "2024-01-01",
                                "10.0.0.1",
                                "10.0.0.0/24",
                                new BigInteger("99999999999999999999"),
                                "0.1.2",
                                "-",
                                "=",
                                "<<",
                                "0b",
                                10L,
                                "tRue"));
    }

    @Test
    void the_text_is_kept_as_written() {
        Mapping map = map("mode: 0644\nns: no\nempty:\nquoted: \"a\\tb\"\n");
        assertThat(map.entries())
                .extracting(e -> ((Scalar) e.value()).text())
                .containsExactly("0644", "no", "", "a\tb");
        assertThat(((Scalar) map.entries().getFirst().value()).value()).isEqualTo(420L);
    }

    @Test
    void positions_are_exact() {
        String text =
                "a: 1\nlist:\n  - {name: x, y: [1, 2]}\n  - &n !!str 日本 # c\n  - *n\nö: \"q\"\n";
        Mapping map = map(text);
        Sequence list = (Sequence) at(map, "list");
        assertThat(map.span().at()).isEqualTo("f.yml:1:1");
        assertThat(list.span().at()).isEqualTo("f.yml:3:3");
        assertThat(under(list.items().get(0).span())).isEqualTo("{name: x, y: [1, 2]}");
        Mapping item = (Mapping) list.items().get(0);
        assertThat(under(at(item, "y").span())).isEqualTo("[1, 2]");
        assertThat(under(item.entries().get(1).key().span())).isEqualTo("y");
        assertThat(under(list.items().get(1).span())).isEqualTo("日本");
        assertThat(list.items().get(2)).isEqualTo(list.items().get(1));
        assertThat(under(at(map, "ö").span())).isEqualTo("\"q\"");
    }

    @Test
    void an_empty_file_is_null() {
        assertThat(Yaml.toJava(read(""))).isNull();
        assertThat(Yaml.toJava(read("# nothing\n"))).isNull();
        assertThat(Yaml.toJava(read("---\n"))).isNull();
        assertThat(Yaml.toJava(read("\ufeffa: 1\n"))).isEqualTo(Map.of("a", 1L));
    }

    @Test
    void merge_keys_merge() {
        Mapping map =
                map(
                        """
                        a: &a {x: 1, y: 1}
                        b: &b {y: 2, z: 2}
                        c: {<<: [*a, *b], z: 3}
                        d: {"<<": 1}
                        """);
        assertThat(Yaml.toJava(at(map, "c"))).isEqualTo(Map.of("x", 1L, "y", 1L, "z", 3L));
        assertThat(((Mapping) at(map, "c")).keys()).containsExactly("y", "z", "x");
        assertThat(Yaml.toJava(at(map, "d"))).isEqualTo(Map.of("<<", 1L));
    }

    @Test
    void duplicate_keys_show_both_places() {
        assertThat(errors("a: 1\nb: 2\na: 3\n"))
                .isEqualTo(
                        """
                        f.yml:3:1: error: duplicate key `a` [duplicate-key]
                          3 | a: 3
                            | ^
                        f.yml:1:1: note: it is here already
                          1 | a: 1
                            | ^
                        """);
    }

    @Test
    void all_duplicate_keys_and_tags_are_told_at_once() {
        assertThat(errors("a: !secret x\na: 1\nb: !!python/name:os.system {}\nb: !!int x\n"))
                .contains("unknown tag `!secret`")
                .contains("unknown tag `!!python/name:os.system`")
                .contains("`x` is not a value for !!int")
                .contains("duplicate key `a`")
                .contains("duplicate key `b`");
    }

    @Test
    void explicit_core_tags_decide() {
        assertThat(Yaml.toJava(read("[!!str 1, !!int \"7\", !!float 2, ! no, !!null '']")))
                .isEqualTo(Arrays.asList("1", 7L, 2.0, "no", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "route: { via: ${address(subnet, 1)} }",
                "route: [ a, ${x} ]",
                "route: {via: 10.${x}/24, dev: a}",
                "- route: { netns: ns1,\n    via: ${address(subnet, 1)}}"
            })
    void an_unquoted_expression_in_braces_gets_the_hint_to_quote_it(String text) {
        assertThat(errors(text))
                .contains("an unquoted ${...} inside { } or [ ] is not YAML")
                .containsPattern("= quote it: \"[^\" ]*\\$\\{.*}(/24)?\"\n");
    }

    @Test
    void the_unquoted_expression_is_underlined() {
        assertThat(errors("route: { via: ${address(subnet, 1)}, dev: x }"))
                .isEqualTo(
                        """
                        f.yml:1:15: error: an unquoted ${...} inside { } or [ ] is not YAML [yaml-syntax]
                          1 | route: { via: ${address(subnet, 1)}, dev: x }
                            |               ^^^^^^^^^^^^^^^^^^^^^
                            = quote it: "${address(subnet, 1)}"
                        """);
    }

    @Test
    void expressions_in_blocks_need_no_quotes() {
        assertThat(Yaml.toJava(read("via: ${address(subnet, 1)}/24\n")))
                .isEqualTo(Map.of("via", "${address(subnet, 1)}/24"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: b: c | 1:5 | is not possible here",
                "'a:\n\t- b' | 2:1 | a tab cannot indent",
                "'a: 1\n b: 2' | 2:3 | is not possible here",
                "'a: \"x\ny: 1' | 1:4 | never closed",
                "'a: 1\n---\nb: 2' | 2:1 | second YAML document",
                "a: *nope | 1:4 | no anchor `&nope`",
                "a: &x [*x] | 1:8 | stands inside of itself",
                "a: @b | 1:4 | cannot start any token",
                "'? [1]\n: x' | 1:3 | a key must be a single value",
                "<<: 1 | 1:5 | takes a mapping",
                "'a: 1\nb' | 2:2 | neither a `key: value`",
                "a: [1, 2 | 1:9 | expected"
            })
    void syntax_errors_have_a_place_and_a_sentence(String text, String at, String message) {
        assertThat(errors(text.replace("\\n", "\n")))
                .contains("f.yml:" + at + ": ")
                .contains(message);
    }

    @Test
    void control_characters_are_refused_with_their_place() {
        assertThat(errors("a: 1\nb: x\u0007\n")).contains("f.yml:2:5: ").contains("U+0007");
    }

    @Test
    void alias_bombs_and_deep_nesting_end_early() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            String ref = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n"
                            .formatted(i, i, String.join(", ", Collections.nCopies(10, ref))));
        }
        assertThat(errors(bomb.toString())).contains("aliases make this file larger");
        assertThat(errors("[".repeat(50_000))).contains("nested deeper than");
    }

    @Test
    void parts_of_scalars_are_found() {
        String text =
                """
                p: abc ${x} d
                q: 'it''s ${x} d'
                d: "a\\t\\u00e9\\"${x} d"
                l: |
                  first
                    echo ${x} d
                f: >-
                  folded text
                  with ${x} d
                m: plain over
                  lines ${x} d
                n: "quoted over
                  lines ${x} d"
                """;
        Mapping map = map(text);
        for (Mapping.Entry entry : map.entries()) {
            Scalar scalar = (Scalar) entry.value();
            int offset = scalar.text().indexOf("${x}");
            assertThat(under(scalar.part(offset, 4))).as(entry.key().text()).isEqualTo("${x}");
        }
        Scalar escaped = (Scalar) at(map, "d");
        assertThat(under(escaped.part(1, 2))).isEqualTo("\\t\\u00e9");
    }

    @Test
    void problems_in_an_alias_point_at_where_it_was_written() {
        Mapping map = map("a: &a {k: 1}\nb: *a\n");
        assertThat(at((Mapping) at(map, "b"), "k").span().at()).isEqualTo("f.yml:1:11");
        assertThat(problems.all()).extracting(Problem::code).isEmpty();
    }
}
