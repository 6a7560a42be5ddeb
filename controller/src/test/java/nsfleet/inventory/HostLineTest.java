package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Parsed;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a host's line begins with. What Ansible says of most of these is in `ansible/inventories`.
class HostLineTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "box1 | box1 |",
                "box1:2222 | box1 | 2222",
                "10.0.0.1:22 | 10.0.0.1 | 22",
                "köln:23 | köln | 23",
                "2001:db8::1 | 2001:db8::1 |",
                "[2001:db8::1]:22 | 2001:db8::1 | 22",
                "[box1]:22 | box1 | 22",
                "b[1:3] | b1 b2 b3 |",
                "b[1:3]:22 | b1 b2 b3 | 22",
                "[8:10]:22 | 8 9 10 | 22",
                "[a:c]:22 | a b c | 22",
                "[01:03] | 01 02 03 |",
                "b[1:9:4]x[a:b] | b1xa b1xb b5xa b5xb b9xa b9xb |",
                "b[1-2,07] | b1 b2 b07 |",
                "2001:db8::[1:2] | 2001:db8::1 2001:db8::2 |"
            })
    void a_line_begins_with_names_and_maybe_a_port(
            String text, String names, @Nullable String port) {
        HostLine line = HostLine.read(text).orThrow();
        assertThat(String.join(" ", line.names())).isEqualTo(names);
        assertThat(line.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "box: | ends in `:`",
                "box:0 | `0` is not a port",
                "köln:99999 | `99999` is not a port",
                "-x | begins with `-`",
                "--- | begins a YAML file",
                "b[3:1] | is reversed",
                "a;b | contains `;`"
            })
    void others_are_refused(String text, String message) {
        assertThat(HostLine.read(text))
                .isInstanceOfSatisfying(
                        Parsed.Bad.class, bad -> assertThat(bad.message()).contains(message));
    }
}
