package nsfleet.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class SuggestTest {
    private static final List<String> KEYS =
            List.of("hosts", "vars", "children", "netns", "address", "mtu", "up", "vars_files");

    @ParameterizedTest
    @CsvSource({
        "host, hosts", "hsots, hosts", "Hosts, hosts", "adress, address", "vars-files, vars_files",
        "netsn, netns", "mtv, mtu", "u, up", "childern, children", "upp, up"
    })
    void finds_the_near_one(String typed, String meant) {
        assertThat(Suggest.near(typed, KEYS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"x", "banana", "routes", "peer", "''"})
    void does_not_invent_a_likeness(String typed) {
        assertThat(Suggest.near(typed, KEYS)).isEmpty();
    }

    @Test
    void takes_the_nearest_then_the_first() {
        assertThat(Suggest.near("box12", List.of("box22", "box1", "box11"))).contains("box22");
        assertThat(Suggest.near("veth0", List.of("veth", "veth00", "veth1"))).contains("veth");
        assertThat(Suggest.hint("hots", KEYS)).isEqualTo("did you mean `hosts`?");
        assertThat(Suggest.hint("zzzzzz", KEYS)).isNull();
    }
}
