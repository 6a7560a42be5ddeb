package nsfleet.transport.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import nsfleet.shell.Script;
import nsfleet.transport.Completion;
import nsfleet.transport.Connector.Connection;
import nsfleet.transport.Frame;
import nsfleet.transport.Target;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Users, their login shells, and how they become root: on a host with users of its own, which this
/// machine never sees.
@Timeout(60)
class BecomeIT {
    private static final String USERS =
            """
            mkdir -p $D/etc
            cp /etc/passwd /etc/group /etc/shadow $D/etc
            for user in asked free stranger csh fish bash dash; do
                shell=/bin/sh
                case $user in csh) shell=$D/tcsh ;; fish) shell=$D/fish ;; bash | dash) shell=/bin/$user ;; esac
                id=$((id + 1))
                echo "nf$user:x:$((64000 + id)):64000::$D/home:$shell" >>$D/etc/passwd
                echo "nf$user:$(openssl passwd -6 secret):19000:0:99999:7:::" >>$D/etc/shadow
            done
            sed -i "s|^root:[^:]*|root:$(openssl passwd -6 toor)|" $D/etc/shadow
            cat >$D/etc/sudoers <<'EOF'
            Defaults !fqdn
            nfasked ALL=(ALL) ALL
            nffree,nfcsh,nffish,nfbash,nfdash ALL=(ALL) NOPASSWD: ALL
            EOF
            chmod 640 $D/etc/shadow; chgrp shadow $D/etc/shadow; chmod 440 $D/etc/sudoers
            for file in passwd group shadow sudoers; do mount --bind $D/etc/$file /etc/$file; done
            for shell in tcsh fish; do
                binary=$(command -v $shell) || continue
                ln -s $binary $D/$shell
            done
            if [ ! -e $D/tcsh ]; then
                ( cd $D && apt-get download tcsh && dpkg -x tcsh_*.deb csh && ln -s csh/bin/tcsh tcsh ) >/dev/null 2>&1 || :
            fi
            """;

    private static OpenSsh server;

    @BeforeAll
    static void start() {
        server = new OpenSsh(USERS, "127.0.0.1", "", List.of());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Connection connect(String user, Target.@Nullable Become become, boolean lock) {
        return server.connector()
                .connect(
                        server.target(
                                user,
                                null,
                                become,
                                List.of(server.clientKey),
                                Duration.ofSeconds(15)),
                        lock
                                ? OpenSsh.changing("run-1", Duration.ofSeconds(5))
                                : OpenSsh.reading());
    }

    private static Target.Become sudo(@Nullable String password) {
        return new Target.Become("sudo", "root", password);
    }

    private static String output(Connection connection, String program) {
        assertThat(connection).isInstanceOf(Connection.Open.class);
        try (var session = ((Connection.Open) connection).session()) {
            var result =
                    session.run(Frame.reading("look", Script.of(program), Duration.ofSeconds(20)));
            assertThat(result).isInstanceOf(Completion.Exited.class);
            return ((Completion.Exited) result).output() + ((Completion.Exited) result).error();
        }
    }

    private static Connection.Refused refused(Connection connection) {
        assertThat(connection).isInstanceOf(Connection.Refused.class);
        return (Connection.Refused) connection;
    }

    @Test
    void withoutBecomingAnybody() {
        assertThat(output(connect("nfasked", null, false), "id -u")).isEqualTo("64001\n");
        assertThat(refused(connect("nfasked", null, true)).hint()).contains("--become");
    }

    @Test
    void sudoWithoutAPassword() {
        assertThat(output(connect("nffree", sudo(null), true), "id -u; pwd; echo $PATH"))
                .isEqualTo("0\n/\n/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n");
    }

    @Test
    void sudoWithAPassword() {
        assertThat(output(connect("nfasked", sudo("secret"), true), "id -u")).isEqualTo("0\n");
    }

    @Test
    void aPasswordThatNobodyAsksForGoesNowhere() {
        String seen =
                output(
                        connect("nffree", sudo("hunter2-canary"), false),
                        "id -u; cat /proc/*/cmdline /proc/*/environ 2>/dev/null | tr '\\0' ' ' |"
                                + " grep -c 'hunter2[-]canary'");
        assertThat(seen).isEqualTo("0\n0\n");
    }

    @Test
    void aWrongPassword() {
        long start = System.nanoTime();
        assertThat(refused(connect("nfasked", sudo("wrong"), true)).message())
                .isEqualTo("wrong sudo password on box1");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aPasswordThatIsMissing() {
        assertThat(refused(connect("nfasked", sudo(null), true)))
                .satisfies(it -> assertThat(it.message()).startsWith("sudo refused on box1: "))
                .satisfies(it -> assertThat(it.hint()).contains("ansible_become_password"));
    }

    @Test
    void aUserWhoMayNot() {
        assertThat(refused(connect("nfstranger", sudo("secret"), true)).message())
                .startsWith("sudo refused on box1: ");
    }

    @Test
    void sudoThatIsNotThere() {
        try (var bare =
                new OpenSsh("mount --bind /dev/null /usr/bin/sudo", "127.0.0.1", "", List.of())) {
            var connection =
                    bare.connector()
                            .connect(
                                    bare.target(
                                            "root",
                                            null,
                                            sudo(null),
                                            List.of(bare.clientKey),
                                            Duration.ofSeconds(15)),
                                    OpenSsh.reading());
            assertThat(refused(connection).message()).isEqualTo("sudo is not installed on box1");
        }
    }

    @Test
    void su() {
        assertThat(
                        output(
                                connect(
                                        "nfstranger",
                                        new Target.Become("su", "root", "toor"),
                                        true),
                                "id -u"))
                .isEqualTo("0\n");
        assertThat(
                        output(
                                connect("root", new Target.Become("su", "nffree", "toor"), false),
                                "id -u"))
                .isEqualTo("64002\n");
        assertThat(
                        refused(connect("nfstranger", new Target.Become("su", "root", "bad"), true))
                                .message())
                .startsWith("su refused on box1");
        assertThat(
                        refused(connect("nfstranger", new Target.Become("su", "root", null), true))
                                .message())
                .isEqualTo("su asks for a password on box1");
    }

    @Test
    void whatCannotWork() {
        assertThat(
                        refused(connect("nffree", new Target.Become("doas", "root", "x"), true))
                                .message())
                .contains("doas cannot take a password");
        assertThat(
                        refused(connect("nffree", new Target.Become("runas", "root", "x"), true))
                                .message())
                .contains("runas");
        assertThat(refused(connect("nffree", new Target.Become("sudo", "-x", "x"), true)).message())
                .contains("-x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"csh", "fish", "bash", "dash"})
    void anyLoginShell(String shell) {
        if (!shell.endsWith("ash")) {
            Path binary = server.directory.resolve(shell.equals("csh") ? "tcsh" : shell);
            boolean there = Files.exists(binary);
            if (!there) {
                System.err.println("SKIPPED: no " + shell + " on this machine, and none to be had");
            }
            Assumptions.assumeTrue(there, "SKIPPED: no " + shell + " on this machine");
        }
        assertThat(output(connect("nf" + shell, sudo(null), true), "id -u; echo \"it's $# ok!\""))
                .isEqualTo("0\nit's 0 ok!\n");
        assertThat(output(connect("nf" + shell, null, false), "echo \\\\ '!'")).isEqualTo("\\ !\n");
    }

    @Test
    void passwordsLogIn() {
        Target target = server.target("nfasked", "secret", null, List.of(), Duration.ofSeconds(15));
        assertThat(output(server.connector().connect(target, OpenSsh.reading()), "id -u"))
                .isEqualTo("64001\n");
        Target both =
                server.target(
                        "nfasked", "secret", sudo("secret"), List.of(), Duration.ofSeconds(15));
        assertThat(output(server.connector().connect(both, OpenSsh.reading()), "id -u"))
                .isEqualTo("0\n");
    }

    /// A real OpenDoas from the distribution's package, with an /etc of its own for its settings.
    @Test
    void doas() {
        String setup =
                USERS
                        + """
                        ( cd $D && apt-get download opendoas && dpkg -x opendoas_*.deb doas ) >/dev/null 2>&1 || :
                        cp -a /etc $D/own; for file in passwd group shadow; do cp -p $D/etc/$file $D/own; done
                        umount /etc/passwd /etc/group /etc/shadow /etc/sudoers; mount --bind $D/own /etc
                        [ ! -e $D/doas ] || cp $D/doas/etc/pam.d/doas /etc/pam.d
                        printf '%s\n' 'permit nopass nffree as root' 'permit nfasked as root' >/etc/doas.conf
                        mount -t tmpfs -o mode=755 tmpfs /usr/local/bin
                        [ ! -e $D/doas ] || cp -p $D/doas/usr/bin/doas /usr/local/bin
                        """;
        try (var host = new OpenSsh(setup, "127.0.0.1", "", List.of())) {
            boolean there = Files.exists(host.directory.resolve("doas"));
            if (!there) {
                System.err.println("SKIPPED: no opendoas package to be had: doas is not tested");
            }
            Assumptions.assumeTrue(there, "SKIPPED: no opendoas package to be had");
            assertThat(output(doas(host, "nffree", "root"), "id -u; echo $HOME; pwd"))
                    .startsWith("0\n")
                    .endsWith("/\n");
            assertThat(refused(doas(host, "nfasked", "root")))
                    .satisfies(it -> assertThat(it.message()).startsWith("doas refused on box1: "))
                    .satisfies(it -> assertThat(it.hint()).contains("nopass"));
            assertThat(refused(doas(host, "nfstranger", "root")).message())
                    .startsWith("doas refused on box1: ");
            assertThat(refused(doas(host, "nffree", "nfdash")).message())
                    .startsWith("doas refused on box1: ");
        }
    }

    private static Connection doas(OpenSsh host, String user, String as) {
        return host.connector()
                .connect(
                        host.target(
                                user,
                                null,
                                new Target.Become("doas", as, null),
                                List.of(host.clientKey),
                                Duration.ofSeconds(15)),
                        OpenSsh.changing("run-1", Duration.ofSeconds(5)));
    }

    @Test
    void aHostThatAsksForThePasswordByKeyboardInteractive() {
        List<String> settings =
                List.of(
                        "UsePAM yes",
                        "KbdInteractiveAuthentication yes",
                        "PasswordAuthentication no");
        try (var host = new OpenSsh(USERS, "127.0.0.1", "", settings)) {
            for (String password : List.of("secret", "wrong")) {
                Connection connection =
                        host.connector()
                                .connect(
                                        host.target(
                                                "nffree",
                                                password,
                                                sudo(null),
                                                List.of(),
                                                Duration.ofSeconds(15)),
                                        OpenSsh.reading());
                if (password.equals("secret")) {
                    assertThat(output(connection, "id -u")).isEqualTo("0\n");
                } else {
                    assertThat(connection).isInstanceOf(Connection.Unreachable.class);
                    assertThat(((Connection.Unreachable) connection).message())
                            .contains("tried password")
                            .contains("the host allows")
                            .contains("keyboard-interactive")
                            .doesNotContain("wrong");
                }
            }
        }
    }

    @Test
    void aClosedSessionEndsWhatRunsThroughSudo() throws Exception {
        var open = (Connection.Open) connect("nfasked", sudo("secret"), true);
        Path pid = server.directory.resolve("sudo.pid");
        Thread.startVirtualThread(
                () ->
                        open.session()
                                .run(
                                        Frame.reading(
                                                "sleep",
                                                Script.of("sleep 300 & echo $! >" + pid + "; wait"),
                                                Duration.ofMinutes(1))));
        for (int i = 0; i < 200 && (!Files.exists(pid) || Files.size(pid) == 0); i++) {
            OpenSsh.pause(20);
        }
        String number = Files.readString(pid).strip();
        open.session().close();
        for (int i = 0; i < 150 && Files.exists(Path.of("/proc", number)); i++) {
            OpenSsh.pause(20);
        }
        assertThat(Path.of("/proc", number)).doesNotExist();
        assertThat(output(connect("nfasked", sudo("secret"), true), "id -u")).isEqualTo("0\n");
    }
}
