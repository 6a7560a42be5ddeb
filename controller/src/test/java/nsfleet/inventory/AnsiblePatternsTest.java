package nsfleet.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problems;
import nsfleet.diagnostics.Source;
import nsfleet.diagnostics.Span;
import nsfleet.inventory.Ansible.Answer;
import nsfleet.inventory.Ansible.Request;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The host patterns of `ansible/patterns`, one a line, with a `--limit` after `|`: the same hosts
/// in the same order as `ansible --list-hosts` of this machine names. (Only one of these groups has
/// children: Ansible walks those of several in the order of their addresses in memory.) That
/// nsfleet tells a pattern that matches nothing is left out here; `inventory-errors` has it.
class AnsiblePatternsTest {
    private static final Pattern HOST = Pattern.compile("(?m)^    (\\S+)$");

    private static final String LIMITED = " | ";

    @TempDir static Path home;
    private static Path directory = Path.of("");
    private static List<String> lines = List.of();
    private static List<Answer> answers = List.of();

    @BeforeAll
    static void ask() throws IOException, InterruptedException, URISyntaxException {
        directory = Path.of(AnsiblePatternsTest.class.getResource("/ansible/patterns").toURI());
        lines = Files.readAllLines(directory.resolve("patterns"));
        List<Request> requests = new ArrayList<>();
        for (String line : lines) {
            List<String> arguments = new ArrayList<>(List.of("ansible", "-i", "hosts"));
            arguments.addAll(List.of("--list-hosts", pattern(line)));
            if (line.contains(LIMITED)) {
                arguments.addAll(List.of("--limit", limit(line)));
            }
            requests.add(new Request(directory.toString(), arguments));
        }
        answers = Ansible.ask(requests, "patterns", home);
    }

    @TestFactory
    Stream<DynamicTest> patterns_select_what_they_select_for_ansible() {
        assertThat(lines).hasSizeGreaterThanOrEqualTo(100);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Answer answer = answers.get(i);
            tests.add(DynamicTest.dynamicTest(line, () -> same(line, answer)));
        }
        return tests.stream();
    }

    private static void same(String line, Answer answer) {
        List<String> theirs =
                HOST.matcher(answer.out()).results().map((MatchResult m) -> m.group(1)).toList();
        answer.orSkip();
        var problems = new Problems();
        Inventory inventory =
                InventoryReader.read(List.of(directory.resolve("hosts").toString()), problems);
        List<String> ours = new ArrayList<>(select(pattern(line), inventory));
        if (line.contains(LIMITED)) {
            String limit = limit(line).replace("@", "@" + directory + "/");
            ours.retainAll(
                    new HashSet<>(
                            LimitReader.read("--limit", limit, problems)
                                    .orElseThrow()
                                    .select(inventory, problems, true)));
        }
        assertThat(problems.hasErrors()).isFalse();
        assertThat(ours).isEqualTo(theirs);
    }

    private static List<String> select(String pattern, Inventory inventory) {
        var problems = new Problems();
        Span span = new Span(new Source("PATTERN", pattern), 1, 1, pattern.length());
        return HostPattern.parse(pattern, span, problems)
                .map(p -> p.select(inventory, problems, true))
                .orElse(List.of());
    }

    private static String pattern(String line) {
        int bar = line.indexOf(LIMITED);
        return bar < 0 ? line : line.substring(0, bar);
    }

    private static String limit(String line) {
        return line.substring(line.indexOf(LIMITED) + LIMITED.length());
    }
}
