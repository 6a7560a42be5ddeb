package nsfleet.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class JsonTest {
    private final Problems problems = new Problems();

    private YamlNode read(String text) {
        return Yaml.read(new Source("x.json", text), problems).orElseThrow();
    }

    @Test
    void json_means_what_json_means() {
        YamlNode root =
                read(
                        "{\"a\": 1e3, \"b\": \"yes\", \"c\": [true, null, -0, 1.5],\n\t\"d\":"
                                + " {\"\\u00e9\\/\": 12345678901234567890}}");
        assertThat(problems.all()).isEmpty();
        assertThat(String.valueOf(Yaml.toJava(root)))
                .isEqualTo(
                        "{a=1000.0, b=yes, c=[true, null, 0, 1.5], d={é/=12345678901234567890}}");
    }

    @Test
    void places_are_those_of_the_text() {
        Mapping root = (Mapping) read("{\"a\": \"🙂\", \"b\": [1,\n  {\"c\": true}]}");
        assertThat(root.span().length()).isEqualTo(19);
        Sequence list = (Sequence) root.entries().get(1).value();
        assertThat(root.entries().getFirst().value().span())
                .extracting(s -> s.line() + ":" + s.column() + "+" + s.length())
                .isEqualTo("1:7+3");
        assertThat(root.entries().get(1).key().span().column()).isEqualTo(12);
        Mapping inner = (Mapping) list.items().get(1);
        assertThat(inner.entries().getFirst().value().span())
                .extracting(s -> s.line() + ":" + s.column() + "+" + s.length())
                .isEqualTo("2:9+4");
    }

    @Test
    void what_is_no_json_is_read_as_yaml() {
        assertThat(Yaml.toJava(read("{a: yes, b: 1e3}"))).isEqualTo(Map.of("a", true, "b", "1e3"));
        assertThat(Yaml.toJava(read("[1, x]"))).isEqualTo(List.of(1L, "x"));
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void duplicate_keys_are_told_with_both_places() {
        read("{\"a\": 1,\n \"a\": 2}");
        assertThat(problems.all())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.code()).isEqualTo("duplicate-key");
                            assertThat(String.valueOf(problem.span())).contains("line=2, column=2");
                            assertThat(problem.related()).hasSize(1);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | 1 | there is no value",
                "'{\"a\": }' | 1 | Unexpected character",
                "'{\"a\": 1} x' | 1 | Unrecognized token",
                "'{\"a\": 1} 2' | 1 | something follows the end",
                "'{\"a\": [1, 2}' | 1 | Unexpected close marker",
                "'oops: 1' | 1 | Unrecognized token"
            })
    void an_answer_must_be_json(String text, int line, String message) {
        assertThat(Yaml.readJson(new Source("run --list", text), problems)).isEmpty();
        Problem problem = problems.all().getFirst();
        assertThat(problem.message()).startsWith("this is not JSON: ").contains(message);
        assertThat(problem.code()).isEqualTo("json-syntax");
        assertThat(String.valueOf(problem.span())).contains("line=" + line);
    }

    @Test
    void nesting_has_an_end() {
        String deep = "[".repeat(5000) + "]".repeat(5000);
        assertThat(Yaml.readJson(new Source("x", deep), problems)).isEmpty();
        assertThat(Yaml.read(new Source("x", deep), problems)).isEmpty();
    }

    @Test
    void ansibles_tags_say_what_a_text_is() {
        Mapping root =
                (Mapping)
                        Yaml.read(
                                        new Source(
                                                "x.yml",
                                                """
                                                a: !unsafe ${x}
                                                b: !unsafe [1, {c: "${x}"}]
                                                d: !vault |
                                                  $ANSIBLE_VAULT;1.1;AES256
                                                  6162
                                                e: ${x}
                                                """),
                                        problems)
                                .orElseThrow();
        assertThat(problems.all()).isEmpty();
        assertThat(kind(root.get("a"))).isEqualTo(Scalar.Kind.DATA);
        Sequence list = (Sequence) java.util.Objects.requireNonNull(root.get("b"));
        assertThat(kind(((Mapping) list.items().get(1)).get("c"))).isEqualTo(Scalar.Kind.DATA);
        assertThat(kind(root.get("d"))).isEqualTo(Scalar.Kind.ENCRYPTED);
        assertThat(kind(root.get("e"))).isEqualTo(Scalar.Kind.ORDINARY);
    }

    private static Scalar.Kind kind(@org.jspecify.annotations.Nullable YamlNode node) {
        return ((Scalar) java.util.Objects.requireNonNull(node)).kind();
    }
}
