package nsfleet.transport.ssh;

import nsfleet.transport.Connector.Connection;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// The host keys that are known, from several files, and the answer to the key that a host shows.
/// Shared by all connections of a run.
final class KnownHosts {
    private record Cached(FileTime time, long size, KnownHostsFile file) {}

    private final Map<Path, Cached> cache = new ConcurrentHashMap<>();

    /// A file lock is the process's: threads need one of their own.
    private static final ReentrantLock APPENDING = new ReentrantLock();

    /// The types of keys that are known for a host.
    Set<String> types(List<Path> files, String name) throws IOException {
        return about(files, name).stream()
                .filter(entry -> entry.marker() == KnownHostsFile.Marker.NONE)
                .map(entry -> entry.key().type())
                .collect(Collectors.toSet());
    }

    /// Judges a key.
    ///
    /// @param name as [KnownHostsFile#name] makes it
    /// @param acceptNew whether the key of a host without any is stored in the first file
    /// @return why it is refused; null when it is accepted
    Connection.@Nullable Unreachable refusal(
            List<Path> files, String host, int port, HostKey shown, boolean acceptNew)
            throws IOException {
        String name = KnownHostsFile.name(host, port);
        Connection.Unreachable refusal = judge(files, host, port, shown);
        if (refusal == null || !acceptNew || !about(files, name).isEmpty()) {
            return refusal;
        }
        return store(files, host, port, shown);
    }

    private Connection.@Nullable Unreachable judge(
            List<Path> files, String host, int port, HostKey shown) throws IOException {
        String name = KnownHostsFile.name(host, port);
        KnownHostsFile.Entry other = null;
        KnownHostsFile.Entry authority = null;
        boolean known = false;
        for (KnownHostsFile.Entry entry : about(files, name)) {
            boolean same = entry.key().base64().equals(shown.base64());
            switch (entry.marker()) {
                case REVOKED -> {
                    if (same) {
                        return revoked(name, shown, entry);
                    }
                }
                case AUTHORITY -> authority = entry;
                case NONE -> {
                    known |= same;
                    boolean better = other == null || entry.key().type().equals(shown.type());
                    other = !same && better ? entry : other;
                }
            }
        }
        if (known) {
            return null;
        }
        if (other != null) {
            return changed(name, shown, other);
        }
        return authority != null
                ? onlyAuthority(name, shown, authority)
                : unknown(files, host, port, shown);
    }

    private static Connection.Unreachable unknown(
            List<Path> files, String host, int port, HostKey shown) {
        return new Connection.Unreachable(
                "the host key of " + KnownHostsFile.name(host, port) + " is not known: " + shown,
                "compare the fingerprint with the host's (ssh-keygen -lf"
                        + " /etc/ssh/ssh_host_*_key.pub), then: ssh-keyscan"
                        + (port == 22 ? "" : " -p " + port)
                        + " "
                        + host
                        + " >> "
                        + files.getFirst()
                        + ", or use --host-key-checking accept-new");
    }

    private static Connection.Unreachable changed(
            String name, HostKey shown, KnownHostsFile.Entry known) {
        return new Connection.Unreachable(
                "the host key of "
                        + name
                        + " has changed: it shows "
                        + shown
                        + ", known is "
                        + known.key()
                        + " ("
                        + known.place()
                        + ")",
                "somebody may be in between; if the host was installed anew: ssh-keygen -R '"
                        + name
                        + "' -f "
                        + known.file()
                        + ", and store the new key");
    }

    private static Connection.Unreachable revoked(
            String name, HostKey shown, KnownHostsFile.Entry entry) {
        return new Connection.Unreachable(
                "the host key of " + name + " is revoked: " + shown + " (" + entry.place() + ")",
                "the host needs a new key");
    }

    private static Connection.Unreachable onlyAuthority(
            String name, HostKey shown, KnownHostsFile.Entry entry) {
        return new Connection.Unreachable(
                "the host key of "
                        + name
                        + " is known by a certificate authority only ("
                        + entry.place()
                        + "), and host certificates are not supported; it shows "
                        + shown,
                "add a line with the host's own key");
    }

    private List<KnownHostsFile.Entry> about(List<Path> files, String name) throws IOException {
        List<KnownHostsFile.Entry> found = new ArrayList<>();
        for (Path path : files) {
            for (KnownHostsFile.Entry entry : read(path).entries()) {
                if (entry.about(name)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    private KnownHostsFile read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return KnownHostsFile.read(path);
        }
        FileTime time = Files.getLastModifiedTime(path);
        long size = Files.size(path);
        Cached cached = cache.get(path);
        if (cached == null || !cached.time.equals(time) || cached.size != size) {
            cached = new Cached(time, size, KnownHostsFile.read(path));
            cache.put(path, cached);
        }
        return cached.file;
    }

    /// Appends under a lock, after another look: another run may have stored another key meanwhile.
    private Connection.@Nullable Unreachable store(
            List<Path> files, String host, int port, HostKey shown) throws IOException {
        Path path = files.getFirst();
        APPENDING.lock();
        try {
            if (path.getParent() != null && !Files.exists(path.getParent())) {
                Files.createDirectories(
                        path.getParent(),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            try (FileChannel channel =
                            FileChannel.open(
                                    path,
                                    Set.of(
                                            StandardOpenOption.CREATE,
                                            StandardOpenOption.READ,
                                            StandardOpenOption.WRITE),
                                    PosixFilePermissions.asFileAttribute(
                                            PosixFilePermissions.fromString("rw-------")));
                    FileLock _ = channel.lock()) {
                cache.remove(path);
                if (!about(files, KnownHostsFile.name(host, port)).isEmpty()) {
                    return judge(files, host, port, shown);
                }
                append(
                        channel,
                        KnownHostsFile.name(host, port)
                                + " "
                                + shown.type()
                                + " "
                                + shown.base64());
            }
            cache.remove(path);
            return null;
        } finally {
            APPENDING.unlock();
        }
    }

    private static void append(FileChannel channel, String line) throws IOException {
        long size = channel.size();
        var last = ByteBuffer.allocate(1);
        boolean open = size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n';
        var bytes =
                ByteBuffer.wrap(
                        ((open ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8));
        long at = size;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        channel.force(true);
    }
}
