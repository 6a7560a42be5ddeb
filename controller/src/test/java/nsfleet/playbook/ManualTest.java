package nsfleet.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.probe.Facts;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The manual tells every type, key and fact that there is, and none that there is not.
class ManualTest {
    private static final String MANUAL = read();
    private static final Pattern WORD = Pattern.compile("[a-z_]+[0-9]?");

    // What all interface types take, and what nearly all others do: told once, above the tables.
    private static final Set<String> LINKS =
            Set.of("name", "netns", "address", "mtu", "mac", "up", "master", "alias");
    private static final Set<String> CHECKS =
            Set.of("netns", "name", "retries", "interval", "timeout", "expect");
    // What the run asks a host for itself.
    private static final Set<String> NO_FACTS =
            Set.of("uid", "busybox_ip", "flock", "machine_id", "netns_inode", "versions");

    @TestFactory
    Stream<DynamicTest> everyStepTypeHasItsKeys() {
        return types(StepTypes.all(), "## Every step", LINKS);
    }

    @TestFactory
    Stream<DynamicTest> everyCheckTypeHasItsKeys() {
        return types(CheckTypes.all(), "## Every check", CHECKS);
    }

    @Test
    void noTypeIsInventedThere() {
        assertThat(rows("## Every step").keySet())
                .containsExactlyInAnyOrderElementsOf(names(StepTypes.all()));
        assertThat(rows("## Every check").keySet())
                .containsExactlyInAnyOrderElementsOf(names(CheckTypes.all()));
    }

    @Test
    void everyFactIsNamed() {
        Set<String> facts =
                Arrays.stream(Facts.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(n -> n.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                        .filter(name -> !NO_FACTS.contains(name))
                        .collect(Collectors.toSet());
        assertThat(quoted(section("## Expressions"))).containsAll(facts);
    }

    private static Stream<DynamicTest> types(
            List<TypeSpec> types, String heading, Set<String> told) {
        Map<String, String> rows = rows(heading);
        return types.stream()
                .map(
                        type ->
                                DynamicTest.dynamicTest(
                                        type.name(),
                                        () ->
                                                compare(
                                                        type,
                                                        rows.getOrDefault(type.name(), ""),
                                                        told)));
    }

    private static void compare(TypeSpec type, String row, Set<String> told) {
        Set<String> missing = new TreeSet<>(keys(type));
        missing.removeAll(quoted(row));
        missing.removeAll(told);
        assertThat(missing).as("keys that the row of " + type.name() + " leaves out").isEmpty();
    }

    private static Set<String> keys(TypeSpec type) {
        Set<String> keys = new TreeSet<>();
        type.keys()
                .forEach(
                        key -> {
                            keys.add(key.name());
                            key.nested().forEach(inner -> keys.add(inner.name()));
                        });
        return keys;
    }

    private static List<String> names(List<TypeSpec> types) {
        return types.stream().map(TypeSpec::name).toList();
    }

    /// Rows of the section's tables, by the word in their first column.
    private static Map<String, String> rows(String heading) {
        Map<String, String> rows = new TreeMap<>();
        section(heading)
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> rows.put(line.split("`")[1], line));
        return rows;
    }

    private static String section(String heading) {
        int start = MANUAL.indexOf(heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = MANUAL.indexOf("\n## ", start);
        return MANUAL.substring(start, end < 0 ? MANUAL.length() : end);
    }

    /// The words between backquotes.
    private static Set<String> quoted(String text) {
        Set<String> words = new TreeSet<>();
        String[] parts = text.split("`");
        for (int i = 1; i < parts.length; i += 2) {
            WORD.matcher(parts[i]).results().forEach(result -> words.add(result.group()));
        }
        return words;
    }

    private static String read() {
        try {
            return Files.readString(Path.of("../docs/playbooks.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
