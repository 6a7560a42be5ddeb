package nsfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

/// How the words of the command line reach the sandbox, seen in what it answers without any host.
class SandboxCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theStatusOfASandboxThatIsNotUpSaysSo() {
        assertThat(run("--name", "nobody", "status")).isZero();
        assertThat(out).hasToString("no sandbox 'nobody' is up\n");
        assertThat(err).hasToString("");
    }

    @Test
    void anInventoryNeedsHosts() {
        assertThat(run("--name", "nobody", "inventory", "--yaml")).isEqualTo(2);
        assertThat(out).hasToString("");
        assertThat(err).asString().contains("nsfleet sandbox up 3");
    }

    @Test
    void aNameThatCannotBeALinkNameIsRefused() {
        assertThat(run("--name", "a name", "up", "1")).isEqualTo(5);
        assertThat(err).asString().contains("'a name' is no name for a sandbox");
    }

    @Test
    void optionsAfterTheHostBelongToTheCommandThatRunsThere() {
        assertThat(run("--name", "nobody", "exec", "box1", "ip", "-br", "link")).isEqualTo(2);
        assertThat(err).as("not a complaint about -br").hasToString("");
    }

    @Test
    void aHostMustBeNamed() {
        assertThat(run("--name", "nobody", "restart")).isEqualTo(2);
        assertThat(err).asString().contains("BOX");
    }

    private int run(String... words) {
        return SandboxCommand.commandLine(writer(out), writer(err))
                .setErr(writer(err))
                .execute(words);
    }

    private static PrintWriter writer(StringWriter target) {
        return new PrintWriter(target, true);
    }
}
