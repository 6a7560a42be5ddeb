package nsfleet.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// The contract, on this machine without SSH.
class LocalSessionIT extends SessionContract {
    static Target target() {
        return new Target(
                "here",
                "",
                0,
                true,
                "",
                null,
                List.of(),
                List.of(),
                false,
                null,
                Duration.ofSeconds(10),
                Duration.ofSeconds(15));
    }

    @Override
    protected Session open() {
        var purpose = new Connector.Purpose("run-1", false, Duration.ZERO);
        var connection = new LocalConnector().connect(target(), purpose);
        assertThat(connection).isInstanceOf(Connector.Connection.Open.class);
        return ((Connector.Connection.Open) connection).session();
    }

    @Test
    void theCommandLineIsOneLineForAnyShell() {
        for (String method : List.of("sudo", "doas", "su")) {
            for (String password : new String[] {"secret", null}) {
                var become = new Target.Become(method, "root", password);
                String line = SessionScripts.login(become, true, "b0", "f1");
                assertThat(line).doesNotContain("\n", "!", "\\", "secret");
                assertThat(line.replaceAll("'[^']*'", "")).doesNotContain("$", ";", "\"");
            }
        }
    }
}
