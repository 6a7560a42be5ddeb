package nsfleet.transport.ssh;

import jdk.net.ExtendedSocketOptions;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;

import javax.net.SocketFactory;

/// Sockets that neither wait to fill a segment nor delay an acknowledgement: an SSH log-in is a
/// dozen small messages, and each wait costs 40 ms. (tcp(7): TCP_NODELAY, TCP_QUICKACK)
final class QuickSockets extends SocketFactory {
    @Override
    public Socket createSocket() {
        return new QuickSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        Socket socket = createSocket();
        socket.connect(new java.net.InetSocketAddress(host, port));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        return createSocket(host, port);
    }

    private static final class QuickSocket extends Socket {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            super.connect(endpoint, timeout);
            setOption(StandardSocketOptions.TCP_NODELAY, true);
        }

        @Override
        public InputStream getInputStream() throws IOException {
            InputStream plain = super.getInputStream();
            return supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)
                    ? new QuickStream(plain, this)
                    : plain;
        }
    }

    /// The kernel forgets TCP_QUICKACK by itself: it is set again after each read.
    private static final class QuickStream extends FilterInputStream {
        private final Socket socket;

        QuickStream(InputStream in, Socket socket) {
            super(in);
            this.socket = socket;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count > 0) {
                socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
            }
            return count;
        }
    }
}
