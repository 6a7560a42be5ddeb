package nsfleet.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// The cases that Ansible documents and a few that it only does: each was run with
/// ansible-playbook.
class TagFilterTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    -            | -        | -        | true
                    a            | -        | -        | true
                    never        | -        | -        | false
                    a,never      | -        | -        | false
                    always       | -        | -        | true
                    -            | a        | -        | false
                    a            | a        | -        | true
                    b            | a        | -        | false
                    a,b          | b,c      | -        | true
                    always       | a        | -        | true
                    a,never      | a        | -        | true
                    never        | never    | -        | true
                    a,never      | all      | -        | false
                    a            | tagged   | -        | true
                    -            | tagged   | -        | false
                    a,never      | tagged   | -        | false
                    -            | untagged | -        | true
                    a            | untagged | -        | false
                    a            | -        | a        | false
                    a,b          | a        | b        | false
                    -            | -        | a        | true
                    always       | a        | always   | false
                    always       | -        | all      | true
                    always       | -        | all,always | false
                    a            | -        | all      | false
                    a            | -        | tagged   | false
                    -            | -        | tagged   | true
                    -            | -        | untagged | false
                    """)
    void as(String tags, String only, String skip, boolean selected) {
        assertThat(new TagFilter(words(only), words(skip)).selects(words(tags)))
                .isEqualTo(selected);
    }

    private static Set<String> words(String text) {
        return text == null ? Set.of() : Arrays.stream(text.split(",")).collect(Collectors.toSet());
    }
}
