package nsfleet.vars;

import freemarker.template.SimpleNumber;
import freemarker.template.SimpleScalar;
import freemarker.template.TemplateMethodModelEx;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;

import nsfleet.diagnostics.Parsed;
import nsfleet.net.Cidr;
import nsfleet.net.Family;
import nsfleet.net.Ip;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.KeyAgreement;

/// The functions of expressions: arithmetic with addresses, IPv4 and IPv6 alike.
final class Functions {
    /// The code of a call with an argument that has no value.
    static final String NO_ARGUMENT = "undefined-argument";

    private static final Pattern DIGITS_AT_END = Pattern.compile("([0-9]+)$");

    /// Function name to function.
    static final Map<String, TemplateMethodModelEx> ALL =
            Map.of(
                    "address", function("address(cidr, n)", 2, a -> text(nth(a).address())),
                    "host", function("host(cidr, n)", 2, a -> text(nth(a))),
                    "subnet", function("subnet(cidr, newPrefix, n)", 3, a -> text(subnet(a))),
                    "network", function("network(cidr)", 1, a -> text(a.cidr(0).network())),
                    "prefix",
                            function("prefix(cidr)", 1, a -> new SimpleNumber(a.cidr(0).length())),
                    "netmask", function("netmask(cidr)", 1, a -> text(netmask(a.cidr(0)))),
                    "mac", function("mac(seed)", 1, a -> text(mac(a.text(0)))),
                    "number", function("number(text)", 1, a -> new SimpleNumber(number(a.text(0)))),
                    "wg_public", function("wg_public(key)", 1, a -> text(wgPublic(a))));

    private Functions() {}

    /// What `wg pubkey` makes of a private key: X25519 with the base point 9 (RFC 7748, 6.1).
    private static String wgPublic(Arguments a) {
        try {
            byte[] secret = Base64.getDecoder().decode(a.text(0).strip());
            if (secret.length != 32) {
                throw a.wrong("a WireGuard key has 32 bytes in base64, as wg genkey makes it");
            }
            KeyFactory keys = KeyFactory.getInstance("X25519");
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(
                    keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, secret)));
            agreement.doPhase(
                    keys.generatePublic(
                            new XECPublicKeySpec(NamedParameterSpec.X25519, BigInteger.valueOf(9))),
                    true);
            return Base64.getEncoder().encodeToString(agreement.generateSecret());
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw a.wrong("this is not a WireGuard key: wg genkey makes one");
        }
    }

    private interface Body {
        TemplateModel apply(Arguments arguments);
    }

    /// The values that a function was called with.
    private record Arguments(String usage, List<Object> values) {
        String text(int i) {
            return Models.text(values.get(i));
        }

        Cidr cidr(int i) {
            return switch (Cidr.parse(text(i))) {
                case Parsed.Good<Cidr>(var cidr) -> cidr;
                case Parsed.Bad<Cidr>(var message) -> throw wrong(message);
            };
        }

        BigInteger integer(int i) {
            Object value = values.get(i);
            try {
                return new BigDecimal(Models.text(value)).toBigIntegerExact();
            } catch (ArithmeticException | NumberFormatException e) {
                throw wrong("\"" + Models.text(value) + "\" is not a whole number");
            }
        }

        EvaluationFailure wrong(String message) {
            return EvaluationFailure.of("bad-argument", usage + ": " + message);
        }
    }

    private static TemplateMethodModelEx function(String usage, int count, Body body) {
        return models -> {
            if (models.size() != count) {
                throw EvaluationFailure.of(
                        "bad-argument",
                        usage
                                + " takes "
                                + (count == 1 ? "one argument" : count + " arguments")
                                + ", not "
                                + models.size());
            }
            var values = new java.util.ArrayList<Object>();
            for (Object model : models) {
                values.add(value(usage, (TemplateModel) model));
            }
            return body.apply(new Arguments(usage, values));
        };
    }

    private static Object value(String usage, TemplateModel model) throws TemplateModelException {
        if (model == null) {
            throw EvaluationFailure.of(NO_ARGUMENT, usage + ": an argument is undefined");
        }
        return Models.value(model);
    }

    // The n-th address of a network, with the network's prefix; negative counts from the end.
    private static Cidr nth(Arguments a) {
        Cidr network = a.cidr(0).network();
        BigInteger n = a.integer(1);
        BigInteger size = BigInteger.TWO.pow(network.family().bits() - network.length());
        BigInteger at = n.signum() < 0 ? size.add(n) : n;
        if (at.signum() < 0 || at.compareTo(size) >= 0) {
            throw a.wrong(network + " has " + size + " addresses, " + n + " is beyond them");
        }
        return new Cidr(network.address().plus(at), network.length());
    }

    private static Cidr subnet(Arguments a) {
        Cidr network = a.cidr(0).network();
        BigInteger length = a.integer(1);
        BigInteger n = a.integer(2);
        int bits = network.family().bits();
        if (length.compareTo(BigInteger.valueOf(network.length())) < 0
                || length.compareTo(BigInteger.valueOf(bits)) > 0) {
            throw a.wrong("/" + length + " is not between /" + network.length() + " and /" + bits);
        }
        int prefix = length.intValueExact();
        BigInteger count = BigInteger.TWO.pow(prefix - network.length());
        BigInteger at = n.signum() < 0 ? count.add(n) : n;
        if (at.signum() < 0 || at.compareTo(count) >= 0) {
            throw a.wrong(
                    network
                            + " has "
                            + count
                            + " subnets of /"
                            + prefix
                            + ", "
                            + n
                            + " is beyond them");
        }
        return new Cidr(network.address().plus(at.shiftLeft(bits - prefix)), prefix);
    }

    private static Ip netmask(Cidr cidr) {
        int bits = cidr.family().bits();
        BigInteger all = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        BigInteger host = BigInteger.ONE.shiftLeft(bits - cidr.length()).subtract(BigInteger.ONE);
        return Ip.fromNumber(bits == 32 ? Family.V4 : Family.V6, all.subtract(host));
    }

    // Locally administered, unicast (IEEE 802, clause 8.2), the rest from a digest of the seed: the
    // same on every run.
    private static String mac(String seed) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(seed.getBytes(StandardCharsets.UTF_8));
            var text = new StringBuilder("02");
            for (int i = 0; i < 5; i++) {
                text.append(':').append("%02x".formatted(digest[i]));
            }
            return text.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static BigInteger number(String text) {
        Matcher digits = DIGITS_AT_END.matcher(text);
        if (!digits.find()) {
            throw EvaluationFailure.of(
                    "bad-argument", "number(text): \"" + text + "\" does not end with digits");
        }
        return new BigInteger(digits.group(1));
    }

    private static SimpleScalar text(Object value) {
        return new SimpleScalar(value.toString());
    }
}
