package nsfleet.cli;

import nsfleet.transport.Connector;
import nsfleet.transport.LocalConnector;
import nsfleet.transport.ssh.SshConnector;

/// SSH, or this machine, as each host's variables say.
final class Connectors {
    private Connectors() {}

    static Connector of(Terminal.Passwords passwords) {
        Connector local = new LocalConnector();
        Connector ssh = SshConnector.ofUser(passwords::ask);
        return (target, purpose) -> (target.local() ? local : ssh).connect(target, purpose);
    }
}
