package nsfleet.vault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import nsfleet.diagnostics.Parsed;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// A text that `ansible-vault` encrypted, in the formats 1.1 and 1.2 ("Ansible Vault payload
/// format" in Ansible's documentation): a header, then the hex form of three lines that are hex
/// again: salt, HMAC, encrypted text.
///
/// @param id the vault id of format 1.2: a name for the password, which nothing proves
record Envelope(@Nullable String id, byte[] salt, byte[] mac, byte[] encrypted) {
    private static final String MARK = "$ANSIBLE_VAULT;";
    private static final int ITERATIONS = 10_000;
    private static final int KEY = 32;
    private static final int BLOCK = 16;

    /// Whether a text is one, by how it begins.
    static boolean is(String text) {
        return text.startsWith(MARK);
    }

    static Parsed<Envelope> read(String text) {
        List<String> lines = text.strip().lines().map(String::strip).toList();
        String[] header = lines.getFirst().split(";", -1);
        if (!is(text) || header.length < 3) {
            return Parsed.bad("this is not a header of Ansible Vault");
        }
        String version = header[1];
        if (!version.equals("1.1") && !version.equals("1.2")) {
            return Parsed.bad("format " + version + " of Ansible Vault is not known: 1.1 or 1.2");
        }
        if (!header[2].equals("AES256")) {
            return Parsed.bad("the cipher " + header[2] + " is not known: AES256");
        }
        String id = version.equals("1.2") && header.length > 3 ? header[3] : null;
        try {
            byte[] outer = hex(String.join("", lines.subList(1, lines.size())));
            String[] parts = new String(outer, US_ASCII).split("\n", -1);
            return parts.length == 3
                    ? Parsed.good(new Envelope(id, hex(parts[0]), hex(parts[1]), hex(parts[2])))
                    : Parsed.bad("what Ansible Vault encrypted is damaged");
        } catch (IllegalArgumentException e) {
            return Parsed.bad("what Ansible Vault encrypted is damaged");
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /// What is inside; empty when the password is another one.
    Optional<String> open(String password) {
        try {
            byte[] keys =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                            .generateSecret(
                                    new PBEKeySpec(
                                            password.toCharArray(),
                                            salt,
                                            ITERATIONS,
                                            (2 * KEY + BLOCK) * Byte.SIZE))
                            .getEncoded();
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(keys, KEY, KEY, "HmacSHA256"));
            if (!MessageDigest.isEqual(mac, hmac.doFinal(encrypted))) {
                return Optional.empty();
            }
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(keys, 0, KEY, "AES"),
                    new IvParameterSpec(keys, 2 * KEY, BLOCK));
            return Optional.of(text(cipher.doFinal(encrypted)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks what Ansible Vault needs", e);
        }
    }

    /// Without the padding (PKCS#7, RFC 5652, section 6.3).
    private static String text(byte[] padded) {
        int padding = padded.length == 0 ? 0 : padded[padded.length - 1];
        return new String(padded, 0, Math.clamp(padded.length - padding, 0, padded.length), UTF_8);
    }
}
