package nsfleet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.diagnostics.Problem;
import nsfleet.diagnostics.Problems;
import nsfleet.inventory.Inventory;
import nsfleet.inventory.InventoryReader;
import nsfleet.shell.Secret;
import nsfleet.transport.Target;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class TargetsTest {
    private static final Targets.Options NOTHING =
            new Targets.Options(null, null, false, null, Duration.ofSeconds(10), false);
    private static final Path HOME = Path.of(System.getProperty("user.home"));

    private final Problems problems = new Problems();
    private final Inventory inventory = InventoryReader.read(List.of("box1,"), new Problems());

    private Target good(Map<String, Object> vars, Targets.Options options) {
        Target target = with(vars, options, null, null);
        assertThat(problems.all()).isEmpty();
        return java.util.Objects.requireNonNull(target);
    }

    private @Nullable Target with(
            Map<String, Object> vars,
            Targets.Options options,
            @Nullable Boolean become,
            @Nullable String user) {
        return Targets.of("box1", vars, options, become, user, inventory, problems).orElse(null);
    }

    private Target args(String text) {
        return good(Map.of("ansible_ssh_common_args", text), NOTHING);
    }

    private String error(Map<String, Object> vars) {
        assertThat(with(vars, NOTHING, true, null)).isNull();
        Problem first = problems.all().getFirst();
        return first.message() + " / " + first.hint();
    }

    @Test
    void defaults() {
        Target target = good(Map.of(), NOTHING);
        assertThat(target)
                .isEqualTo(
                        new Target(
                                "box1",
                                "box1",
                                22,
                                false,
                                System.getProperty("user.name"),
                                null,
                                List.of(),
                                List.of(),
                                false,
                                null,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(15)));
    }

    @Test
    void variables_win_over_the_command_line_as_with_ansible() {
        var options =
                new Targets.Options(
                        "cli", Path.of("/cli"), true, "asked", Duration.ofSeconds(3), true);
        Target target =
                good(
                        Map.of(
                                "ansible_host",
                                "10.0.0.1",
                                "ansible_port",
                                2222L,
                                "ansible_user",
                                "ops",
                                "ansible_ssh_private_key_file",
                                "~/.ssh/k",
                                "ansible_password",
                                new Secret("ansible_password", "pw"),
                                "ansible_become_password",
                                new Secret("b", "bp")),
                        options);
        assertThat(target.toString()).isEqualTo("box1 (ops@10.0.0.1:2222)");
        assertThat(target.keyFiles()).containsExactly(HOME.resolve(".ssh/k"));
        assertThat(target.password()).isEqualTo("pw");
        assertThat(target.become()).isEqualTo(new Target.Become("sudo", "root", "bp"));
        assertThat(target.acceptNew()).isTrue();
        Target other = good(Map.of(), options);
        assertThat(other.user()).isEqualTo("cli");
        assertThat(other.keyFiles()).containsExactly(Path.of("/cli"));
        assertThat(other.become()).isEqualTo(new Target.Become("sudo", "root", "asked"));
        assertThat(other.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void become_is_decided_by_variable_then_play_then_command_line() {
        var asked = new Targets.Options(null, null, true, null, Duration.ofSeconds(1), false);
        assertThat(with(Map.of(), asked, false, null)).extracting(Target::become).isNull();
        assertThat(with(Map.of("ansible_become", "no"), asked, true, null))
                .extracting(Target::become)
                .isNull();
        assertThat(with(Map.of("ansible_become", true), NOTHING, false, "lab"))
                .extracting(Target::become)
                .isEqualTo(new Target.Become("sudo", "lab", null));
        assertThat(
                        with(
                                Map.of("ansible_become_user", "x", "ansible_become_method", "su"),
                                NOTHING,
                                true,
                                "lab"))
                .extracting(Target::become)
                .isEqualTo(new Target.Become("su", "x", null));
    }

    @Test
    void local_needs_no_address() {
        assertThat(good(Map.of("ansible_connection", "local"), NOTHING).local()).isTrue();
    }

    @Test
    void arguments_of_ssh() {
        Target target =
                args(
                        "-i ~/a -i/b -o IdentityFile='/c d' -l joe -p 23"
                                + " -oStrictHostKeyChecking=accept-new -o \"UserKnownHostsFile /k1"
                                + " ~/k2\" -o ConnectTimeout=2m -o serveraliveinterval=7 -o"
                                + " IdentitiesOnly=yes -o BatchMode=yes -o UpdateHostKeys=no -o"
                                + " LogLevel=ERROR");
        assertThat(target.keyFiles())
                .containsExactly(HOME.resolve("a"), Path.of("/b"), Path.of("/c d"));
        assertThat(target.user()).isEqualTo("joe");
        assertThat(target.port()).isEqualTo(23);
        assertThat(target.acceptNew()).isTrue();
        assertThat(target.knownHosts())
                .containsExactly(
                        Path.of("/k1"), HOME.resolve("k2"), Path.of("/etc/ssh/ssh_known_hosts"));
        assertThat(target.connectTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(target.keepAlive()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void the_first_value_of_a_directive_wins_as_with_ssh() {
        Target target =
                good(
                        Map.of(
                                "ansible_ssh_common_args", "-p 1 -o Port=2 -l a",
                                "ansible_ssh_extra_args", "-l b -o GlobalKnownHostsFile=/g"),
                        NOTHING);
        assertThat(target.port()).isEqualTo(1);
        assertThat(target.user()).isEqualTo("a");
        assertThat(target.knownHosts())
                .containsExactly(HOME.resolve(".ssh/known_hosts"), Path.of("/g"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "-o StrictHostKeyChecking=no | is refused | accept-new",
                "-o StrictHostKeyCheking=yes | StrictHostKeyCheking | did you mean"
                        + " `StrictHostKeyChecking`?",
                "-J jump | `-J` is not supported | where the hosts can be reached",
                "-o ProxyCommand='nc %h 22' | `ProxyCommand` is not supported | ssh -L",
                "-F x | `-F` is not supported | ansible_host",
                "-v | `-v` is not supported | -i, -l, -p",
                "-o | nothing follows `-o` | null",
                "-o Port | is not `-o DIRECTIVE=VALUE` | null",
                "-i 'x | is never closed | null",
                "host | `host` is not an option | null",
                "-o UserKnownHostsFile=~/%h | tokens of ssh | inventory_hostname",
                "-o ServerAliveInterval=0 | a time above 0 | null",
                "-p 99999 | `99999` is not a port | null"
            })
    void everything_else_is_named(String text, String message, String hint) {
        assertThat(error(Map.of("ansible_ssh_common_args", text))).contains(message).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "ansible_host, -oProxyCommand=x, is not an address",
        "ansible_host, a b, is not an address",
        "ansible_user, -x, is not a user",
        "ansible_become_user, 'a;b', is not a user",
        "ansible_port, 0, is not a port",
        "ansible_port, ssh, is not a port",
        "ansible_connection, lokal, did you mean `local`",
        "ansible_become_method, sud, did you mean `sudo`",
        "ansible_become, maybe, true or false"
    })
    void bad_values_are_refused(String name, String value, String message) {
        assertThat(error(Map.of(name, value))).contains(message);
    }

    @Test
    void doas_with_a_password_cannot_work() {
        assertThat(error(Map.of("ansible_become_method", "doas", "ansible_become_password", "x")))
                .contains("doas takes a password from a terminal only");
    }

    @Test
    void a_list_is_no_address() {
        assertThat(error(Map.of("ansible_host", List.of("a")))).contains("must be a single value");
    }

    @Test
    void ignored_and_misspelt_variables_are_told() {
        assertThat(
                        with(
                                Map.of(
                                        "ansible_hots",
                                        "x",
                                        "ansible_ssh_args",
                                        "-C",
                                        "ansible_network_os",
                                        "ios"),
                                NOTHING,
                                null,
                                null))
                .isNotNull();
        assertThat(problems.all())
                .extracting(p -> p.message() + " " + p.hint())
                .containsExactlyInAnyOrder(
                        "`ansible_hots` means nothing to nsfleet did you mean `ansible_host`?",
                        "`ansible_ssh_args` is not heeded null");
    }
}
