package nsfleet.transport.ssh;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;

/// A public key as known_hosts writes it.
///
/// @param type such as `ssh-ed25519`
/// @param base64 its wire form (RFC 4253, 6.6)
record HostKey(String type, String base64) {
    static HostKey of(PublicKey key) {
        byte[] blob = new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
        return new HostKey(
                KeyType.fromKey(key).toString(), Base64.getEncoder().encodeToString(blob));
    }

    /// As `ssh-keygen -l` prints it.
    String fingerprint() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(Base64.getDecoder().decode(base64));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IllegalArgumentException e) {
            return "(not a key)";
        }
    }

    @Override
    public String toString() {
        return type + " " + fingerprint();
    }
}
