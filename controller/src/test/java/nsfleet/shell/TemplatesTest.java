package nsfleet.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class TemplatesTest {
    private static String render(String text, Map<String, ?> model) {
        return Templates.builtIn().renderText(text, model).text();
    }

    @Test
    void everyValueIsOneWord() {
        var model =
                Map.of(
                        "v",
                        "a b; rm -rf /",
                        "n",
                        1000000,
                        "b",
                        true,
                        "e",
                        "",
                        "q",
                        "it's",
                        "l",
                        List.of("x y", 2, false));
        assertThat(render("echo [=v] [=n] [=b] [=e] [=q] [=words(l)] [=v + 'c']\n", model))
                .isEqualTo(
                        "echo 'a b; rm -rf /' 1000000 true '' 'it'\\''s' 'x y' 2 false"
                                + " 'a b; rm -rf /c'\n");
    }

    @Test
    void theShellStaysShell() {
        assertThat(
                        render(
                                "for f in \"${HOME}\"/*; do [ -f \"$f\" ] && echo $#; done #"
                                        + " x\n"
                                        + "[#if t]echo [=v]\n"
                                        + "[/#if]",
                                Map.of("t", true, "v", "w")))
                .isEqualTo(
                        "for f in \"${HOME}\"/*; do [ -f \"$f\" ] && echo $#; done # x\necho w\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo '[=v]'",
                "echo \"[=v]\"",
                "echo `echo [=v]`",
                "# [=v]",
                "echo x # [=v]",
                "cat <<E\n[=v]\nE\n",
                "cat <<'E'\n[=v]\nE\n",
                "cat <<-\"E\" x\n[=v]\nE\n",
                "cat <<[=v]\n",
                "echo $[=v]",
                "echo ${[=v]}",
                "echo ${x:-[=v]}",
                "echo \"${x:-[=v]}\"",
                "echo $(([=v]+1))",
                "echo $(( (1) + [=v]))",
                "echo \\[=v]",
                "echo ~[=v]",
                "A=~[=v]",
                "echo [=v]>x",
                "echo \"$(echo \"[=v]\")\"",
                "case x in a) echo '[=v]';; esac",
                "echo $'[=v]'",
                "cat <<< [=v]",
            })
    void refusesValuesThatQuotingCannotSave(String template) {
        assertThatThrownBy(() -> render(template, Map.of("v", "x")))
                .isInstanceOf(TemplateError.class);
    }

    @Test
    void saysWhere() {
        assertThatThrownBy(() -> render("echo\necho \"[=v]\"\n", Map.of("v", "geheim")))
                .isInstanceOf(TemplateError.class)
                .hasMessage("inline:2:7: a value may not be written inside double quotes");
        assertThatThrownBy(() -> render("echo [=nothing]\n", Map.of()))
                .hasMessage("inline:1:8: no value was given for nothing");
        assertThatThrownBy(() -> render("echo\n[=v]>x\n", Map.of("v", "geheim")))
                .hasMessage("inline:2:5: a redirection must not follow a value without a space");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "echo $(echo [=v])|echo $(echo if)",
                "x=$(case a in (b) echo [=v];; c) d;; esac; e [=v])|x=$(case a in (b) echo if;; c)"
                        + " d;; esac; e if)",
                "echo \"$(echo [=v])\" [=v]|echo \"$(echo if)\" if",
                "[=v] x|'if' x",
                "if [=v]; then [=v]; fi|if 'if'; then 'if'; fi",
                "A=[=v] [=v]|A=if 'if'",
                "echo $A[=v]|echo $A'if'",
                "echo $((1+(2)*3)) [=v]|echo $((1+(2)*3)) if",
                "echo ${x#'a}'} [=v]|echo ${x#'a}'} if",
                "f() { echo [=v]; }|f() { echo if; }",
                "echo a#b [=v]|echo a#b if",
                "echo x[=v]|echo xif",
                "echo \\\" [=v] \\\\ [=v]|echo \\\" if \\\\ if",
                "echo $#'x' [=v]|echo $#'x' if",
                "echo \"`echo \\\"x\\\"`\" [=v]|echo \"`echo \\\"x\\\"`\" if",
                "echo >[=v] 2>&1 x|echo >if 2>&1 x",
            })
    void writesWordsWhereTheyAreWords(String template, String text) {
        assertThat(render(template, Map.of("v", "if"))).isEqualTo(text);
    }

    @Test
    void followsContinuedLinesAndHereDocuments() {
        var model = Map.of("v", "if");
        assertThat(render("if x; then \\\n[=v]; fi\n", model))
                .isEqualTo("if x; then \\\n'if'; fi\n");
        assertThat(render("a <<E <<-'F' [=v]; b [=v]\nit's\nE\n\"\n\tF\n[=v]\n", model))
                .isEqualTo("a <<E <<-'F' if; b if\nit's\nE\n\"\n\tF\n'if'\n");
        assertThatThrownBy(() -> render("cat <<E [=v]\nE\n", Map.of("v", "a\nb")))
                .isInstanceOf(TemplateError.class);
        for (String open : List.of("echo '", "echo \"", "(", "$(", "cat <<E\n", "case x in")) {
            assertThatThrownBy(() -> render(open + "\n", model))
                    .as(open)
                    .isInstanceOf(TemplateError.class);
        }
    }

    @Test
    void aListIsNoWord() {
        assertThatThrownBy(() -> render("echo [=l]", Map.of("l", List.of("a"))))
                .isInstanceOf(TemplateError.class);
        assertThat(render("echo [=words(l)]", Map.of("l", List.of()))).isEqualTo("echo ");
    }

    @Test
    void objectsAreNotOpenToTemplates() {
        assertThatThrownBy(() -> render("echo [=p.fileName]", Map.of("p", Path.of("/x"))))
                .isInstanceOf(TemplateError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[#noautoesc]echo [=v][/#noautoesc]",
                "[#ftl auto_esc=false]echo [=v]",
                "[#ftl output_format=\"plainText\"]echo [=v]",
                "[#outputformat \"plainText\"]echo [=v][/#outputformat]",
                "echo [=v?no_esc]",
                "[#assign x][=v][/#assign]",
                "[#assign x]a[/#assign]",
                "[#attempt][=v][#recover][/#attempt]",
                "[#compress]echo [=v][/#compress]",
                "echo [='1'?eval]",
            })
    void refusesToSwitchQuotingOff(String template) {
        assertThatThrownBy(() -> render(template, Map.of("v", "x")))
                .isInstanceOf(TemplateError.class)
                .hasMessageContaining("it can switch quoting off");
    }

    @Test
    void noTemplateSwitchesQuotingOff() throws IOException {
        try (var files = Files.walk(Path.of("../templates"))) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).isNotEmpty();
            for (Path file : all) {
                assertThat(TemplateSource.banned(Files.readString(file))).as("%s", file).isEmpty();
            }
        }
    }

    @Test
    void linesBelongInAHereDocument() {
        var model = Map.of("l", new Lines("link add $(x)\n'\""));
        assertThat(render("ip -batch - <<'E'\n[=l]\nE\necho\n", model))
                .isEqualTo("ip -batch - <<'E'\nlink add $(x)\n'\"\nE\necho\n");
        for (String wrong :
                List.of("echo [=l]", "cat <<E\n[=l]\nE\n", "cat <<'link add $(x)'\n[=l]\n")) {
            assertThatThrownBy(() -> render(wrong, model)).isInstanceOf(TemplateError.class);
        }
    }

    @Test
    void aCommentStaysAComment() {
        assertThat(render("# [=comment(v)]\n", Map.of("v", "a\nrm x\u2028'")))
                .isEqualTo("# a?rm x?'\n");
        assertThatThrownBy(() -> render("echo [=comment(v)]\n", Map.of("v", "a")))
                .isInstanceOf(TemplateError.class);
    }

    @Test
    void secretsAreToldAndMasked() {
        var secret = new Secret("key", "s3cr'et!");
        Script script =
                Templates.builtIn()
                        .renderText("wg [=a.b[0]]\n", Map.of("a", Map.of("b", List.of(secret))));
        assertThat(script.text()).isEqualTo("wg 's3cr'\\''et!'\n");
        assertThat(script.secrets()).contains(secret);
        assertThat(script.masked()).isEqualTo("wg <secret key>\n");
    }
}
