package nsfleet.transport.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One file of known host keys (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
record KnownHostsFile(Path path, List<Entry> entries) {
    /// What a line says of its key.
    enum Marker {
        NONE,
        REVOKED,
        AUTHORITY
    }

    /// A line.
    ///
    /// @param hosts as written: names, patterns, or one hash
    record Entry(Path file, int line, Marker marker, String hosts, HostKey key) {
        /// Whether it is about a host.
        ///
        /// @param name as [#name] makes it
        boolean about(String name) {
            return hosts.startsWith("|1|") ? hashed(name) : listed(name);
        }

        String place() {
            return file + ":" + line;
        }

        private boolean hashed(String name) {
            String[] parts = hosts.split("\\|");
            if (parts.length != 4) {
                return false;
            }
            try {
                Mac mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
                return MessageDigest.isEqual(
                        mac.doFinal(name.getBytes(StandardCharsets.UTF_8)),
                        Base64.getDecoder().decode(parts[3]));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                return false;
            }
        }

        private boolean listed(String name) {
            boolean found = false;
            for (String pattern : hosts.toLowerCase(Locale.ROOT).split(",")) {
                if (pattern.startsWith("!") && matches(pattern.substring(1), name)) {
                    return false;
                }
                found |= matches(pattern, name);
            }
            return found;
        }

        private static boolean matches(String pattern, String name) {
            if (pattern.isEmpty()) {
                return name.isEmpty();
            }
            char first = pattern.charAt(0);
            if (first == '*') {
                return matches(pattern.substring(1), name)
                        || (!name.isEmpty() && matches(pattern, name.substring(1)));
            }
            return !name.isEmpty()
                    && (first == '?' || first == name.charAt(0))
                    && matches(pattern.substring(1), name.substring(1));
        }
    }

    /// A host as these files name it.
    static String name(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        return port == 22 ? lower : "[" + lower + "]:" + port;
    }

    /// Reads a file; one that is not there is empty.
    ///
    /// @throws IOException if it is there and cannot be read
    static KnownHostsFile read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return new KnownHostsFile(path, List.of());
        }
        List<Entry> entries = new ArrayList<>();
        String[] lines = Files.readString(path, StandardCharsets.ISO_8859_1).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(entries, path, i + 1, line.split("[ \t]+"));
            }
        }
        return new KnownHostsFile(path, List.copyOf(entries));
    }

    private static void add(List<Entry> entries, Path path, int line, String[] words) {
        Marker marker =
                switch (words[0]) {
                    case "@revoked" -> Marker.REVOKED;
                    case "@cert-authority" -> Marker.AUTHORITY;
                    default -> Marker.NONE;
                };
        int at = marker == Marker.NONE ? 0 : 1;
        if (words.length >= at + 3 && !words[at].startsWith("@")) {
            HostKey key = new HostKey(words[at + 1], words[at + 2]);
            entries.add(new Entry(path, line, marker, words[at], key));
        }
    }
}
