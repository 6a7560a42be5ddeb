package nsfleet.transport.ssh;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.DHGroups;
import com.hierynomus.sshj.transport.kex.ExtInfoClientFactory;
import com.hierynomus.sshj.transport.mac.Macs;
import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;

import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.ConfigImpl;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.DHGexSHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.random.JCERandom;
import net.schmizz.sshj.transport.random.SingletonRandomFactory;
import net.schmizz.sshj.userauth.keyprovider.FileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.OpenSSHKeyFile;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What nsfleet offers to a server, strongest first: nothing with SHA-1, CBC, 3DES, arcfour or DSS,
/// and nothing that the JDK has not.
final class Algorithms {
    static {
        // The library would look for a security provider that is not there.
        SecurityUtils.setRegisterBouncyCastle(false);
        EcdsaNames.register();
    }

    private static final SingletonRandomFactory RANDOM =
            new SingletonRandomFactory(new JCERandom.Factory());

    private Algorithms() {}

    /// @param knownTypes types of host keys that are known for the host: asked for before others,
    ///   or a host with several keys would look like one that has changed
    static Config offering(Set<String> knownTypes) {
        var config = new ConfigImpl();
        config.setVersion("nsfleet");
        config.setLoggerFactory(LoggerFactory.DEFAULT);
        config.setRandomFactory(RANDOM);
        config.setKeyExchangeFactories(
                List.of(
                        new Curve25519SHA256.Factory(),
                        new Curve25519SHA256.FactoryLibSsh(),
                        new ECDHNistP.Factory256(),
                        new ECDHNistP.Factory384(),
                        new ECDHNistP.Factory521(),
                        DHGroups.Group16SHA512(),
                        DHGroups.Group14SHA256(),
                        new DHGexSHA256.Factory(),
                        new ExtInfoClientFactory()));
        config.setCipherFactories(
                List.of(
                        GcmCiphers.AES128GCM(),
                        GcmCiphers.AES256GCM(),
                        BlockCiphers.AES256CTR(),
                        BlockCiphers.AES128CTR()));
        config.setMACFactories(
                List.of(
                        Macs.HMACSHA2256Etm(),
                        Macs.HMACSHA2512Etm(),
                        Macs.HMACSHA2256(),
                        Macs.HMACSHA2512()));
        config.setCompressionFactories(List.of(new NoneCompression.Factory()));
        config.setFileKeyProviderFactories(keyFormats());
        config.setKeyAlgorithms(ordered(knownTypes));
        config.setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
        return config;
    }

    private static List<Factory.Named<FileKeyProvider>> keyFormats() {
        return List.of(
                new OpenSSHKeyV1KeyFile.Factory(),
                new PKCS8KeyFile.Factory(),
                new OpenSSHKeyFile.Factory());
    }

    private static List<Factory.Named<KeyAlgorithm>> ordered(Set<String> knownTypes) {
        List<Factory.Named<KeyAlgorithm>> all =
                List.of(
                        KeyAlgorithms.EdDSA25519(),
                        KeyAlgorithms.ECDSASHANistp256(),
                        KeyAlgorithms.ECDSASHANistp384(),
                        KeyAlgorithms.ECDSASHANistp521(),
                        KeyAlgorithms.RSASHA512(),
                        KeyAlgorithms.RSASHA256());
        List<Factory.Named<KeyAlgorithm>> ordered = new ArrayList<>();
        all.stream().filter(one -> knownTypes.contains(keyType(one))).forEach(ordered::add);
        all.stream().filter(one -> !knownTypes.contains(keyType(one))).forEach(ordered::add);
        return ordered;
    }

    private static String keyType(Factory.Named<KeyAlgorithm> algorithm) {
        return algorithm.getName().startsWith("rsa-") ? "ssh-rsa" : algorithm.getName();
    }
}
