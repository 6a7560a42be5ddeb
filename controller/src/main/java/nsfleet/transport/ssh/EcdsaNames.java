package nsfleet.transport.ssh;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;

/// The library asks for keys of "ECDSA", which the JDK calls "EC": this provider of two names hands
/// out the JDK's own.
final class EcdsaNames extends Provider {
    private static final String NAME = "nsfleet-ecdsa";

    private EcdsaNames(Provider jdk) {
        super(NAME, "1", "ECDSA as another name of EC");
        for (String type : List.of("KeyFactory", "KeyPairGenerator")) {
            Service real = jdk.getService(type, "EC");
            if (real != null) {
                putService(new Renamed(this, type, real));
            }
        }
    }

    static void register() {
        Provider jdk = Security.getProvider("SunEC");
        if (jdk != null && Security.getProvider(NAME) == null) {
            Security.addProvider(new EcdsaNames(jdk));
        }
    }

    private static final class Renamed extends Service {
        private final Service real;

        Renamed(Provider provider, String type, Service real) {
            super(provider, type, "ECDSA", real.getClassName(), null, null);
            this.real = real;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            return real.newInstance(parameter);
        }
    }
}
