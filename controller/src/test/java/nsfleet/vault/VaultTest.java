package nsfleet.vault;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.shell.Secret;
import nsfleet.vault.Vault.Password;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// Texts that `ansible-vault encrypt_string` of ansible-core 2.14 made.
class VaultTest {
    private static final String ORDINARY =
            """
            $ANSIBLE_VAULT;1.1;AES256
            64626565393532326234656161343633656533653461313135393735396164643837633961633733
            3739326239303039383964353463666635383238323439300a323663356338346131313865373462
            66323965633534333136636230333762303230623261323264313066383462343532643932343735
            6134643461353839380a303033626139353863623334653636313132333361373632633165376134
            3736
            """;
    private static final String WITH_ID =
            """
            $ANSIBLE_VAULT;1.2;AES256;prod
            35376330623431613663326639636163353634653463656332653164383531353666333433393131
            6639633861353636636237393663336332323463633561610a626634653233656636353162326331
            61363635386161323961613931656331623934393039613733643334646261366134643262643736
            6463366239333262620a376162393139646638313432376433616264643739386333316661306362
            6161
            """;
    private static final Password SWORDFISH = new Password("default", "swordfish", "pass");
    private static final Password OTHER = new Password("prod", "other pass", "pass2");

    private final Problems problems = new Problems();

    private static Span at(int line) {
        return new Span(new Source("vars.yml", "secret: !vault |"), line, 9, 1);
    }

    @Test
    void opens_both_formats_whatever_the_order_of_passwords() {
        for (Vault vault :
                List.of(
                        new Vault(List.of(SWORDFISH, OTHER)),
                        new Vault(List.of(OTHER, SWORDFISH)),
                        new Vault(
                                List.of(
                                        new Password("prod", "swordfish", "a"),
                                        new Password("dev", "other pass", "b"))))) {
            assertThat(vault.open(ORDINARY, at(1), problems)).contains("tok en-€-123");
            assertThat(vault.open(WITH_ID, at(1), problems)).contains("api\"key");
            assertThat(vault.open(WITH_ID.strip(), at(1), problems)).contains("api\"key");
        }
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void a_wrong_password_is_one_error_for_all_that_it_should_open() {
        var vault = new Vault(List.of(new Password("default", "wrong", "~/.pass")));
        assertThat(vault.open(ORDINARY, at(1), problems)).isEmpty();
        assertThat(vault.open(ORDINARY.replace("\n", " \n"), at(7), problems)).isEmpty();
        assertThat(problems.all())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.span()).isEqualTo(at(1));
                            assertThat(problem.message())
                                    .isEqualTo("the vault password does not open this");
                            assertThat(problem.hint()).isEqualTo("tried: ~/.pass");
                        });
    }

    @Test
    void a_missing_password_is_told_with_the_id_that_is_wanted() {
        assertThat(Vault.closed().open(WITH_ID, at(1), problems)).isEmpty();
        var others = new Vault(List.of(SWORDFISH, SWORDFISH));
        assertThat(others.open(WITH_ID, at(2), problems)).isEmpty();
        assertThat(problems.all())
                .extracting(Problem::message)
                .containsExactly(
                        "this is encrypted (vault id `prod`), and no vault password was given",
                        "none of the vault passwords opens this (vault id `prod`)");
    }

    @ParameterizedTest
    @CsvSource({
        "$ANSIBLE_VAULT;1.0;AES, format 1.0 of Ansible Vault is not known: 1.1 or 1.2",
        "$ANSIBLE_VAULT;1.1;AES, the cipher AES is not known: AES256",
        "$ANSIBLE_VAULT;1.1, this is not a header of Ansible Vault",
        "$ANSIBLE_VAULT;1.1;AES256, what Ansible Vault encrypted is damaged",
        "'$ANSIBLE_VAULT;1.1;AES256\n6162', what Ansible Vault encrypted is damaged",
        "'$ANSIBLE_VAULT;1.1;AES256\nxyz', what Ansible Vault encrypted is damaged"
    })
    void damage_is_told(String text, String message) {
        var vault = new Vault(List.of(SWORDFISH));
        assertThat(vault.open(text.replace("\\n", "\n"), at(1), problems)).isEmpty();
        assertThat(problems.all()).extracting(Problem::message).containsExactly(message);
    }

    @Test
    void one_bit_more_or_less_is_another_text() {
        String changed = ORDINARY.strip();
        char last = changed.charAt(changed.length() - 1);
        changed = changed.substring(0, changed.length() - 1) + (last == '0' ? '1' : '0');
        assertThat(new Vault(List.of(SWORDFISH)).open(changed, at(1), problems)).isEmpty();
        assertThat(problems.all()).hasSize(1);
    }

    @Test
    void what_is_kept_is_masked_whole_and_by_lines() {
        Vault vault = Vault.closed();
        vault.keep("key", "-----BEGIN-----\nAAAAB3NzaC1yc2E\nshort\n");
        vault.keep("name", "it's mine");
        vault.keep("tiny", "abc");
        assertThat(
                        Secret.mask(
                                "x AAAAB3NzaC1yc2E y, echo 'it'\\''s mine', it's mine, abc",
                                vault.secrets()))
                .isEqualTo("x <secret key> y, echo '<secret name>', <secret name>, abc");
        assertThat(SWORDFISH.toString()).doesNotContain("swordfish");
    }
}
