package nsfleet.transport.ssh;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

import java.io.IOException;

/// Public key authentication (RFC 4252, 7) with a key that stays in the agent.
final class AgentAuth extends AbstractAuthMethod {
    private static final int RSA_SHA2_512 = 4;

    private final Agent agent;
    private final Agent.Identity identity;

    AgentAuth(Agent agent, Agent.Identity identity) {
        super("publickey");
        this.agent = agent;
        this.identity = identity;
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return request(false);
    }

    @Override
    public void handle(Message message, SSHPacket packet)
            throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        SSHPacket signed = request(true);
        byte[] data =
                new Buffer.PlainBuffer()
                        .putString(params.getTransport().getSessionID())
                        .putBuffer(signed)
                        .getCompactData();
        try {
            signed.putBytes(agent.sign(identity.blob(), data, rsa() ? RSA_SHA2_512 : 0));
        } catch (IOException e) {
            throw new UserAuthException("the agent did not sign: " + e.getMessage(), e);
        }
        params.getTransport().write(signed);
    }

    private SSHPacket request(boolean signed) throws UserAuthException {
        SSHPacket packet = super.buildReq();
        packet.putBoolean(signed);
        packet.putString(rsa() ? "rsa-sha2-512" : identity.type());
        packet.putBytes(identity.blob());
        return packet;
    }

    private boolean rsa() {
        return identity.type().equals("ssh-rsa");
    }
}
