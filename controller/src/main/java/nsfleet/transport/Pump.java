package nsfleet.transport;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;

/// Reads a stream to its end, so that the other side is never blocked by what nobody reads.
final class Pump implements Runnable {
    /// Where the bytes go.
    interface Sink {
        /// Some bytes; the array is used again.
        void accept(byte[] bytes, int length);

        /// The end, or what broke the stream.
        void end(@Nullable IOException fault);
    }

    private final InputStream source;
    private final Sink sink;

    private Pump(InputStream source, Sink sink) {
        this.source = source;
        this.sink = sink;
    }

    static void start(String name, InputStream source, Sink sink) {
        Thread.ofVirtual().name(name).start(new Pump(source, sink));
    }

    @Override
    public void run() {
        byte[] bytes = new byte[16 * 1024];
        try {
            for (int n = source.read(bytes); n >= 0; n = source.read(bytes)) {
                sink.accept(bytes, n);
            }
            sink.end(null);
        } catch (IOException e) {
            sink.end(e);
        }
    }
}
