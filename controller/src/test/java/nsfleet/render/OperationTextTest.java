package nsfleet.render;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.plan.Operation;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

/// The exact text of every operation, in all faces. After a wanted change of a template run the
/// test with `-Dgolden=write` and read the difference.
class OperationTextTest {
    private static final Path GOLDEN = Path.of("src/test/resources/nsfleet/render/operations.txt");

    @Test
    void isExactlyThis() throws IOException {
        String text = Operations.all().stream().map(this::faces).collect(Collectors.joining("\n"));
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(GOLDEN, text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void leavesNoKindOut() {
        Set<Class<?>> kinds =
                Operations.all().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrder(Operation.class.getPermittedSubclasses());
    }

    private String faces(Operation operation) {
        String line = Renderer.line(operation).map(l -> "line: " + l.text() + "\n").orElse("");
        return "=== "
                + operation.getClass().getSimpleName()
                + "\n"
                + line
                + "--- plain\n"
                + Renderer.command(operation)
                + "\n--- guarded\n"
                + Renderer.guarded(operation)
                + "\n";
    }
}
