package nsfleet.transport.ssh;

import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.userauth.keyprovider.FileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.KeyFormat;
import net.schmizz.sshj.userauth.keyprovider.KeyProvider;
import net.schmizz.sshj.userauth.keyprovider.KeyProviderUtil;
import net.schmizz.sshj.userauth.password.PasswordFinder;
import net.schmizz.sshj.userauth.password.Resource;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// Private keys, read and unlocked once for all hosts of a run.
final class KeyFiles {
    private static final int TRIES = 3;

    /// What came of a file.
    sealed interface Loaded {
        /// Ready to sign.
        record Key(KeyProvider provider) implements Loaded {}

        /// Cannot be used, and why.
        record Unusable(String reason) implements Loaded {}
    }

    private static final class Slot {
        final ReentrantLock lock = new ReentrantLock();
        @Nullable Loaded loaded;
    }

    /// Thrown through the library when nobody knows the passphrase.
    private static final class Skipped extends RuntimeException {}

    private final Prompter prompter;
    private final Map<Path, Slot> slots = new ConcurrentHashMap<>();
    private final ReentrantLock asking = new ReentrantLock();

    KeyFiles(Prompter prompter) {
        this.prompter = prompter;
    }

    /// Reads a key; asks for its passphrase where it has one, for the first host only.
    Loaded load(Path path) {
        Slot slot = slots.computeIfAbsent(path.toAbsolutePath().normalize(), _ -> new Slot());
        slot.lock.lock();
        try {
            if (slot.loaded == null) {
                slot.loaded = read(path);
            }
            return slot.loaded;
        } finally {
            slot.lock.unlock();
        }
    }

    /// Whether using a key needs a passphrase. A file that cannot be read needs none.
    static boolean locked(Path path) {
        try {
            String text = Files.readString(path, StandardCharsets.ISO_8859_1);
            return text.contains("ENCRYPTED") || lockedOpenSsh(text);
        } catch (IOException e) {
            return false;
        }
    }

    /// The format of OpenSSH (PROTOCOL.key): the name of the cipher comes first.
    private static boolean lockedOpenSsh(String text) {
        String mark = "-----BEGIN OPENSSH PRIVATE KEY-----";
        int from = text.indexOf(mark);
        if (from < 0) {
            return false;
        }
        String body = text.substring(from + mark.length()).split("-----", 2)[0];
        byte[] bytes = Base64.getMimeDecoder().decode(body);
        String head = new String(bytes, 0, Math.min(40, bytes.length), StandardCharsets.ISO_8859_1);
        return !head.startsWith("openssh-key-v1\0\0\0\0\u0004none");
    }

    private Loaded read(Path path) {
        for (int attempt = 1; ; attempt++) {
            try {
                return new Loaded.Key(open(path, attempt > 1));
            } catch (Skipped e) {
                return new Loaded.Unusable("needs a passphrase");
            } catch (NoSuchFileException e) {
                return new Loaded.Unusable("is not there");
            } catch (IOException | RuntimeException e) {
                if (!locked(path)) {
                    return new Loaded.Unusable("cannot be read: " + e.getMessage());
                }
                if (attempt == TRIES) {
                    return new Loaded.Unusable("wrong passphrase");
                }
            }
        }
    }

    private KeyProvider open(Path path, boolean again) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        KeyFormat format = KeyProviderUtil.detectKeyFileFormat(path.toFile());
        FileKeyProvider provider =
                Factory.Named.Util.create(
                        Algorithms.offering(Set.of()).getFileKeyProviderFactories(),
                        format.toString());
        if (provider == null) {
            throw new IOException("unknown format");
        }
        provider.init(path.toFile(), new Asking(path, again));
        provider.getPublic();
        provider.getPrivate();
        return provider;
    }

    private final class Asking implements PasswordFinder {
        private final Path path;
        private final boolean again;

        Asking(Path path, boolean again) {
            this.path = path;
            this.again = again;
        }

        @Override
        public char[] reqPassword(Resource<?> resource) {
            asking.lock();
            try {
                char[] answer =
                        prompter.ask((again ? "Wrong. " : "") + "Passphrase of " + path + ": ");
                if (answer == null) {
                    throw new Skipped();
                }
                char[] copy = answer.clone();
                Arrays.fill(answer, '\0');
                return copy;
            } finally {
                asking.unlock();
            }
        }

        @Override
        public boolean shouldRetry(Resource<?> resource) {
            return false;
        }
    }
}
