package nsfleet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.net.Cidr;
import nsfleet.net.InterfaceName;
import nsfleet.net.Ip;
import nsfleet.net.Netns;
import nsfleet.resource.Route;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;

class RoutesTest {
    private static Route route(
            String to, String type, @Nullable String via, @Nullable String scope) {
        return new Route(
                Netns.HOST,
                Cidr.of(to),
                "main",
                0,
                type,
                via == null ? null : Ip.of(via),
                InterfaceName.of("eth0"),
                null,
                false,
                scope,
                null,
                List.of());
    }

    /// A probe leaves out the scope that iproute2 chooses: to say it too is no difference.
    @Test
    void theUsualScopeMayBeSaid() {
        assertThat(scope("10.9.0.0/16", "unicast", null, "link")).isEmpty();
        assertThat(scope("10.9.0.0/16", "unicast", "10.0.0.1", "global")).isEmpty();
        assertThat(scope("10.9.0.1/32", "local", null, "host")).isEmpty();
        assertThat(scope("fd00:9::/64", "unicast", null, "link")).isEmpty();
        assertThat(scope("10.9.0.0/16", "unicast", null, "global")).hasSize(1);
        assertThat(scope("10.9.0.0/16", "unicast", "10.0.0.1", "link")).hasSize(1);
    }

    private static List<Plan.Difference> scope(
            String to, String type, @Nullable String via, String scope) {
        return Routes.differences(route(to, type, via, scope), route(to, type, via, null));
    }
}
