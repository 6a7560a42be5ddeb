package nsfleet.transport.ssh;

import net.schmizz.sshj.common.Buffer;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A running ssh-agent (draft-ietf-sshm-ssh-agent). Each question has a connection of its own, so
/// that hosts do not wait for each other.
final class Agent {
    private static final int LIST = 11;
    private static final int LISTED = 12;
    private static final int SIGN = 13;
    private static final int SIGNED = 14;

    /// More than any agent answers: 256 KiB, its own limit.
    private static final int LONGEST = 256 * 1024;

    /// A key in it.
    ///
    /// @param blob the public key in wire form
    record Identity(String type, byte[] blob, String comment) {}

    private final Path socket;

    Agent(Path socket) {
        this.socket = socket;
    }

    List<Identity> identities() throws IOException {
        Buffer.PlainBuffer answer = ask(new Buffer.PlainBuffer().putByte((byte) LIST), LISTED);
        long count = answer.readUInt32();
        List<Identity> found = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            byte[] blob = answer.readBytes();
            String comment = answer.readString();
            found.add(new Identity(new Buffer.PlainBuffer(blob).readString(), blob, comment));
        }
        return found;
    }

    /// @param flags 4 for rsa-sha2-512
    byte[] sign(byte[] blob, byte[] data, int flags) throws IOException {
        var question = new Buffer.PlainBuffer();
        question.putByte((byte) SIGN).putBytes(blob).putBytes(data).putUInt32(flags);
        return ask(question, SIGNED).readBytes();
    }

    private Buffer.PlainBuffer ask(Buffer.PlainBuffer question, int expected) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            byte[] payload = question.getCompactData();
            ByteBuffer out = ByteBuffer.allocate(4 + payload.length).putInt(payload.length);
            out.put(payload).flip();
            while (out.hasRemaining()) {
                channel.write(out);
            }
            int length = read(channel, 4).getInt();
            if (length < 1 || length > LONGEST) {
                throw new IOException("the agent's answer has a length of " + length);
            }
            var answer = new Buffer.PlainBuffer(read(channel, length).array());
            int kind = answer.readByte();
            if (kind != expected) {
                throw new IOException("the agent refused (" + kind + ")");
            }
            return answer;
        }
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the agent hung up");
            }
        }
        return bytes.flip();
    }
}
