package nsfleet.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemPrinterTest {
    private final ProblemPrinter plain = new ProblemPrinter(false);

    private static Span span(String text, int line, int column, int length) {
        return new Span(new Source("f.yml", text), line, column, length);
    }

    @Test
    void shows_place_line_underline_hint_and_related_places() {
        String text = "a: 1\nb: 2\n  hoost: x\n";
        Problem problem =
                Problem.error("unknown-key", span(text, 3, 3, 5), "unknown key `hoost`")
                        .hint("did you mean `hosts`?")
                        .see("first here", span(text, 1, 1, 1));
        assertThat(plain.print(problem))
                .isEqualTo(
                        """
                        f.yml:3:3: error: unknown key `hoost` [unknown-key]
                          3 |   hoost: x
                            |   ^^^^^
                            = did you mean `hosts`?
                        f.yml:1:1: note: first here
                          1 | a: 1
                            | ^
                        """);
    }

    @Test
    void without_a_place() {
        Problem problem = Problem.warning("no-file", null, "no such file").hint("make it\nor not");
        assertThat(plain.print(problem))
                .isEqualTo("warning: no such file [no-file]\n  = make it\n  = or not\n");
    }

    @Test
    void tabs_wide_and_combining_characters_keep_the_underline_in_place() {
        assertThat(plain.print(Problem.error("c", span("\tk:\tbad", 1, 5, 3), "m")))
                .contains("  1 |     k:  bad\n    |         ^^^\n");
        assertThat(plain.print(Problem.error("c", span("名前: 値x", 1, 5, 2), "m")))
                .contains("  1 | 名前: 値x\n    |       ^^^\n");
        assertThat(plain.print(Problem.error("c", span("e\u0301a: b", 1, 5, 1), "m")))
                .contains("    |    ^\n");
    }

    @Test
    void control_characters_of_files_never_reach_the_terminal() {
        String text = "a: \u001b[31m\u0000\u202ex\u009b";
        String printed = plain.print(Problem.error("c", span(text, 1, 11, 1), "bad \u001b]0;x"));
        assertThat(printed)
                .contains("error: bad ␛]0;x [c]")
                .contains("a: ␛[31m␀<U+202E>x<U+009B>")
                .contains("    | " + " ".repeat(17) + "^\n");
        assertThat(printed.codePoints().filter(c -> c < ' ' && c != '\n')).isEmpty();
    }

    @Test
    void a_very_long_line_is_cut_around_the_place() {
        String text = "x".repeat(500) + "HERE" + "y".repeat(500);
        String printed = plain.print(Problem.error("c", span(text, 1, 501, 4), "m"));
        String[] lines = printed.split("\n");
        assertThat(lines[1]).hasSizeLessThan(160).contains("...xxx").endsWith("yyy...");
        assertThat(lines[1].indexOf("HERE")).isEqualTo(lines[2].indexOf("^^^^"));
    }

    @Test
    void the_end_of_the_file_and_columns_past_the_line_are_no_trouble() {
        assertThat(plain.print(Problem.error("c", span("ab\n", 9, 40, 1), "m")))
                .isEqualTo("f.yml:9:40: error: m [c]\n  9 | \n    | ^\n");
        assertThat(plain.print(Problem.error("c", span("", 1, 1, 1), "m")))
                .isEqualTo("f.yml:1:1: error: m [c]\n");
    }

    @Test
    void colours_only_when_asked() {
        Problem problem = Problem.error("c", span("ab", 1, 1, 2), "m");
        String colored = new ProblemPrinter(true).print(problem);
        assertThat(colored).contains("\u001b[1;31merror: \u001b[0m");
        assertThat(colored.replaceAll("\u001b\\[[0-9;]*m", "")).isEqualTo(plain.print(problem));
    }
}
