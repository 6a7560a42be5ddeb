package nsfleet.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Session;
import nsfleet.transport.SessionContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract, through a real sshd.
class SshSessionIT extends SessionContract {
    private static OpenSsh server;

    @BeforeAll
    static void start() {
        server = new OpenSsh();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected Session open() {
        var connection = server.connector().connect(server.target(), OpenSsh.reading());
        assertThat(connection).isInstanceOf(Connection.Open.class);
        return ((Connection.Open) connection).session();
    }
}
