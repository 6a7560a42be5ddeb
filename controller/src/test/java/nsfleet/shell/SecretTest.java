package nsfleet.shell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class SecretTest {
    @Test
    void a_longer_secret_goes_before_one_that_is_in_it() {
        assertThat(
                        Secret.mask(
                                "abcdef",
                                List.of(new Secret("a", "abcd"), new Secret("b", "abcdef"))))
                .isEqualTo("<secret b>");
    }

    @Test
    void short_ones_are_masked_as_words() {
        List<Secret> secrets = List.of(new Secret("pin", "42"), new Secret("none", ""));
        assertThat(Secret.mask("42 142 42, x42", secrets))
                .isEqualTo("<secret pin> 142 <secret pin>, x42");
    }

    @Test
    void quotes_of_a_shell_hide_nothing() {
        List<Secret> secrets = List.of(new Secret("pw", "it's mine"));
        String once = Word.quote("it's mine");
        String twice = Word.quote("echo " + once);
        assertThat(Secret.mask("it's mine " + once, secrets))
                .isEqualTo("<secret pw> '<secret pw>'");
        assertThat(Secret.mask(twice, secrets)).doesNotContain("mine").contains("<secret pw>");
    }
}
